import { expect, test } from 'vitest';
import { scaleConstants, scaledIntensity, type IntensityScale } from '../../src-shared/figure/intensity-scale.ts';

const at = (scale: IntensityScale, levels: readonly [number, number], value: number) =>
  scaledIntensity(scaleConstants(scale, levels), value);

test('linear: the middle of the levels is half way', () => {
  expect(at('linear', [100, 300], 200)).toBe(0.5);
});

test('square root: a quarter of the range is half way', () => {
  expect(at('sqrt', [100, 500], 200)).toBe(0.5);
});

test('logarithm: the geometric mean is half way', () => {
  expect(at('log', [1, 10_000], 100)).toBeCloseTo(0.5, 14); // rounding of doubles
});

test('logarithm: with a lower level of zero, four decades below the upper one are shown', () => {
  expect(at('log', [0, 1e4], 100)).toBeCloseTo(0.5, 14);
  expect(at('log', [-20, 1e4], -20)).toBe(0);
  expect(at('log', [0, 1e4], 0)).toBe(0);
});

test('asinh: half way in asinh, for negative levels too', () => {
  expect(at('asinh', [0, Math.sinh(4)], Math.sinh(2))).toBeCloseTo(0.5, 14);
  expect(at('asinh', [-Math.sinh(3), Math.sinh(3)], 0)).toBeCloseTo(0.5, 14);
});

test.each(['linear', 'sqrt', 'log', 'asinh'] as const)(
  '%s rises from 0 at the lower level to 1 at the upper',
  (scale) => {
    const levels = [3, 4000] as const;
    const values = [-10, 3, 4, 10, 200, 3999, 4000, 1e9].map((value) => at(scale, levels, value));
    expect(values[0]).toBe(0);
    expect(values[1]).toBe(0);
    expect(values[6]).toBe(1);
    expect(values[7]).toBe(1);
    for (let i = 2; i < 7; i++) expect(values[i]!).toBeGreaterThan(values[i - 1]!);
  },
);

test('equal levels make a step, not a division by zero', () => {
  expect(at('linear', [5, 5], 4)).toBe(0);
  expect(at('linear', [5, 5], 6)).toBe(1);
});
