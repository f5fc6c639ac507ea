import { describe, expect, it } from 'vitest';
import { peakAtCursor, pointNoise } from '../../src-shared/figure/peak-at-cursor.ts';

const STEP = 0.01;
const x = Float64Array.from({ length: 2001 }, (_, i) => i * STEP);
const gaussian = (at: number, height: number, sigma: number) => (u: number) =>
  height * Math.exp(-((u - at) ** 2) / (2 * sigma ** 2));
const indexOf = (u: number) => Math.round(u / STEP);
const peakOf = (f: (u: number) => number, from: number, reach = 3, noise = 0) =>
  peakAtCursor(x, x.map(f), indexOf(from), reach, noise);

describe('peak of the cursor', () => {
  it('is that of a Gaussian, from either flank', () => {
    const curve = gaussian(7.3037, 400, 0.1);
    for (const from of [7.1, 7.3, 7.55]) {
      const peak = peakOf(curve, from)!;
      // Logarithms of a Gaussian lie on a parabola: exact but for the base of e^(−69) and rounding.
      expect(peak.position).toBeCloseTo(7.3037, 9);
      // The top point is up to half a step beside the top: 400 (0.0037)² / (2 · 0.1²) = 0.27.
      expect(peak.height).toBeGreaterThan(400 - 0.28);
      expect(peak.height).toBeLessThanOrEqual(400);
      // 2 √(2 ln 2) σ; the half of the top point and straight lines between points: < 0.1 %.
      expect(Math.abs(peak.fwhm / (0.1 * 2.354820045) - 1)).toBeLessThan(1e-3);
    }
  });

  it('stands on the slope below it', () => {
    const peak = peakOf((u) => 1000 - 40 * u + gaussian(5, 80, 0.05)(u), 4.95)!;
    // Both feet lie on the slope, where e^(−(5 · 2.35)² / 2) of the peak is left; the foot uphill is where the peak
    // begins to rise faster than the slope falls, below 1 % of the height.
    expect(Math.abs(peak.height / 80 - 1)).toBeLessThan(0.01);
    expect(peak.position).toBeCloseTo(5, 3);
    expect(Math.abs(peak.fwhm / (0.05 * 2.354820045) - 1)).toBeLessThan(0.01);
  });

  it('is that of a Lorentzian, a per cent narrower: its tails go on below the feet', () => {
    const peak = peakOf((u) => 50 / (1 + ((u - 10) / 0.2) ** 2), 10.1)!;
    expect(peak.position).toBeCloseTo(10, 6);
    // Tail at 5 widths = 10 half widths: 1 / 101 of the height, so half height is at 0.505 and the width 0.990.
    expect(peak.height).toBeCloseTo(50 * (1 - 1 / 101), 1);
    expect(peak.fwhm / 0.4).toBeCloseTo(0.99, 2);
  });

  it('is the one climbed to where there are two, and the valley between them is a foot', () => {
    const curve = (u: number) => gaussian(5, 100, 0.1)(u) + gaussian(6, 300, 0.1)(u);
    expect(peakOf(curve, 5.2)!.position).toBeCloseTo(5, 4); // the other peak leaves e^(−50) there
    expect(peakOf(curve, 5.2)!.height).toBeCloseTo(100, 1); // and at the feet e^(−(0.5 / 0.1)² / 2) of both: 0.0015
    expect(peakOf(curve, 5.8)!.position).toBeCloseTo(6, 4);
  });

  it('is the same on an axis that falls', () => {
    const falling = x.toReversed();
    const peak = peakAtCursor(falling, falling.map(gaussian(7.3037, 400, 0.1)), 2000 - indexOf(7.2), 3, 0)!;
    expect(peak.position).toBeCloseTo(7.3037, 9);
    expect(peak.fwhm).toBeGreaterThan(0.235);
  });

  it('is none on a line, at the ends, beside a gap, and where noise is all there is', () => {
    expect(peakOf(() => 3, 5)).toBeNull();
    expect(peakOf((u) => 2 * u, 5)).toBeNull();
    expect(peakOf(gaussian(0, 10, 0.1), 0.05)).toBeNull();
    expect(peakOf((u) => (u > 4.999 ? Number.NaN : gaussian(5, 10, 0.1)(u)), 4.9)).toBeNull();
    expect(peakOf((u) => (Math.abs(u - 5) < 0.05 ? Number.NaN : 1), 5)).toBeNull();
    expect(peakOf(gaussian(5, 4, 0.1), 5, 3, 1)).toBeNull(); // four times the noise
    expect(peakOf(gaussian(5, 6, 0.1), 5, 3, 1)).not.toBeNull();
  });

  it('knows the noise: points that alternate by ±1 are off by 4 each', () => {
    const y = x.map((_, i) => (i % 2 ? 1 : -1));
    expect(pointNoise(y)).toBeCloseTo(4 / (0.6745 * Math.sqrt(6)), 12);
    expect(pointNoise(x)).toBeLessThan(1e-12);
    expect(pointNoise(new Float64Array(2))).toBe(0);
  });
});
