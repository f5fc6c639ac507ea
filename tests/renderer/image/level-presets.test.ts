import { expect, test } from 'vitest';
import { BINS } from '../../../src-renderer/image/histogram-axis.ts';
import {
  automaticLevels,
  fullLevels,
  sigmaLevels,
  standardDeviation,
} from '../../../src-renderer/image/level-presets.ts';

// Values spread evenly over 0 … 1000: mean 500, σ = 1000/√12.
const even = {
  minimum: 0,
  maximum: 1000,
  percentile1: 10,
  percentile999: 999,
  mean: 500,
  histogram: Float64Array.from({ length: BINS }, (_, i) => {
    const width = Math.asinh(1000) / BINS;
    return Math.sinh((i + 1) * width) - Math.sinh(i * width);
  }),
};

test('automatic levels are the percentiles', () => {
  expect(automaticLevels(even)).toEqual([10, 999]);
});

test('automatic levels fall back to the whole range where the percentiles coincide', () => {
  expect(automaticLevels({ ...even, percentile1: 0, percentile999: 0 })).toEqual([0, 1000]);
});

test('the levels of a constant image still have a width', () => {
  const [low, high] = fullLevels({ ...even, minimum: 7, maximum: 7 });
  expect(high).toBeGreaterThan(low);
});

test('the standard deviation of an even distribution is its width over √12', () => {
  expect(standardDeviation(even)).toBeCloseTo(1000 / Math.sqrt(12), 6); // each bin is even here: only rounding
});

test('mean ± 3σ stays within the range of the image', () => {
  expect(sigmaLevels(even)).toEqual([0, 1000]); // 500 ± 866
  const [low, high] = sigmaLevels({ ...even, maximum: 1000, mean: 100, histogram: peakAt(100) });
  expect(low).toBeGreaterThan(90);
  expect(high).toBeLessThan(110);
});

/** All pixels in the bin that holds one value. */
function peakAt(value: number) {
  const histogram = new Float64Array(BINS);
  histogram[Math.floor((Math.asinh(value) / Math.asinh(1000)) * BINS)] = 5000;
  return histogram;
}
