import { describe, expect, it } from 'vitest';
import {
  climbLikelihood,
  distinctGeometries,
  isSameGeometry,
  verifyCandidates,
} from '../../src-shared/calibration/verify-candidates.ts';
import { apart, ringPointCloud, TWO_THETAS } from './ring-point-cloud.ts';

const FRAME = { k: 900, c1: 400, c2: 380, s1: 0.1, s2: -0.05 };
const points = ringPointCloud(FRAME, { strays: 200 });

describe('verifyCandidates', () => {
  it('puts the geometry that the points lie on first, whatever was believed before', () => {
    const wrong = { frame: { ...FRAME, k: 720 }, likelihood: 9 };
    const right = { frame: { ...FRAME, k: 906, c1: 403 }, likelihood: 1 };
    const [best, other] = verifyCandidates(points, [wrong, right], TWO_THETAS, () => undefined);
    // Strays within 2 px of a ring pull, softly.
    expect(apart(best!.frame, FRAME)).toBeLessThan(0.3);
    expect(best!.likelihood).toBeGreaterThan(1.5);
    expect(other?.likelihood ?? -Infinity).toBeLessThan(best!.likelihood - 0.5);
  });

  it('leaves out what comes to nothing', () => {
    const far = { frame: { ...FRAME, k: 1e5 }, likelihood: 1 };
    expect(verifyCandidates(points, [far], TWO_THETAS, () => undefined)).toEqual([]);
  });
});

describe('climbLikelihood', () => {
  it('finds the right geometry between rings closer together than it is off', () => {
    const dense = Array.from({ length: 70 }, (_, n) => Math.atan(0.1 + 0.006 * n + 2e-5 * n * n));
    const cloud = ringPointCloud(FRAME, { twoThetas: dense, count: 3000 });
    const climbed = climbLikelihood(cloud, { ...FRAME, k: 902, c1: 402, c2: 378.5 }, dense)!;
    expect(climbed.likelihood).toBeGreaterThan(0.3);
    expect(apart(climbed.frame, FRAME)).toBeLessThan(0.3);
  });
});

describe('geometries', () => {
  it('are the same within 1 % of distance and 6 px of centre, whatever the tilt', () => {
    expect(isSameGeometry(FRAME, { ...FRAME, k: 908, c1: 404, s1: 0 })).toBe(true);
    expect(isSameGeometry(FRAME, { ...FRAME, k: 910 })).toBe(false);
    expect(isSameGeometry(FRAME, { ...FRAME, c2: 387 })).toBe(false);
    expect(isSameGeometry(FRAME, { ...FRAME, k: -900 })).toBe(false);
  });

  it('are told apart in the order of their likelihood', () => {
    const list = [900, 905, 950, 952, 1000].map((k, i) => ({ frame: { ...FRAME, k }, likelihood: 5 - i }));
    expect(distinctGeometries(list, 2).map(({ frame }) => frame.k)).toEqual([900, 950]);
  });
});
