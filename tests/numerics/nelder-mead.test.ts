import { describe, expect, it } from 'vitest';
import { nelderMead } from '../../src-shared/numerics/nelder-mead.ts';

describe('nelderMead', () => {
  it('finds the minimum of a tilted bowl', () => {
    // (x − 3)² + 2(y + 1)² + (x − 3)(y + 1): minimum 0 at (3, −1)
    const bowl = ([x = 0, y = 0]: readonly number[]): number => (x - 3) ** 2 + 2 * (y + 1) ** 2 + (x - 3) * (y + 1);
    const { point, value } = nelderMead((p) => bowl(p) + 1, [0, 0], [1, 1], 400, 1e-12);
    expect(point[0]).toBeCloseTo(3, 4);
    expect(point[1]).toBeCloseTo(-1, 4);
    expect(value).toBeCloseTo(1, 8);
  });

  it('stops after the evaluations that it may use', () => {
    let count = 0;
    nelderMead(
      ([x = 0]) => {
        count++;
        return x * x + 1e-3 * count; // never settles
      },
      [5],
      [1],
      50,
    );
    expect(count).toBeLessThanOrEqual(54); // one step may use four
    expect(count).toBeGreaterThan(10);
  });
});
