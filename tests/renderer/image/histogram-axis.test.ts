import { describe, expect, test } from 'vitest';
import {
  barHeights,
  binEdge,
  BINS,
  chosenValue,
  histogramPosition,
  histogramValue,
} from '../../../src-renderer/image/histogram-axis.ts';

const range = { minimum: -3, maximum: 60_000 };

describe('the histogram axis', () => {
  test('is even in asinh: sinh of the mean of the ends is in the middle', () => {
    const middle = Math.sinh((Math.asinh(-3) + Math.asinh(60_000)) / 2);
    expect(histogramPosition(range, middle)).toBeCloseTo(0.5, 14); // rounding of doubles
    expect(histogramValue(range, 0.5)).toBeCloseTo(middle, 9);
  });

  test('has exact ends and clamps beyond them', () => {
    expect(histogramValue(range, 0)).toBe(-3);
    expect(histogramValue(range, 1)).toBe(60_000);
    expect(histogramPosition(range, -100)).toBe(0);
    expect(histogramPosition(range, 1e9)).toBe(1);
  });

  test('puts everything at 0 when the image is constant', () => {
    expect(histogramPosition({ minimum: 7, maximum: 7 }, 7)).toBe(0);
  });
});

describe('chosenValue', () => {
  test('has no more digits than a tenth of a bin needs', () => {
    const value = chosenValue(range, 0.5);
    expect(value).toBe(Math.round(value * 10) / 10); // a bin is 2.4 wide there
    expect(chosenValue(range, 0.9) % 10).toBe(0); // and 960 wide here
  });

  test('stays within half a bin of the exact value', () => {
    for (let position = 0.01; position < 1; position += 0.07) {
      const binWidth = binEdge(range, position * BINS + 0.5) - binEdge(range, position * BINS - 0.5);
      expect(Math.abs(chosenValue(range, position) - histogramValue(range, position))).toBeLessThan(binWidth / 2);
    }
  });
});

describe('barHeights', () => {
  const histogram = (entries: Record<number, number>) => {
    const counts = new Float64Array(BINS);
    for (const [bin, count] of Object.entries(entries)) counts[Number(bin)] = count;
    return counts;
  };

  test('are logarithmic in the count, the highest 1', () => {
    const heights = barHeights({ minimum: 0, maximum: 1e6, histogram: histogram({ 200: 99, 100: 9 }) });
    expect(heights[200]).toBe(1);
    expect(heights[100]).toBeCloseTo(0.5, 14); // log 10 / log 100
  });

  test('bridge the bins between two whole numbers', () => {
    // Counts 0 and 1 lie in bins 0 and 15 of 256 when the maximum is 10⁶.
    const bin = Math.floor((Math.asinh(1) / Math.asinh(1e6)) * BINS);
    const heights = barHeights({ minimum: 0, maximum: 1e6, histogram: histogram({ 0: 50, [bin]: 50 }) });
    expect(heights.subarray(0, bin + 1).every((height) => height > 0)).toBe(true);
    expect(heights[bin + 1]).toBe(0);
  });

  test('leave wider gaps open', () => {
    const heights = barHeights({ minimum: 0, maximum: 1e6, histogram: histogram({ 100: 50, 120: 50 }) });
    expect(heights[110]).toBe(0);
  });
});
