import { describe, expect, test } from 'vitest';
import { nearestPoint } from '../../src-shared/figure/plot-curve.ts';
import { fittingRangeY, fullRangeX, indexWindow } from '../../src-shared/figure/plot-range.ts';

const curve = (x: number[], y: number[], more = {}) => ({
  id: 'a',
  label: 'a',
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  ...more,
});

describe('fullRangeX', () => {
  test('spans all curves', () => {
    expect(fullRangeX([curve([1, 2], [0, 0]), curve([5, -3], [0, 0])], 'linear')).toEqual([-3, 5]);
  });

  test('leaves out what a logarithm cannot show', () => {
    expect(fullRangeX([curve([0, 1, 100], [1, 1, 1])], 'log')).toEqual([0, 2]);
  });

  test('gives a single point room and is null without any', () => {
    expect(fullRangeX([curve([7], [1])], 'linear')).toEqual([6.5, 7.5]);
    expect(fullRangeX([curve([], [])], 'linear')).toBeNull();
    expect(fullRangeX([], 'linear')).toBeNull();
  });
});

describe('fittingRangeY', () => {
  test('leaves 4 % above and below', () => {
    const [low, high] = fittingRangeY([curve([1, 2, 3], [100, 200, 150])], [0, 9], 'linear')!;
    expect(low).toBeCloseTo(96, 12);
    expect(high).toBeCloseTo(204, 12);
  });

  test('covers the band of a curve that asks for it', () => {
    const given = { sigma: Float64Array.of(20, 50, NaN) };
    const plain = fittingRangeY([curve([1, 2, 3], [100, 200, 150], given)], [0, 9], 'linear')!;
    expect(plain[1]).toBeCloseTo(204, 12);
    const banded = fittingRangeY([curve([1, 2, 3], [100, 200, 150], { ...given, isBandFitted: true })], [0, 9], 'linear')!; // prettier-ignore
    expect(banded[0]).toBeCloseTo(80 - 0.04 * 170, 12); // 100 − 20 … 200 + 50, and 4 %
    expect(banded[1]).toBeCloseTo(250 + 0.04 * 170, 12);
    const wide = { sigma: Float64Array.of(20, 300), isBandFitted: true };
    const [low, high] = fittingRangeY([curve([1, 2], [100, 200], wide)], [0, 9], 'log')!;
    expect(low).toBeLessThan(Math.log10(80)); // where the band reaches zero the curve counts
    expect(low).toBeGreaterThan(Math.log10(50));
    expect(high).toBeGreaterThan(Math.log10(500));
  });

  test('starts at zero where the curve comes near it', () => {
    expect(fittingRangeY([curve([1, 2], [5, 100])], [0, 9], 'linear')![0]).toBe(0);
    expect(fittingRangeY([curve([1, 2], [-5, 100])], [0, 9], 'linear')![0]).toBeLessThan(-5);
  });

  test('looks only at the visible part, with scale and offset', () => {
    const [low, high] = fittingRangeY(
      [curve([1, 2, 3], [1000, 10, 20], { scale: 2, offset: 100 })],
      [1.5, 9],
      'linear',
    )!;
    expect(low).toBeCloseTo(120 - 0.04 * 20, 12);
    expect(high).toBeCloseTo(140 + 0.04 * 20, 12);
  });

  test('ignores NaN, and zero and less on a logarithm', () => {
    const [low, high] = fittingRangeY([curve([1, 2, 3, 4], [Number.NaN, -5, 10, 1000])], [0, 9], 'log')!;
    expect(low).toBeCloseTo(1 - 0.08, 12);
    expect(high).toBeCloseTo(3 + 0.08, 12);
  });

  test('shows at most seven decades of a logarithm unasked', () => {
    const [low] = fittingRangeY([curve([1, 2], [1e-12, 1000])], [0, 9], 'log')!;
    expect(low).toBeCloseTo(-4 - 0.28, 12);
  });

  test('a constant curve has room above and below', () => {
    const [low, high] = fittingRangeY([curve([1, 2], [7, 7])], [0, 9], 'linear')!;
    expect(low).toBeLessThan(7);
    expect(high).toBeGreaterThan(7);
  });
});

describe('indexWindow', () => {
  test('holds the points inside, ends included, for rising and falling x', () => {
    expect(indexWindow(Float64Array.of(1, 2, 3, 4, 5), [2, 4])).toEqual([1, 4]);
    expect(indexWindow(Float64Array.of(5, 4, 3, 2, 1), [2, 4])).toEqual([1, 4]);
  });

  test('is empty between two points', () => {
    const [from, to] = indexWindow(Float64Array.of(1, 2, 3), [2.2, 2.8]);
    expect(to - from).toBe(0);
    expect(from).toBe(2);
  });
});

test('the nearest point is found for rising and falling x, beyond the ends too', () => {
  const rising = curve([1, 2, 4], [0, 0, 0]);
  const falling = curve([4, 2, 1], [0, 0, 0]);
  expect([0, 1.4, 1.6, 2.9, 3.1, 9].map((x) => nearestPoint(rising, x))).toEqual([0, 0, 1, 1, 2, 2]);
  expect([0, 1.4, 1.6, 2.9, 3.1, 9].map((x) => nearestPoint(falling, x))).toEqual([2, 2, 1, 1, 0, 0]);
  expect(nearestPoint(curve([], []), 1)).toBe(-1);
});
