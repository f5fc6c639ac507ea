import { describe, expect, it } from 'vitest';
import { bestLikelihood, candidateLikelihood, scanDistances } from '../../src-shared/calibration/distance-scan.ts';
import { ringPointCloud, SIZE, TWO_THETAS } from './ring-point-cloud.ts';

const FRAME = { k: 900, c1: 400, c2: 380, s1: 0.1, s2: -0.05 };
const UPSTREAM = { k: -500, c1: 400, c2: 380, s1: 0.06, s2: -0.04 };
const BEHIND = TWO_THETAS.map((angle) => Math.PI - angle).reverse();

describe('scanDistances', () => {
  it('finds the distance of a shape whose distance was a guess', () => {
    const points = ringPointCloud(FRAME, { strays: 300 });
    const guess = { ...FRAME, k: 560, s1: (FRAME.s1 * 560) / 900, s2: (FRAME.s2 * 560) / 900 };
    const [best] = scanDistances(points, guess, TWO_THETAS, SIZE, 6);
    // Steps of 0.25 %, and the guess bends tilted rings a little.
    expect(Math.abs(best!.frame.k / 900 - 1)).toBeLessThan(0.01);
    // Tilt over distance is what a shape fixes.
    expect(best!.frame.s1 / best!.frame.k).toBeCloseTo(FRAME.s1 / FRAME.k, 12);
  });

  it('finds a detector upstream: the distance negative, the tilt the other way', () => {
    const points = ringPointCloud(UPSTREAM, { twoThetas: BEHIND });
    const shape = { k: 500, c1: 400, c2: 380, s1: -0.06, s2: 0.04 };
    const [best] = scanDistances(points, shape, BEHIND, SIZE, 6);
    expect(Math.abs(best!.frame.k / -500 - 1)).toBeLessThan(0.002);
    expect(best!.frame.s1).toBeCloseTo(0.06, 3);
    expect(best!.frame.s2).toBeCloseTo(-0.04, 3);
  });

  it('keeps to a range', () => {
    const found = scanDistances(ringPointCloud(FRAME), FRAME, TWO_THETAS, SIZE, 6, [1500, 2000]);
    expect(found.length).toBeGreaterThan(0);
    // The last step of climbing may go beyond by 0.4 %.
    for (const { frame } of found) expect(Math.abs(frame.k) > 1490 && Math.abs(frame.k) < 2010).toBe(true);
  });
});

describe('likelihood of candidates', () => {
  const points = ringPointCloud(FRAME, { strays: 300 });

  it('is that of the same cones seen from either side', () => {
    const upstream = ringPointCloud(UPSTREAM, { twoThetas: BEHIND });
    const right = candidateLikelihood(upstream, UPSTREAM, BEHIND, 1.2);
    expect(right).toBeGreaterThan(1.5);
    for (const wrong of [
      { ...UPSTREAM, k: 500 },
      { ...UPSTREAM, s1: -UPSTREAM.s1 },
      { ...UPSTREAM, s2: -UPSTREAM.s2 },
    ])
      expect(candidateLikelihood(upstream, wrong, BEHIND, 1.2)).toBeLessThan(right - 1);
  });

  it('finds the best distance for other lines', () => {
    const scaled = TWO_THETAS.map((angle) => Math.atan(1.3 * Math.tan(angle)));
    const own = bestLikelihood(points, FRAME, TWO_THETAS, 1.01);
    expect(bestLikelihood(points, FRAME, scaled, 1.01)).toBeLessThan(own - 1);
    // In the plane of the detector these are the same rings.
    expect(bestLikelihood(points, FRAME, scaled, 2)).toBeCloseTo(own, 1);
  });
});
