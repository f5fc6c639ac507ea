import { levenbergMarquardt } from '../numerics/levenberg-marquardt.ts';
import { twoThetaAt, twoThetaWithGradient, type BeamFrame } from './beam-frame.ts';
import type { SearchPoints } from './search-points.ts';

/** px: points farther from every ring than this are left out, pass by pass; for geometries a few px off */
export const FAR_TOLERANCES: readonly number[] = [10, 6, 3];
/** For those that are nearly right. */
export const NEAR_TOLERANCES: readonly number[] = [3, 2];
/** Without two rings the tilt is free; this keeps it small, and weighs nothing against a ring. */
const TILT_PRIOR = 0.3;
const MAX_TILT = 0.85;
const LEAST_POINTS = 15;

/** Points whose rings are known. */
export interface AssignedPoints {
  readonly ys: ArrayLike<number>;
  readonly xs: ArrayLike<number>;
  /** 2θ of the ring, rad */
  readonly targets: ArrayLike<number>;
  /** px per rad */
  readonly weights: ArrayLike<number>;
}

/**
 * Fits a geometry to points, each on the ring nearest to it, with shrinking tolerance.
 *
 * @param twoThetas  of the rings, rad, ascending
 * @param tolerances  px, one per pass
 * @returns null if too few points lie near rings
 */
export function fitCandidate(
  { ys, xs }: Pick<SearchPoints, 'ys' | 'xs'>,
  start: BeamFrame,
  twoThetas: readonly number[],
  tolerances: readonly number[],
): BeamFrame | null {
  let frame = start;
  const gradient = new Float64Array(5);
  const near = {
    ys: new Float64Array(ys.length),
    xs: new Float64Array(ys.length),
    targets: new Float64Array(ys.length),
    weights: new Float64Array(ys.length),
  };
  for (const tolerance of tolerances) {
    let n = 0;
    for (let a = 0; a < ys.length; a++) {
      const angle = twoThetaWithGradient(frame, ys[a]!, xs[a]!, gradient);
      const target = nearestRing(twoThetas, angle);
      const slope = Math.sqrt(gradient[1]! * gradient[1]! + gradient[2]! * gradient[2]!);
      if (!(Math.abs(angle - target) < tolerance * slope)) continue;
      near.ys[n] = ys[a]!;
      near.xs[n] = xs[a]!;
      near.targets[n] = target;
      near.weights[n++] = 1 / slope;
    }
    if (n < LEAST_POINTS) return null;
    const chosen = {
      ys: near.ys.subarray(0, n),
      xs: near.xs.subarray(0, n),
      targets: near.targets.subarray(0, n),
      weights: near.weights.subarray(0, n),
    };
    const next = fitAssigned(chosen, frame, Math.max(1, tolerance / 4));
    if (!(Math.hypot(next.s1, next.s2) < 0.95) || !(Math.abs(Math.log(next.k / frame.k)) < 1)) return null;
    frame = next;
  }
  return frame;
}

/**
 * Fits a geometry to points on known rings.
 *
 * @param softScale  px: what is farther off counts less
 */
export function fitAssigned(
  { ys, xs, targets, weights }: AssignedPoints,
  start: BeamFrame,
  softScale: number,
): BeamFrame {
  const n = targets.length;
  const sign = Math.sign(start.k);
  const gradient = new Float64Array(5);
  const { parameters } = levenbergMarquardt(
    {
      residualCount: n + 2,
      evaluate(p, residuals, jacobian) {
        const at = frameOf(p, sign);
        for (let i = 0; i < n; i++) {
          const weight = weights[i]!;
          if (jacobian) {
            residuals[i] = weight * (twoThetaWithGradient(at, ys[i]!, xs[i]!, gradient) - targets[i]!);
            jacobian[5 * i] = weight * gradient[0]! * at.k; // ∂/∂ ln|k|
            for (let j = 1; j < 5; j++) jacobian[5 * i + j] = weight * gradient[j]!;
          } else residuals[i] = weight * (twoThetaAt(at, ys[i]!, xs[i]!) - targets[i]!);
        }
        residuals[n] = p[3]! / TILT_PRIOR;
        residuals[n + 1] = p[4]! / TILT_PRIOR;
        jacobian?.fill(0, 5 * n);
        if (jacobian) jacobian[5 * n + 3] = jacobian[5 * n + 9] = 1 / TILT_PRIOR;
      },
    },
    [Math.log(Math.abs(start.k)), start.c1, start.c2, withinTilt(start.s1), withinTilt(start.s2)],
    {
      softScale,
      maxIterations: 12,
      tolerance: 1e-5,
      lower: [-Infinity, -Infinity, -Infinity, -MAX_TILT, -MAX_TILT],
      upper: [Infinity, Infinity, Infinity, MAX_TILT, MAX_TILT],
    },
  );
  return frameOf(parameters, sign);
}

const withinTilt = (sine: number): number => Math.min(MAX_TILT, Math.max(-MAX_TILT, sine));

function frameOf(p: Float64Array, sign: number): BeamFrame {
  return { k: sign * Math.exp(p[0]!), c1: p[1]!, c2: p[2]!, s1: p[3]!, s2: p[4]! };
}

/** The 2θ nearest to an angle; `twoThetas` ascends. */
function nearestRing(twoThetas: readonly number[], angle: number): number {
  let low = 0;
  let high = twoThetas.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (twoThetas[middle]! < angle) low = middle;
    else high = middle;
  }
  const [a, b] = [twoThetas[low] ?? NaN, twoThetas[high] ?? NaN];
  return Math.abs(a - angle) <= Math.abs(b - angle) ? a : b;
}
