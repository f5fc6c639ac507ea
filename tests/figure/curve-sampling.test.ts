import { describe, expect, test } from 'vitest';
import { sampleBand, sampleCurve, type SamplingWindow } from '../../src-shared/figure/curve-sampling.ts';

const curve = (x: number[], y: number[], more = {}) => ({
  id: 'a',
  label: 'a',
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  ...more,
});
const window: SamplingWindow = { x: [0, 10], y: [0, 10], xScale: 'linear', yScale: 'linear', columns: 100 };

describe('sampleCurve', () => {
  test('passes a sparse curve unchanged, scaled and shifted', () => {
    expect([...sampleCurve(curve([1, 2], [3, 4], { scale: 2, offset: 1 }), window)]).toEqual([1, 7, 2, 9]);
  });

  test('keeps one neighbour beyond each edge, so that the line reaches the frame', () => {
    const sampled = sampleCurve(curve([-2, -1, 5, 11, 12], [1, 2, 3, 4, 5]), window);
    expect([...sampled]).toEqual([-1, 2, 5, 3, 11, 4]);
  });

  test('goes from left to right for a falling x', () => {
    expect([...sampleCurve(curve([3, 2, 1], [30, 20, 10]), window)]).toEqual([1, 10, 2, 20, 3, 30]);
  });

  test('marks a gap once, however long it is', () => {
    const sampled = sampleCurve(curve([1, 2, 3, 4, 5], [1, Number.NaN, Number.NaN, 4, 5]), window);
    expect([...sampled]).toEqual([1, 1, 1, Number.NaN, 4, 4, 5, 5]);
  });

  test('lets zero and negative values leave a logarithmic plot downwards', () => {
    const log: SamplingWindow = { ...window, y: [0, 4], yScale: 'log' };
    expect([...sampleCurve(curve([1, 2, 3, 4], [100, 0, -7, 10]), log)]).toEqual([1, 2, 2, -2, 3, -2, 4, 1]);
  });

  test('takes the logarithm of x and drops what has none', () => {
    const log: SamplingWindow = { ...window, x: [-1, 2], xScale: 'log' };
    expect([...sampleCurve(curve([0, 1, 10], [5, 6, 7]), log)]).toEqual([0, 6, 1, 7]);
  });

  test('thins a dense curve to at most four points a column and keeps every peak', () => {
    const n = 20_000;
    const y = Float64Array.from({ length: n }, (_, i) => Math.sin(i * 0.37));
    y[7777] = 50; // a single bin, the kind of peak that thinning must not lose
    y[12_345] = -50;
    const dense = { id: 'a', label: 'a', x: Float64Array.from({ length: n }, (_, i) => (i * 10) / n), y };
    const sampled = sampleCurve(dense, window);
    expect(sampled.length / 2).toBeLessThanOrEqual(4 * 102);
    const ys = sampled.filter((_, i) => i % 2 === 1);
    expect(Math.max(...ys)).toBe(50);
    expect(Math.min(...ys)).toBe(-50);
    const xs = sampled.filter((_, i) => i % 2 === 0);
    expect(xs.every((x, i) => i === 0 || x >= xs[i - 1]!)).toBe(true);
    // First and last point of the window stay.
    expect(sampled[0]).toBe(0);
    expect(sampled.at(-2)).toBeCloseTo(10 - 10 / n, 12);
  });

  test('shows every point again when zoomed in', () => {
    const n = 20_000;
    const x = Float64Array.from({ length: n }, (_, i) => (i * 10) / n);
    const zoomed = sampleCurve({ id: 'a', label: 'a', x, y: x }, { ...window, x: [5, 5.01] });
    expect(zoomed.length / 2).toBe(23); // 21 points from 5.000 to 5.010 and one neighbour on each side
  });

  test('keeps the gaps of a dense curve', () => {
    const n = 20_000;
    const y = new Float64Array(n).fill(1).fill(Number.NaN, 8000, 12_000);
    const sampled = sampleCurve(
      { id: 'a', label: 'a', x: Float64Array.from({ length: n }, (_, i) => (i * 10) / n), y },
      window,
    );
    const gaps = sampled.filter((value, i) => i % 2 === 1 && Number.isNaN(value));
    expect(gaps).toHaveLength(1);
    expect(sampled.every((value, i) => i % 2 === 1 || value < 4 || value >= 6)).toBe(true);
  });
});

describe('sampleBand', () => {
  test('is y ± σ, scaled like the curve', () => {
    const band = sampleBand(curve([1, 2], [3, 4], { sigma: Float64Array.of(1, 0.5), scale: 2, offset: 1 }), window);
    expect([...band!]).toEqual([1, 5, 9, 2, 8, 10]);
  });

  test('does not turn over for a negative scale', () => {
    const [, low, high] = sampleBand(curve([1], [3], { sigma: Float64Array.of(1), scale: -1 }), window)!;
    expect([low, high]).toEqual([-4, -2]);
  });

  test('ends below a logarithmic plot where y − σ is not positive', () => {
    const log: SamplingWindow = { ...window, y: [0, 4], yScale: 'log' };
    expect([...sampleBand(curve([1], [10], { sigma: Float64Array.of(90) }), log)!]).toEqual([1, -2, 2]);
  });

  test('has gaps where the curve has', () => {
    const band = sampleBand(curve([1, 2, 3], [3, Number.NaN, 5], { sigma: Float64Array.of(1, 1, 1) }), window);
    expect([...band!]).toEqual([1, 2, 4, 1, Number.NaN, Number.NaN, 3, 4, 6]);
  });

  test('is the envelope of a column of a dense curve', () => {
    const n = 2000;
    const x = Float64Array.from({ length: n }, (_, i) => (i * 10) / n);
    const band = sampleBand({ id: 'a', label: 'a', x, y: x, sigma: new Float64Array(n).fill(1) }, window)!;
    expect(band.length / 3).toBe(100);
    expect(band[1]).toBe(-1); // 0 − 1
    expect(band[2]).toBeCloseTo(0.095 + 1, 12); // the last of the 20 points of the first column
  });

  test('is absent without σ', () => {
    expect(sampleBand(curve([1], [1]), window)).toBeNull();
  });
});
