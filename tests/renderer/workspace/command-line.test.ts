import { describe, expect, it } from 'vitest';
import { emptyDocument, type SessionDocument } from '../../../src-renderer/session/session-document.ts';
import { commandLineOf } from '../../../src-renderer/workspace/integration/command-line.ts';
import { calibration } from '../fake-host.ts';

const document = (over: Partial<SessionDocument> = {}): SessionDocument => ({
  ...emptyDocument(),
  calibration: { calibration, name: 'CeO2.poni', warnings: [], origins: { dist: 'file' } },
  ...over,
});
const settings = emptyDocument().settings;

describe('commandLineOf', () => {
  it('names image and calibration, and nothing that is the default', () => {
    expect(commandLineOf(document(), 'data:/a/CeO2.tif').text).toBe('annulus integrate CeO2.tif --poni CeO2.poni');
  });

  it('writes every setting in the words of the command line', () => {
    const { text } = commandLineOf(
      document({
        settings: {
          ...settings,
          radialUnit: 'q_A^-1',
          npt: 2000,
          split: 'bbox',
          radialRange: [-1, 4.5],
          azimuthRange: [135, -135],
          solidAngle: false,
          polarization: { factor: 0.99, offsetDeg: 90 },
          errorModel: 'poisson',
          normalizationFactor: 12.5,
          maskBelow: 0,
          maskAbove: 65000,
          dummy: { value: -1, delta: 0.5 },
          detectorMask: false,
          backgroundScale: 0.8,
        },
        masks: ['data:/beam stop.msk', 'data:/b.edf'],
        corrections: { dark: 'data:/d.tif', flat: 'data:/f.tif', background: 'data:/bg.tif' },
      }),
      'data:/scan.h5',
      '/entry/data',
    );
    expect(text).toBe(
      "annulus integrate scan.h5::/entry/data --poni CeO2.poni --unit 'q_A^-1' --npt 2000 --split bbox" +
        " --mask 'beam stop.msk' --mask b.edf --mask-below 0 --mask-above 65000 --no-detector-mask --dummy=-1" +
        ' --delta-dummy 0.5 --dark d.tif --flat f.tif --background bg.tif --background-scale 0.8 --normalization 12.5' +
        ' --polarization 0.99 --polarization-offset 90 --no-solid-angle --radial-range=-1,4.5' +
        ' --azimuth-range 135,-135 --error-model poisson',
    );
  });

  it('tells the orientation, which the file may not know', () => {
    const reversed = { ...calibration, detector: { ...calibration.detector, orientation: 2 as const } };
    const { text } = commandLineOf(
      document({ calibration: { calibration: reversed, name: 'CeO2.poni', warnings: [], origins: {} } }),
      'data:/CeO2.tif',
    );
    expect(text).toBe('annulus integrate CeO2.tif --poni CeO2.poni --orientation 2');
  });

  it('warns that a calibration edited in the window must be saved first', () => {
    const edited = document({ calibration: { calibration, name: 'a.poni', warnings: [], origins: { dist: 'typed' } } });
    expect(commandLineOf(edited, 'data:/a.tif').remarks).toContain(
      'The calibration was edited here: save it as a .poni first.',
    );
  });

  it('quotes names so that no shell reads more into them', () => {
    expect(commandLineOf(document(), "data:/it's; rm -rf.tif").text).toContain(`'it'\\''s; rm -rf.tif'`);
  });
});
