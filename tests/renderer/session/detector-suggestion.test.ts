import { describe, expect, it } from 'vitest';
import { suggestDetector, withDetector } from '../../../src-renderer/session/detector-suggestion.ts';
import type { DetectorGuess } from '../../../src-shared/rpc/contract.ts';
import { calibration } from '../fake-host.ts';

const guess = (name: string, pixel: number): DetectorGuess => ({
  detector: { name, shape: [1043, 981], pixel1: pixel, pixel2: pixel, orientation: 3 },
  label: name,
  binning: [1, 1],
});
const nameless = calibration.detector; // 172 µm
const pilatus = guess('Pilatus1M', 172e-6);

describe('suggestDetector', () => {
  it('offers the detector whose pixels are those of a calibration without name', () => {
    expect(suggestDetector(nameless, [pilatus, guess('Other', 172e-6)])).toBe(pilatus);
  });

  it.each([
    ['the calibration names its detector', { ...nameless, name: 'Eiger1M' }, [pilatus]],
    ['the pixels differ by more than a file rounds', { ...nameless, pixel2: 172.3e-6 }, [pilatus]],
    ['only the header of the image is known', nameless, [guess('Detector', 172e-6)]],
    ['nothing is known of the image', nameless, []],
  ])('offers nothing where %s', (_case, detector, guesses) => {
    expect(suggestDetector(detector, guesses)).toBeUndefined();
  });
});

describe('withDetector', () => {
  it('changes the detector and keeps geometry and orientation', () => {
    const inUse = {
      calibration: { ...calibration, detector: { ...nameless, orientation: 2 as const } },
      name: 'CeO2.poni',
      warnings: [],
      origins: { dist: 'file', name: 'file' } as const,
    };
    const next = withDetector(inUse, pilatus.detector);
    expect(next.calibration.geometry).toEqual(calibration.geometry);
    expect(next.calibration.detector).toEqual({
      name: 'Pilatus1M',
      shape: [1043, 981],
      pixel1: 172e-6,
      pixel2: 172e-6,
      orientation: 2,
    });
    expect(next.origins).toEqual({ dist: 'file', name: 'typed', pixel1: 'typed', pixel2: 'typed' });
  });
});
