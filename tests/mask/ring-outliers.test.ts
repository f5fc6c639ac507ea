import { describe, expect, it } from 'vitest';
import { automaticMask } from '../../src-shared/mask/automatic-mask.ts';
import { findHotPixels } from '../../src-shared/mask/hot-pixels.ts';
import { ringBins, type RingBins } from '../../src-shared/mask/ring-bins.ts';
import { maskRingOutliers } from '../../src-shared/mask/ring-outliers.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/** All pixels in one ring. */
const oneRing = (pixels: number): RingBins => ({
  edges: Float64Array.of(0, 1),
  ringOf: new Uint16Array(pixels).fill(1),
});
const outliers = (
  values: number[],
  alpha: number,
  method: 'median' | 'mean' | 'sigma',
  masked = new Uint8Array(values.length),
): number[] => {
  maskRingOutliers(Float64Array.from(values), masked, oneRing(values.length), alpha, method);
  return [...masked];
};

describe('maskRingOutliers', () => {
  it('measures from the median in population standard deviations', () => {
    // σ² = 2.56: the pixel of 4 is 2.5 σ from the median, 2 σ from the mean; with n − 1 it would be 2.24 σ.
    expect(outliers([0, 0, 0, 0, 4], 2.4, 'median')).toEqual([0, 0, 0, 0, 1]);
    expect(outliers([0, 0, 0, 0, 4], 2.6, 'median')).toEqual([0, 0, 0, 0, 0]);
  });

  it('leaves out what is masked already, in the statistics and in the result', () => {
    expect(outliers([0, 0, 0, 0, 4, 1000], 2.4, 'median', Uint8Array.of(0, 0, 0, 0, 0, 1))).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('drops nothing of a ring of equal values', () => {
    for (const method of ['median', 'mean', 'sigma'] as const)
      expect(outliers([7, 7, 7, 7], 0.1, method)).toEqual([0, 0, 0, 0]);
  });

  it('F030: takes the worst pixels from the mean one by one', () => {
    // Fifteen pixels ±1 and spots of 1000 and 100: while 1000 is there, 100 is less than 0.1 σ from the mean.
    const ring = Array.from({ length: 15 }, (_, k) => (k % 2 === 0 ? 1 : -1));
    const once = outliers([...ring, 1000, 100], 3, 'median');
    expect(once.slice(15)).toEqual([1, 0]);
    const each = outliers([...ring, 1000, 100], 3, 'mean');
    expect(each).toEqual([...new Array<number>(15).fill(0), 1, 1]);
    expect(outliers([...ring, 1000, 100], 3, 'sigma')).toEqual(each);
  });

  it('takes low pixels as well as high ones', () => {
    const ring = Array.from({ length: 20 }, (_, k) => 100 + (k % 3));
    expect(outliers([...ring, 5], 4, 'mean').at(-1)).toBe(1);
    expect(outliers([...ring, 5], 4, 'median').at(-1)).toBe(1);
  });

  it('keeps its digits after a pixel of 10¹² is gone', () => {
    const ring = Array.from({ length: 60 }, (_, k) => k % 2);
    const found = outliers([...ring, 1e12, 12], 5, 'mean');
    expect(found.slice(60)).toEqual([1, 1]);
    expect(found.slice(0, 60)).toEqual(new Array<number>(60).fill(0));
  });
});

describe('automaticMask', () => {
  const ramp = Float32Array.from({ length: 100 }, (_, p) => p);
  const never = (): RingBins => {
    throw new Error('rings are not needed');
  };

  it('keeps both thresholds and what lies between them', () => {
    const mask = automaticMask(ramp, [10, 10], { edge: 0, lower: 20, upper: 70, method: 'median' }, null, never);
    expect([mask[19], mask[20], mask[70], mask[71]]).toEqual([1, 0, 0, 1]);
  });

  it('drops the edge rows and columns, and all of a small image', () => {
    const mask = automaticMask(ramp, [10, 10], { edge: 3, method: 'median' }, null, never);
    expect(mask.reduce((total, value) => total + value, 0)).toBe(100 - 16);
    expect(mask[33]).toBe(0);
    expect(automaticMask(ramp, [10, 10], { edge: 30, method: 'median' }, null, never).includes(0)).toBe(false);
  });

  it('masks what is not finite, threshold or not', () => {
    const mask = automaticMask(
      Float32Array.of(1, Number.NaN, -Infinity, 2),
      [2, 2],
      { edge: 0, method: 'median' },
      null,
      never,
    );
    expect([...mask]).toEqual([0, 1, 1, 0]);
  });
});

describe('ringBins', () => {
  const calibration: Calibration = {
    geometry: { dist: 0.1, poni1: 0.005, poni2: 0.005, rot1: 0, rot2: 0, rot3: 0, wavelength: 1e-10 },
    detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
  };

  it('puts pixels at equal distances from the beam into one ring, and farther ones no nearer', () => {
    const { ringOf, edges } = ringBins(calibration, [100, 100]);
    expect(ringOf[30 * 100 + 40]).toBe(ringOf[69 * 100 + 59]);
    expect(ringOf[20 * 100 + 49]).toBe(ringOf[49 * 100 + 20]);
    for (let j = 51; j < 100; j++) expect(ringOf[50 * 100 + j]).toBeGreaterThanOrEqual(ringOf[50 * 100 + j - 1]!);
    for (let k = 1; k < edges.length; k++) expect(edges[k]).toBeGreaterThanOrEqual(edges[k - 1]!);
  });

  it('sorts alike for every wavelength, and without one', () => {
    const { wavelength, ...geometry } = calibration.geometry;
    const other = ringBins({ ...calibration, geometry: { ...geometry, wavelength: wavelength! / 4 } }, [100, 100]);
    const none = ringBins({ ...calibration, geometry }, [100, 100]);
    const own = ringBins(calibration, [100, 100]);
    expect(none.ringOf).toEqual(own.ringOf);
    expect(other.edges[50]! / own.edges[50]!).toBeCloseTo(4, 9);
  });
});

describe('findHotPixels', () => {
  const flat = (value: number): Int32Array => new Int32Array(400).fill(value);
  const found = (samples: Int32Array | Float32Array, threshold = 8, skip: Uint8Array | null = null): number[] => {
    const pixels: number[] = [];
    findHotPixels(samples, [20, 20], { threshold, size: 5 }, skip, (p) => pixels.push(p));
    return pixels;
  };

  it('finds a pixel above √median times the threshold, and a pair of them', () => {
    const samples = flat(100); // counts: 8 times a spread of 10
    samples[210] = 181;
    samples[50] = 180;
    samples[305] = 5000;
    samples[306] = 4000;
    expect(found(samples)).toEqual([210, 305, 306]);
  });

  it('leaves a ring alone: an edge is no outlier', () => {
    const samples = flat(10);
    samples.fill(5000, 200);
    expect(found(samples)).toEqual([]);
  });

  it('takes no notice of pixels left out', () => {
    const samples = flat(100);
    samples[210] = 5000;
    const skip = new Uint8Array(400);
    skip[210] = 1;
    expect(found(samples, 8, skip)).toEqual([]);
  });

  it('finds what the plain rule finds, looked at pixel by pixel', () => {
    let state = 3;
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    const scene = Int32Array.from(
      { length: 400 },
      (_, p) => 20 + 30 * random() + (random() < 0.03 ? 300 * random() : p % 9),
    );
    for (const samples of [scene, Float32Array.from(scene, (value) => value / 7)])
      for (const threshold of [1.5, 3, 8]) {
        const plain: number[] = [];
        for (let p = 0; p < 400; p++) {
          const [i, j] = [Math.floor(p / 20), p % 20];
          const near: number[] = [];
          for (let y = Math.max(0, i - 2); y <= Math.min(19, i + 2); y++)
            for (let x = Math.max(0, j - 2); x <= Math.min(19, j + 2); x++)
              if (y !== i || x !== j) near.push(samples[20 * y + x]!);
          const median = medianOf(near);
          const spread = 1.482602218505602 * medianOf(near.map((value) => Math.abs(value - median)));
          const noise = samples === scene ? Math.max(spread, Math.sqrt(Math.max(1, median))) : spread;
          if (samples[p]! - median > threshold * noise) plain.push(p);
        }
        expect(plain.length).toBeGreaterThan(0);
        expect(found(samples, threshold)).toEqual(plain);
      }
  });

  it('measures the spread of values that are no counts', () => {
    const samples = Float32Array.from({ length: 400 }, (_, p) => 1e-3 * (1 + 0.01 * ((p * 7) % 11)));
    samples[210] = 3e-3;
    expect(found(samples)).toEqual([210]);
  });
});

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
