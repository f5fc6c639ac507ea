import { describe, expect, it } from 'vitest';
import { fitCircle } from '../../src-shared/calibration/fit-circle.ts';

describe('fitCircle', () => {
  it('is exact through three points: 3-4-5', () => {
    // (y, x) at distance 5 from (1, 2)
    const circle = fitCircle([1 + 3, 1 - 4, 1], [2 + 4, 2 - 3, 2 + 5]);
    expect(circle).toEqual({ y: expect.closeTo(1, 12), x: expect.closeTo(2, 12), radius: expect.closeTo(5, 12) });
  });

  it('finds a far centre from a short arc', () => {
    const angles = Array.from({ length: 20 }, (_, i) => 0.4 + 0.005 * i);
    const circle = fitCircle(
      angles.map((a) => -3000 + 5000 * Math.sin(a)),
      angles.map((a) => 700 + 5000 * Math.cos(a)),
    );
    // Coordinates have 1e-12 px of rounding, an arc of 0.1 rad magnifies that by some 1e4.
    expect(circle?.y).toBeCloseTo(-3000, 5);
    expect(circle?.x).toBeCloseTo(700, 5);
    expect(circle?.radius).toBeCloseTo(5000, 5);
  });

  it('has no circle for two points, and none for a line', () => {
    expect(fitCircle([1, 2], [3, 5])).toBeNull();
    expect(fitCircle([0, 1, 2, 3], [0, 1, 2, 3])).toBeNull();
  });
});
