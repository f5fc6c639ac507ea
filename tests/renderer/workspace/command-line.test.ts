import { describe, expect, it } from 'vitest';
import { emptyDocument, type SessionDocument } from '../../../src-renderer/session/session-document.ts';
import { batchCommandLineOf, commandLineOf } from '../../../src-renderer/workspace/integration/command-line.ts';
import { calibration } from '../fake-host.ts';

const document = (over: Partial<SessionDocument> = {}): SessionDocument => ({
  ...emptyDocument(),
  calibration: { calibration, name: 'CeO2.poni', warnings: [], origins: { dist: 'file' } },
  ...over,
});
const settings = emptyDocument().settings;

describe('commandLineOf', () => {
  it('names image and calibration, and nothing that is the default', () => {
    expect(commandLineOf(document(), { ref: 'data:/a/CeO2.tif' }).text).toBe(
      'annulus integrate CeO2.tif --poni CeO2.poni',
    );
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
          darkExposures: 9,
          backgroundScale: 0.8,
        },
        masks: ['data:/beam stop.msk', 'data:/b.edf'],
        corrections: { dark: 'data:/d.tif', flat: 'data:/f.tif', background: 'data:/bg.tif' },
      }),
      { ref: 'data:/scan.h5', dataset: '/entry/data', frame: 3, frameCount: 9 },
    );
    expect(text).toBe(
      "annulus integrate scan.h5::/entry/data --frames 3:4 --poni CeO2.poni --unit 'q_A^-1' --npt 2000 --split bbox" +
        " --mask 'beam stop.msk' --mask b.edf --mask-below 0 --mask-above 65000 --no-detector-mask --dummy=-1" +
        ' --delta-dummy 0.5 --dark d.tif --flat f.tif --background bg.tif --dark-exposures 9 --background-scale 0.8 --normalization 12.5' +
        ' --polarization 0.99 --polarization-offset 90 --no-solid-angle --radial-range=-1,4.5' +
        ' --azimuth-range 135,-135 --error-model poisson',
    );
  });

  it('writes a batch: its files, what it makes of all of them, and where', () => {
    const cut = { azimuthBins: 8, azimuthStart: -90, sense: 'clockwise' as const };
    const batch = {
      ...emptyDocument().batch,
      inputs: [{ ref: 'data:/scan' }, { ref: 'data:/run_master.h5', dataset: '/entry/data' }],
      recursive: true,
      frames: '0:100:2',
      tables: ['csv' as const],
      existing: 'skip' as const,
    };
    expect(batchCommandLineOf(document({ batch }), 'data:/beamtime/integrated', cut).text).toBe(
      'annulus integrate scan run_master.h5::/entry/data --frames 0:100:2 --poni CeO2.poni --recursive --format xy' +
        ' --table csv --out integrated --resume --summary integrated/annulus-summary.csv',
    );
    const cakes = { ...batch, makes: 'cakes' as const, summaryFile: false, existing: 'refuse' as const };
    expect(batchCommandLineOf(document({ batch: cakes }), 'data:/cakes', cut).text).toBe(
      'annulus cake scan run_master.h5::/entry/data --frames 0:100:2 --poni CeO2.poni --cakes 8 --start=-90 --sense clockwise' +
        ' --layout xrdfit --recursive --out cakes',
    );
  });

  it('tells the orientation, which the file may not know', () => {
    const reversed = { ...calibration, detector: { ...calibration.detector, orientation: 2 as const } };
    const { text } = commandLineOf(
      document({ calibration: { calibration: reversed, name: 'CeO2.poni', warnings: [], origins: {} } }),
      { ref: 'data:/CeO2.tif' },
    );
    expect(text).toBe('annulus integrate CeO2.tif --poni CeO2.poni --orientation 2');
  });

  it('warns that a calibration edited in the window must be saved first', () => {
    const edited = document({ calibration: { calibration, name: 'a.poni', warnings: [], origins: { dist: 'typed' } } });
    expect(commandLineOf(edited, { ref: 'data:/a.tif' }).remarks).toContain(
      'The calibration was edited here: save it as a .poni first.',
    );
  });

  it('quotes names so that no shell reads more into them', () => {
    expect(commandLineOf(document(), { ref: "data:/it's; rm -rf.tif" }).text).toContain(`'it'\\''s; rm -rf.tif'`);
  });

  it('subtracts the background of the pattern where the window does, over its range if that is in the unit of the axis', () => {
    const background = { method: 'spline', window: 300, range: [2, 12], rangeUnit: '2th_deg', subtract: true } as const;
    const text = (change: Partial<SessionDocument>): string =>
      commandLineOf(document({ patternBackground: { ...background, range: [...background.range] }, ...change }), {
        ref: 'data:/a.tif',
      }).text;
    expect(text({})).toContain(' --pattern-background spline:300 --pattern-background-range 2,12');
    expect(text({ settings: { ...settings, radialUnit: 'q_A^-1' } })).toMatch(/--pattern-background spline:300$/);
    expect(text({ patternBackground: { window: 20, subtract: false } })).not.toContain('background');
  });

  it('names a mask that is drawn, and says that it is not in a file yet', () => {
    const layer = { id: 'a', name: 'a', enabled: true, operation: 'add', region: { kind: 'nonFinite' } } as never;
    const { text, remarks } = commandLineOf(document({ maskLayers: [layer] }), { ref: 'data:/a.tif' });
    expect(text).toContain(' --mask drawn-mask.npy');
    expect(remarks).toContain('The mask that is drawn here is not in a file yet: save it as drawn-mask.npy first.');
  });

  it('cuts cakes as they are saved', () => {
    const cakes = {
      cut: { azimuthBins: 36, azimuthStart: -90, sense: 'anticlockwise' },
      layouts: ['xrdfit', 'esg'],
    } as const;
    expect(commandLineOf(document(), { ref: 'data:/a.tif' }, cakes).text).toBe(
      'annulus cake a.tif --poni CeO2.poni --cakes 36 --start=-90 --sense anticlockwise --layout xrdfit,esg',
    );
  });
});
