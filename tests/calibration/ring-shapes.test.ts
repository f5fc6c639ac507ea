import { describe, expect, it } from 'vitest';
import { findRingShapes } from '../../src-shared/calibration/ring-shapes.ts';
import { apart, ringPointCloud, SIZE } from './ring-point-cloud.ts';

const TILTED = { k: 950, c1: 420, c2: 360, s1: 0.18, s2: -0.27 };
const HINT = [{ c1: 430, c2: 390 }];

describe('findRingShapes', () => {
  it.each(['quick', 'thorough'] as const)('finds centre and tilt of tilted rings, %s', (effort) => {
    const [best] = findRingShapes(ringPointCloud(TILTED, { strays: 200 }), HINT, SIZE, effort);
    // Bins of 1.4 px; the shape is a start for a fit that bears 10 px. Tilt / k is 2·10⁻⁴ here.
    expect(apart(best!.frame, TILTED)).toBeLessThan(3);
    expect(best!.frame.s1 / best!.frame.k).toBeCloseTo(TILTED.s1 / TILTED.k, 4);
    expect(best!.frame.s2 / best!.frame.k).toBeCloseTo(TILTED.s2 / TILTED.k, 4);
  });

  it('finds them by the radii of spots, without normals', () => {
    const [best] = findRingShapes({ ...ringPointCloud(TILTED), normals: null }, HINT, SIZE, 'quick');
    expect(apart(best!.frame, TILTED)).toBeLessThan(3);
  });

  it('turns the tilt round when the image is mirrored', () => {
    const { ys, xs, normals } = ringPointCloud(TILTED);
    const mirrored = { ys, xs: xs.map((x) => SIZE - x), normals: { n1: normals.n1, n2: normals.n2.map((n) => -n) } };
    const [best] = findRingShapes(mirrored, [{ c1: 430, c2: SIZE - 390 }], SIZE, 'quick');
    expect(apart(best!.frame, { c1: 420, c2: SIZE - 360 })).toBeLessThan(3);
    expect(best!.frame.s2 / best!.frame.k).toBeCloseTo(-TILTED.s2 / TILTED.k, 4);
  });

  it('tells how far it is', () => {
    const fractions: number[] = [];
    findRingShapes(ringPointCloud(TILTED), HINT, SIZE, 'quick', (fraction) => fractions.push(fraction));
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeLessThan(1);
    expect(fractions.length).toBeGreaterThan(8);
  });
});
