import { invertPositiveDefinite, solvePositiveDefinite } from './symmetric-matrix.ts';

export interface LeastSquaresProblem {
  readonly residualCount: number;
  /**
   * @param residuals  to be filled
   * @param jacobian  null, or to be filled with ∂residual/∂parameter, residualCount × parameters, row by row
   */
  evaluate(parameters: Float64Array, residuals: Float64Array, jacobian: Float64Array | null): void;
}

export interface LeastSquaresOptions {
  /** false: held at its start; absent: all are free */
  readonly free?: readonly boolean[];
  /** Absent: −∞ */
  readonly lower?: ArrayLike<number>;
  /** Absent: +∞ */
  readonly upper?: ArrayLike<number>;
  /** Residuals well beyond it count by their size instead of their square (soft L1); absent: plain squares */
  readonly softScale?: number;
  /** Absent: 100 */
  readonly maxIterations?: number;
  /** Relative decrease of the cost that is no longer worth a step; absent: 1e-12 */
  readonly tolerance?: number;
}

export interface LeastSquaresResult {
  readonly parameters: Float64Array;
  /** Σ r², or Σ 2C²(√(1 + r²/C²) − 1) with a soft scale C */
  readonly cost: number;
  /** At the solution. */
  readonly residuals: Float64Array;
  /**
   * parameters × parameters, row by row, scaled by the scatter of the residuals; zero for held parameters; all NaN where
   * the data do not determine the free ones.
   */
  readonly covariance: Float64Array;
  /** Square roots of its diagonal. */
  readonly standardErrors: Float64Array;
  /** converged: no step is worth taking; degenerate: the data do not determine the free parameters */
  readonly stop: 'converged' | 'iterations' | 'degenerate';
  readonly iterations: number;
}

const MAX_DAMPING = 1e14;
const MIN_DAMPING = 1e-14;
/** Relative step that is nothing but rounding. */
const ROUNDING = 1e-13;

/**
 * Bounded non-linear least squares after Levenberg and Marquardt, with an optional soft-L1 loss by reweighting.
 *
 * Parameters at a bound that the gradient pushes outwards are held for that step. Deterministic.
 *
 * @throws RangeError  if the start has a bad value or lies outside the bounds
 *
 * Source: Marquardt (1963), J. SIAM 11, 431; soft L1: Triggs et al. (2000), doi:10.1007/3-540-44480-7_21
 */
export function levenbergMarquardt(
  problem: LeastSquaresProblem,
  start: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): LeastSquaresResult {
  const m = start.length;
  const n = problem.residualCount;
  const { maxIterations = 100, tolerance = 1e-12, softScale = Infinity } = options;
  const low = (j: number): number => options.lower?.[j] ?? -Infinity;
  const high = (j: number): number => options.upper?.[j] ?? Infinity;
  let parameters = Float64Array.from(start);
  for (let j = 0; j < m; j++)
    if (!(parameters[j]! >= low(j) && parameters[j]! <= high(j)))
      throw new RangeError(`parameter ${j} starts at ${parameters[j]}, outside ${low(j)} to ${high(j)}`);

  let residuals = new Float64Array(n);
  let trial = new Float64Array(n);
  let jacobian = new Float64Array(n * m);
  let trialJacobian = new Float64Array(n * m);
  const active = Array.from({ length: m }, (_, j) => j).filter((j) => options.free?.[j] !== false);
  problem.evaluate(parameters, residuals, jacobian);
  let cost = softCost(residuals, softScale);
  if (!Number.isFinite(cost)) throw new RangeError('the residuals at the start are not finite');

  let damping = 1e-3;
  let stop: LeastSquaresResult['stop'] = 'iterations';
  let iterations = 0;
  search: for (; iterations < maxIterations; iterations++) {
    const { hessian, gradient } = normalEquations(jacobian, residuals, m, softScale, active);
    const moving = movable(parameters, gradient, active, low, high);
    if (moving.length === 0 || cost === 0) {
      stop = 'converged';
      break;
    }
    for (;;) {
      const step = dampedStep(hessian, gradient, moving, m, damping);
      if (step) {
        const next = parameters.slice();
        for (const [a, j] of moving.entries()) next[j] = Math.min(Math.max(next[j]! + step[a]!, low(j)), high(j));
        problem.evaluate(next, trial, trialJacobian); // most steps are taken: one call is cheaper than two
        const nextCost = softCost(trial, softScale);
        if (nextCost <= cost) {
          const gain = cost - nextCost;
          [parameters, cost] = [next, nextCost];
          [residuals, trial] = [trial, residuals];
          [jacobian, trialJacobian] = [trialJacobian, jacobian];
          const isWeaklyDamped = damping < 1e-2;
          damping = Math.max(damping / 10, MIN_DAMPING);
          if ((gain <= tolerance * cost && isWeaklyDamped) || isRounding(step, hessian, parameters, moving)) {
            stop = 'converged';
            break search;
          }
          break;
        }
      }
      damping *= 10;
      if (damping > MAX_DAMPING) {
        stop = 'converged'; // no direction leads down
        break search;
      }
    }
  }
  const { covariance, isDegenerate } = covarianceOf(jacobian, residuals, m, softScale, active);
  const standardErrors = new Float64Array(m);
  for (let j = 0; j < m; j++) standardErrors[j] = Math.sqrt(covariance[j * m + j]!);
  return {
    parameters,
    cost,
    residuals,
    covariance,
    standardErrors,
    stop: isDegenerate ? 'degenerate' : stop,
    iterations,
  };
}

function softCost(residuals: Float64Array, scale: number): number {
  let sum = 0;
  if (scale === Infinity) for (const r of residuals) sum += r * r;
  else {
    const square = scale * scale;
    // r²·2/(1 + √…) is 2C²(√… − 1) without the cancellation for small residuals.
    for (const r of residuals) sum += (2 * r * r) / (1 + Math.sqrt(1 + (r * r) / square));
  }
  return sum;
}

function weightOf(r: number, scale: number): number {
  return scale === Infinity ? 1 : 1 / Math.sqrt(1 + (r * r) / (scale * scale));
}

/** Only the rows and columns of the active parameters are filled. */
function normalEquations(
  jacobian: Float64Array,
  residuals: Float64Array,
  m: number,
  scale: number,
  active: readonly number[],
): { hessian: Float64Array; gradient: Float64Array } {
  const hessian = new Float64Array(m * m);
  const gradient = new Float64Array(m);
  const count = active.length;
  const row = new Float64Array(count);
  const triangle = new Float64Array((count * (count + 1)) / 2);
  const right = new Float64Array(count);
  for (let i = 0, from = 0; i < residuals.length; i++, from += m) {
    const r = residuals[i]!;
    const weight = weightOf(r, scale);
    for (let a = 0; a < count; a++) row[a] = jacobian[from + active[a]!]!;
    for (let a = 0, t = 0; a < count; a++) {
      const weighted = weight * row[a]!;
      right[a]! += weighted * r;
      for (let b = 0; b <= a; b++, t++) triangle[t]! += weighted * row[b]!;
    }
  }
  for (let a = 0, t = 0; a < count; a++) {
    gradient[active[a]!] = right[a]!;
    for (let b = 0; b <= a; b++, t++)
      hessian[active[a]! * m + active[b]!] = hessian[active[b]! * m + active[a]!] = triangle[t]!;
  }
  return { hessian, gradient };
}

function movable(
  parameters: Float64Array,
  gradient: Float64Array,
  active: readonly number[],
  low: (j: number) => number,
  high: (j: number) => number,
): number[] {
  const moving: number[] = [];
  for (const j of active) {
    if (gradient[j] === 0) continue;
    const isPushedOut =
      (parameters[j]! <= low(j) && gradient[j]! > 0) || (parameters[j]! >= high(j) && gradient[j]! < 0);
    if (!isPushedOut) moving.push(j);
  }
  return moving;
}

function dampedStep(
  hessian: Float64Array,
  gradient: Float64Array,
  moving: readonly number[],
  m: number,
  damping: number,
): Float64Array | null {
  const k = moving.length;
  const matrix = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (const [a, i] of moving.entries()) {
    right[a] = -gradient[i]!;
    for (const [b, j] of moving.entries()) matrix[a * k + b] = hessian[i * m + j]! * (a === b ? 1 + damping : 1);
  }
  return solvePositiveDefinite(matrix, right, k);
}

/** Whether a step is lost in the last digits of the parameters, each weighed by what it does to the residuals. */
function isRounding(
  step: Float64Array,
  hessian: Float64Array,
  parameters: Float64Array,
  moving: readonly number[],
): boolean {
  const m = parameters.length;
  let stepSquare = 0;
  let square = 0;
  for (const [a, j] of moving.entries()) {
    stepSquare += hessian[j * m + j]! * step[a]! ** 2;
    square += hessian[j * m + j]! * parameters[j]! ** 2;
  }
  return stepSquare <= ROUNDING ** 2 * square;
}

function covarianceOf(
  jacobian: Float64Array,
  residuals: Float64Array,
  m: number,
  scale: number,
  chosen: readonly number[],
): { covariance: Float64Array; isDegenerate: boolean } {
  const { hessian } = normalEquations(jacobian, residuals, m, scale, chosen);
  const k = chosen.length;
  const covariance = new Float64Array(m * m);
  if (k === 0) return { covariance, isDegenerate: false };
  const matrix = new Float64Array(k * k);
  for (const [a, i] of chosen.entries()) for (const [b, j] of chosen.entries()) matrix[a * k + b] = hessian[i * m + j]!;
  const inverse = invertPositiveDefinite(matrix, k);
  let weightSum = 0;
  let squareSum = 0;
  for (const r of residuals) {
    const weight = weightOf(r, scale);
    weightSum += weight;
    squareSum += weight * r * r;
  }
  const variance = weightSum > k ? squareSum / (weightSum - k) : NaN;
  const isDegenerate = inverse === null || Number.isNaN(variance);
  for (const [a, i] of chosen.entries())
    for (const [b, j] of chosen.entries()) covariance[i * m + j] = isDegenerate ? NaN : inverse[a * k + b]! * variance;
  return { covariance, isDegenerate };
}

/** Correlation coefficients of a covariance matrix, 1 on the diagonal; 0 between parameters of which one is held. */
export function correlationOf(covariance: Float64Array, m: number): Float64Array {
  const correlation = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) {
      const scale = Math.sqrt(covariance[i * m + i]! * covariance[j * m + j]!);
      correlation[i * m + j] = i === j ? 1 : scale === 0 ? 0 : covariance[i * m + j]! / scale;
    }
  return correlation;
}
