import { describe, expect, it } from 'vitest';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { addCrystalSpots } from '../../src-shared/simulation/crystal-spots.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';

const SHAPE = [120, 80] as const;

function spots(count: number, counts: [number, number], sigma: [number, number], seed = 1): Float32Array {
  const image = new Float32Array(SHAPE[0] * SHAPE[1]);
  addCrystalSpots(image, SHAPE, { count, counts, sigma }, createRandom(seed));
  return image;
}

describe('addCrystalSpots', () => {
  it('adds Gaussians of the height and width asked for: 2π σ² times the height in all', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const image = spots(1, [100, 100], [1.5, 1.5], seed);
      const brightest = image.indexOf(Math.max(...image));
      const [y, x] = [Math.floor(brightest / SHAPE[1]), brightest % SHAPE[1]];
      if (Math.min(y, x, SHAPE[0] - 1 - y, SHAPE[1] - 1 - x) < 9) continue; // cut by the edge
      const sum = image.reduce((total, value) => total + value, 0);
      // Sampled at pixel centres, a Gaussian of this width sums to its integral to 1e-9; it is cut at 5 σ: 4e-6.
      expect(sum / (2 * Math.PI * 1.5 ** 2 * 100)).toBeCloseTo(1, 4);
    }
  });

  it('draws heights and widths between the limits', () => {
    const image = spots(40, [10, 1000], [0.7, 2]);
    expect(Math.max(...image)).toBeLessThan(3000); // two may fall together
    expect(Math.max(...image)).toBeGreaterThan(200);
  });

  it('does the same for the same seed, and nothing for no spots', () => {
    expect(spots(5, [10, 20], [1, 2])).toEqual(spots(5, [10, 20], [1, 2]));
    expect(Math.max(...spots(0, [10, 20], [1, 2]))).toBe(0);
  });
});

describe('halo', () => {
  it('is a Gaussian in 2θ on the background', () => {
    const geometry = { dist: 0.1, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0, wavelength: 4e-11 };
    const options = {
      calibration: { geometry, detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 as const } },
      calibrant: findCalibrant('CeO2')!,
      shape: [1, 400] as const,
      ...{ noise: false, sampleType: 'float32' as const, solidAngle: false, polarizationFactor: null, background: 0 },
    };
    const bare = simulateCalibrantImage(options).image.samples;
    const halo = { twoThetaDeg: 10, widthDeg: 4, counts: 300 };
    const filled = simulateCalibrantImage({ ...options, halo }).image.samples;
    for (const column of [50, 106, 176, 246, 380]) {
      const degrees = (Math.atan((column + 0.5) * 1e-3) * 180) / Math.PI;
      const expected = 300 * 2 ** (-((degrees - 10) ** 2) / 4);
      // The background is taken from the table entry below, which is 1e-4 of a radian or less away.
      expect(Math.abs(filled[column]! - bare[column]! - expected)).toBeLessThan(1);
    }
  });
});
