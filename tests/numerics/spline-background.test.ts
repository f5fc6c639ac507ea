import { describe, expect, it } from 'vitest';
import { patternBackground } from '../../src-shared/numerics/pattern-background.ts';
import { splineBackground } from '../../src-shared/numerics/spline-background.ts';

const line = Float64Array.from({ length: 400 }, (_, i) => 3 * i - 500);

describe('splineBackground', () => {
  it('leaves a straight line as it is, below zero too', () => {
    const found = splineBackground(line, 100);
    // Rounding, 1e-16 of values to 700, times the condition of the system, here up to λ n² = 1e10.
    for (let i = 0; i < line.length; i++) expect(Math.abs(found[i]! - line[i]!)).toBeLessThan(1e-4);
  });

  it('passes under peaks and keeps to the slow curve beneath', () => {
    const slow = Float64Array.from({ length: 1000 }, (_, i) => 100 * Math.exp(-i / 600) + 20);
    const peaks = slow.map((value, i) => value + 500 * Math.exp(-(((i % 125) - 62) ** 2) / 18));
    const found = splineBackground(peaks, 200);
    // Peaks of 500 weigh 0.002 against 0.998 of the values around: what they lift is below 3.
    for (let i = 20; i < 980; i++) expect(Math.abs(found[i]! - slow[i]!)).toBeLessThan(3);
  });

  it('follows waves longer than its stiffness and not those that are much shorter', () => {
    const wave = Float64Array.from({ length: 2000 }, (_, i) => Math.sin((2 * Math.PI * i) / 50));
    const stiff = splineBackground(wave, 400);
    const soft = splineBackground(wave, 8);
    const span = (curve: Float64Array): number =>
      Math.max(...curve.slice(500, 1500)) - Math.min(...curve.slice(500, 1500));
    expect(span(stiff)).toBeLessThan(0.02);
    expect(span(soft)).toBeGreaterThan(1.5);
  });

  it('grows with the values and moves with them', () => {
    const noisy = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i * 12.9898) * 7 + (i % 40 === 0 ? 60 : 0));
    const found = splineBackground(noisy, 40);
    const other = splineBackground(
      noisy.map((value) => 3 * value + 11),
      40,
    );
    for (let i = 0; i < 300; i++) expect(other[i]).toBeCloseTo(3 * found[i]! + 11, 6);
  });

  it('bridges gaps and has none of its own there', () => {
    const gapped = line.map((value, i) => (i > 100 && i < 120 ? NaN : value));
    const found = splineBackground(gapped, 50);
    expect(found[110]).toBeNaN();
    expect(found[121]).toBeCloseTo(line[121]!, 5);
    expect([...splineBackground(Float64Array.of(1, NaN, 2), 5)]).toEqual([1, NaN, 2]);
  });

  it('refuses a stiffness of nothing', () => {
    expect(() => splineBackground(line, 1)).toThrow('the stiffness is 1');
  });
});

describe('patternBackground', () => {
  const x = Float64Array.from(line, (_, i) => i / 10);

  it('is nothing outside of its range, on a rising and on a falling axis', () => {
    const found = patternBackground(
      x,
      line,
      { method: 'spline', window: 50, range: [10, 20], rangeUnit: 'r_mm' },
      'r_mm',
    );
    expect([found[99], found[201]]).toEqual([NaN, NaN]);
    expect(found[150]).toBeCloseTo(line[150]!, 5);
    const turned = patternBackground(
      x.toReversed(),
      line.toReversed(),
      { window: 20, range: [20, 10], rangeUnit: 'r_mm' },
      'r_mm',
    );
    expect(turned.toReversed()[150]).toBeCloseTo(line[150]!, 9);
    expect(turned.toReversed()[99]).toBeNaN();
  });

  it('covers the whole axis where its range is of another unit', () => {
    const found = patternBackground(x, line, { window: 5, range: [10, 20], rangeUnit: 'r_mm' }, 'q_nm^-1');
    expect(found[0]).toBeCloseTo(line[0]!, 9);
  });

  it('is nothing at all where no point lies in the range', () => {
    expect(
      patternBackground(x, line, { window: 5, range: [90, 99], rangeUnit: 'r_mm' }, 'r_mm').every(Number.isNaN),
    ).toBe(true);
  });
});
