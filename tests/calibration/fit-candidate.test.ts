import { describe, expect, it } from 'vitest';
import {
  FAR_TOLERANCES,
  fitAssigned,
  fitCandidate,
  NEAR_TOLERANCES,
} from '../../src-shared/calibration/fit-candidate.ts';
import { apart, ringPointCloud, TWO_THETAS } from './ring-point-cloud.ts';

const FRAME = { k: 900, c1: 400, c2: 380, s1: 0.2, s2: -0.15 };
const UPSTREAM = { k: -500, c1: 400, c2: 380, s1: 0.16, s2: -0.04 };
const BEHIND = TWO_THETAS.map((angle) => Math.PI - angle).reverse();
const all = [...FAR_TOLERANCES, ...NEAR_TOLERANCES];

describe('fitCandidate', () => {
  it.each([
    ['downstream', FRAME, TWO_THETAS],
    ['upstream', UPSTREAM, BEHIND],
  ])('finds back a geometry %s from some pixels off, strays or not', (_, frame, twoThetas) => {
    const points = ringPointCloud(frame, { twoThetas, strays: 300 });
    const start = { k: frame.k * 1.006, c1: frame.c1 + 4, c2: frame.c2 - 3, s1: frame.s1 + 0.01, s2: frame.s2 };
    const found = fitCandidate(points, start, twoThetas, all)!;
    // Points on rings are exact; of 300 strays those within 2 px of a ring pull, softly.
    expect(apart(found, frame)).toBeLessThan(0.3);
    expect(Math.abs(found.k / frame.k - 1)).toBeLessThan(1e-3);
    expect(Math.hypot(found.s1 - frame.s1, found.s2 - frame.s2)).toBeLessThan(1e-3);
  });

  it('leaves a geometry that is right where it is', () => {
    const found = fitCandidate(ringPointCloud(FRAME), FRAME, TWO_THETAS, all)!;
    // The prior on the tilt pulls it by (0.25 / 0.09) px² over 1200 points of some 10⁵ px² each.
    expect(Math.hypot(found.s1 - FRAME.s1, found.s2 - FRAME.s2)).toBeLessThan(1e-6);
    expect(found.k).toBeCloseTo(FRAME.k, 2);
  });

  it('bears a start that is steeper than any detector stands', () => {
    const found = fitCandidate(ringPointCloud(FRAME), { ...FRAME, s1: 0.9, s2: 0 }, TWO_THETAS, all);
    expect(found === null || Math.hypot(found.s1, found.s2) < 0.95).toBe(true);
  });

  it('gives nothing where hardly a point lies near a ring', () => {
    expect(fitCandidate(ringPointCloud(FRAME, { count: 14 }), FRAME, TWO_THETAS, all)).toBeNull();
  });
});

describe('fitAssigned', () => {
  it('takes the rings that it is told', () => {
    const points = ringPointCloud(FRAME, { twoThetas: [TWO_THETAS[2]!], count: 200 });
    const told = TWO_THETAS[3]!;
    const assigned = { ...points, targets: points.ys.map(() => told), weights: points.ys.map(() => 900) };
    const flat = { ...FRAME, s1: 0, s2: 0 };
    const found = fitAssigned(assigned, flat, 3);
    // One ring seen under a larger angle: nearer by the ratio of the tangents, but for the tilt, which changes it less.
    const expected = Math.tan(TWO_THETAS[2]!) / Math.tan(told);
    expect(Math.abs(found.k / FRAME.k / expected - 1)).toBeLessThan(0.05);
  });
});
