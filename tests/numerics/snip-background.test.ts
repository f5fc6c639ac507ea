import { describe, expect, it } from 'vitest';
import { snipBackground } from '../../src-shared/numerics/snip-background.ts';

const line = (i: number): number => 5 - 0.25 * i;
const straight = Float64Array.from({ length: 101 }, (_, i) => line(i));

describe('snipBackground', () => {
  it('leaves a straight line as it is, also below zero', () => {
    const found = snipBackground(straight, 10);
    for (let i = 0; i < 101; i++) expect(found[i]).toBeCloseTo(line(i), 12); // rounding of means
  });

  it('finds the line under a peak that is narrower than the window, and gives back the peak exactly', () => {
    const peak = (i: number): number => Math.max(0, 8 - 4 * Math.abs(i - 50));
    const found = snipBackground(
      straight.map((value, i) => value + peak(i)),
      5,
    );
    for (let i = 0; i < 101; i++) expect(found[i]).toBeCloseTo(line(i), 12);
  });

  it('keeps a hump that is wider than the window', () => {
    const hump = Float64Array.from({ length: 101 }, (_, i) => Math.exp(-(((i - 50) / 20) ** 2)));
    // Clipping takes at most the curvature over the largest window: p² / 20² = 0.0025 for p = 1.
    expect(snipBackground(hump, 1)[50]).toBeCloseTo(Math.exp(-((1 / 20) ** 2)), 12);
  });

  it('never lies above the curve and scales with it', () => {
    const noisy = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i * i) - 0.3);
    const found = snipBackground(noisy, 7);
    const tripled = snipBackground(
      noisy.map((value) => 3 * value),
      7,
    );
    for (let i = 0; i < 60; i++) {
      expect(found[i]).toBeLessThanOrEqual(noisy[i]!);
      expect(tripled[i]).toBeCloseTo(3 * found[i]!, 12);
    }
  });

  it('bridges gaps and leaves them gaps', () => {
    const gapped = straight.map((value, i) => (i < 3 || (i > 40 && i < 46) ? Number.NaN : value));
    const found = snipBackground(gapped, 8);
    expect(found[42]).toBeNaN();
    expect(found[1]).toBeNaN();
    expect(found[60]).toBeCloseTo(line(60), 12);
    expect(found[40]).toBeCloseTo(line(40), 12);
  });

  it('needs a window', () => {
    expect(() => snipBackground(straight, 0)).toThrow('the window is 0');
  });
});
