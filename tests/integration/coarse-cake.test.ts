import { describe, expect, it } from 'vitest';
import { coarseCake } from '../../src-shared/integration/coarse-cake.ts';

// 20 × 20 pixels of 1 mm, 10 mm from the sample, beam in the middle.
const calibration = {
  geometry: { dist: 0.01, poni1: 0.01, poni2: 0.01, rot1: 0, rot2: 0, rot3: 0 },
  detector: { name: 'Detector', pixel1: 1e-3, pixel2: 1e-3, orientation: 3 as const },
};
const shape = [20, 20] as const;
const BINS = { radialBins: 5, azimuthBins: 4, patternBins: 10 };

describe('coarseCake', () => {
  it('covers the angles of the pixel centres', () => {
    const { radialRange } = coarseCake(new Float32Array(400).fill(1), shape, null, calibration, BINS);
    // The nearest centres lie 0.5·√2 mm off the beam, the corners 9.5·√2 mm.
    expect(radialRange[0]).toBeCloseTo(Math.atan(0.05 * Math.SQRT2), 12);
    expect(radialRange[1]).toBeCloseTo(Math.atan(0.95 * Math.SQRT2), 12);
  });

  it('puts each quarter of the image into its own azimuths, −180° first', () => {
    const samples = Float32Array.from({ length: 400 }, (_, p) => {
      const [isDown, isRight] = [p >= 200, p % 20 >= 10];
      return isDown ? (isRight ? 3 : 4) : isRight ? 2 : 1;
    });
    const { means } = coarseCake(samples, shape, null, calibration, BINS);
    // Azimuth 0 is along the columns and grows with the rows: −180…−90° is up and left, 90…180° down and left.
    for (const [row, value] of [1, 2, 3, 4].entries())
      expect([...means.subarray(5 * row, 5 * row + 5)]).toEqual([value, value, value, value, value]);
  });

  it('takes the mean of the pixels that are used', () => {
    const samples = new Float32Array(400).fill(7);
    const unused = new Uint8Array(400);
    for (let p = 0; p < 400; p += 3) {
      samples[p] = 1e6;
      unused[p] = 1;
    }
    const { means, pattern } = coarseCake(samples, shape, unused, calibration, BINS);
    expect(new Set([...means, ...pattern].filter((value) => !Number.isNaN(value)))).toEqual(new Set([7]));
  });
});
