import { describe, expect, it } from 'vitest';
import { arcTangent2, arcTangentUnit } from '../../src-shared/numerics/arc-tangent.ts';

describe('arcTangentUnit', () => {
  it('is π/4 at 1 and π/6 at 1/√3', () => {
    expect(arcTangentUnit(1)).toBeCloseTo(Math.PI / 4, 15);
    expect(arcTangentUnit(1 / Math.sqrt(3))).toBeCloseTo(Math.PI / 6, 15);
    expect(arcTangentUnit(0)).toBe(0);
  });

  it('equals Math.atan to two units in the last place on 100 001 points', () => {
    let worst = 0;
    for (let i = 1; i <= 100_000; i++) {
      const x = i / 100_000;
      worst = Math.max(worst, Math.abs(arcTangentUnit(x) / Math.atan(x) - 1));
    }
    // Double precision: ε = 2.2e-16, two roundings of the sum and one of the argument.
    expect(worst).toBeLessThan(5e-16);
  });
});

describe('arcTangent2', () => {
  it('agrees with Math.atan2 all around the circle', () => {
    for (let degree = -179.5; degree < 180; degree += 0.5) {
      const [y, x] = [Math.sin((degree * Math.PI) / 180), Math.cos((degree * Math.PI) / 180)];
      expect(arcTangent2(3 * y, 3 * x)).toBeCloseTo(Math.atan2(y, x), 14);
    }
  });

  it('is 0 at the origin and π on the negative axis, whatever the sign of zero', () => {
    expect(arcTangent2(0, 0)).toBe(0);
    expect(arcTangent2(-0, -1)).toBe(Math.PI);
    expect(arcTangent2(0, -1)).toBe(Math.PI);
  });
});
