import { describe, expect, it } from 'vitest';
import {
  correlationOf,
  levenbergMarquardt,
  type LeastSquaresProblem,
} from '../../src-shared/numerics/levenberg-marquardt.ts';
import { invertPositiveDefinite, solvePositiveDefinite } from '../../src-shared/numerics/symmetric-matrix.ts';

/** y = a + b·x at the given points. */
function line(xs: readonly number[], ys: readonly number[]): LeastSquaresProblem {
  return {
    residualCount: xs.length,
    evaluate(p, residuals, jacobian) {
      for (const [i, x] of xs.entries()) {
        residuals[i] = p[0]! + p[1]! * x - ys[i]!;
        jacobian?.set([1, x], 2 * i);
      }
    },
  };
}

/** Rosenbrock's valley as residuals 10(y − x²), 1 − x: minimum 0 at (1, 1). */
const valley: LeastSquaresProblem = {
  residualCount: 2,
  evaluate(p, residuals, jacobian) {
    residuals[0] = 10 * (p[1]! - p[0]! * p[0]!);
    residuals[1] = 1 - p[0]!;
    jacobian?.set([-20 * p[0]!, 10, -1, 0]);
  },
};

describe('levenbergMarquardt', () => {
  it('fits a line as the normal equations do, with their covariance', () => {
    // x = 0 1 2 3, y = 1 3 4 8: slope 2.2, intercept 0.7, residual sum of squares 1.8 with 2 degrees of freedom;
    // (XᵀX)⁻¹ = [0.7 −0.3; −0.3 0.2], times 0.9.
    const fit = levenbergMarquardt(line([0, 1, 2, 3], [1, 3, 4, 8]), [0, 0]);
    expect(fit.stop).toBe('converged');
    expect(fit.parameters[0]).toBeCloseTo(0.7, 7);
    expect(fit.parameters[1]).toBeCloseTo(2.2, 7);
    expect(fit.cost).toBeCloseTo(1.8, 12);
    expect([...fit.covariance].map((c) => Number(c.toFixed(9)))).toEqual([0.63, -0.27, -0.27, 0.18]);
    expect(fit.standardErrors[1]).toBeCloseTo(Math.sqrt(0.18), 9);
    // −0.3 / √(0.7 · 0.2)
    expect(correlationOf(fit.covariance, 2)[1]).toBeCloseTo(-0.801783725737, 9);
  });

  it('follows a curved valley to its end', () => {
    const fit = levenbergMarquardt(valley, [-1.2, 1]);
    expect(fit.cost).toBeLessThan(1e-20);
    expect(fit.parameters[0]).toBeCloseTo(1, 9);
    expect(fit.parameters[1]).toBeCloseTo(1, 9);
  });

  it('holds locked parameters to the bit and gives them no error', () => {
    const fit = levenbergMarquardt(line([0, 1, 2, 3], [1, 3, 4, 8]), [0.1, 0], { free: [false, true] });
    expect(fit.parameters[0]).toBe(0.1);
    // Slope through (0, 0.1): Σx(y − 0.1)/Σx² = 34.4/14
    expect(fit.parameters[1]).toBeCloseTo(34.4 / 14, 9);
    expect(fit.standardErrors[0]).toBe(0);
    expect(correlationOf(fit.covariance, 2)[1]).toBe(0);
  });

  it('stops at a bound and finds the best that is left', () => {
    const fit = levenbergMarquardt(line([0, 1, 2, 3], [1, 3, 4, 8]), [0, 0], { upper: [Infinity, 2] });
    expect(fit.parameters[1]).toBe(2);
    expect(fit.parameters[0]).toBeCloseTo(1, 9); // mean of y − 2x
  });

  it('is nearly blind to an outlier with a soft scale', () => {
    const xs = [0, 1, 2, 3, 4, 5];
    const problem = line(
      xs,
      xs.map((x) => (x === 3 ? 1000 : 1 + 2 * x)),
    );
    const plain = levenbergMarquardt(problem, [0, 0]);
    const soft = levenbergMarquardt(problem, [0, 0], { softScale: 1e-3, maxIterations: 500 });
    expect(Math.abs(plain.parameters[1]! - 2)).toBeGreaterThan(10);
    expect(soft.parameters[1]).toBeCloseTo(2, 2); // five good points pull with 1e-3 each
  });

  it('says that two parameters which do the same are not determined', () => {
    const problem: LeastSquaresProblem = {
      residualCount: 3,
      evaluate(p, residuals, jacobian) {
        for (let i = 0; i < 3; i++) residuals[i] = p[0]! + p[1]! - i;
        jacobian?.fill(1);
      },
    };
    const fit = levenbergMarquardt(problem, [0, 0]);
    expect(fit.stop).toBe('degenerate');
    expect(fit.standardErrors[0]).toBeNaN();
    expect(fit.parameters[0]! + fit.parameters[1]!).toBeCloseTo(1, 9);
  });

  it('gives the same bits again', () => {
    expect(levenbergMarquardt(valley, [-1.2, 1])).toEqual(levenbergMarquardt(valley, [-1.2, 1]));
  });

  it('refuses a start outside the bounds', () => {
    expect(() => levenbergMarquardt(valley, [0, 0], { lower: [1, -1] })).toThrow('parameter 0 starts at 0');
  });
});

describe('positive definite matrices', () => {
  // [4 2; 2 3]: determinant 8
  it('inverts and solves', () => {
    const matrix = Float64Array.of(4, 2, 2, 3);
    expect([...(invertPositiveDefinite(matrix, 2) ?? [])].map((v) => Number(v.toFixed(12)))).toEqual([
      0.375, -0.25, -0.25, 0.5,
    ]);
    const x = solvePositiveDefinite(matrix, Float64Array.of(8, 8), 2);
    expect([...(x ?? [])].map((v) => Number(v.toFixed(12)))).toEqual([1, 2]);
  });

  it('returns null for an indefinite or singular matrix', () => {
    expect(invertPositiveDefinite(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(invertPositiveDefinite(Float64Array.of(1, 1, 1, 1), 2)).toBeNull();
  });
});
