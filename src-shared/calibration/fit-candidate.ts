import { levenbergMarquardt } from '../numerics/levenberg-marquardt.ts';
import { twoThetaAt, twoThetaWithGradient, type BeamFrame } from './beam-frame.ts';
import type { SearchPoints } from './search-points.ts';

/** px: points farther from every ring than this are left out, pass by pass */
const TOLERANCES = [10, 6, 3, 2];
/** Without two rings the tilt is free; this keeps it small, and weighs nothing against a ring. */
const TILT_PRIOR = 0.3;
const MAX_TILT = 0.85;

/**
 * Fits a geometry to points, each on the ring nearest to it, with shrinking tolerance.
 *
 * @param twoThetas  of the rings, rad, ascending
 * @param tolerances  px, one per pass
 * @returns null if too few points lie near rings
 */
export function fitCandidate(
  { ys, xs }: SearchPoints,
  start: BeamFrame,
  twoThetas: readonly number[],
  tolerances: readonly number[] = TOLERANCES,
): BeamFrame | null {
  let frame = start;
  const gradient = new Float64Array(5);
  for (const tolerance of tolerances) {
    const chosen: number[] = [];
    const targets: number[] = [];
    const weights: number[] = [];
    for (let a = 0; a < ys.length; a++) {
      const angle = twoThetaWithGradient(frame, ys[a]!, xs[a]!, gradient);
      const target = nearestRing(twoThetas, angle);
      const slope = Math.hypot(gradient[1]!, gradient[2]!);
      if (!(Math.abs(angle - target) < tolerance * slope)) continue;
      chosen.push(a);
      targets.push(target);
      weights.push(1 / slope);
    }
    if (chosen.length < 15) return null;
    const n = chosen.length;
    const sign = Math.sign(frame.k);
    const { parameters } = levenbergMarquardt(
      {
        residualCount: n + 2,
        evaluate(p, residuals, jacobian) {
          const at = frameOf(p, sign);
          for (let i = 0; i < n; i++) {
            const a = chosen[i]!;
            const weight = weights[i]!;
            if (jacobian) {
              residuals[i] = weight * (twoThetaWithGradient(at, ys[a]!, xs[a]!, gradient) - targets[i]!);
              jacobian[5 * i] = weight * gradient[0]! * at.k; // ∂/∂ ln|k|
              for (let j = 1; j < 5; j++) jacobian[5 * i + j] = weight * gradient[j]!;
            } else residuals[i] = weight * (twoThetaAt(at, ys[a]!, xs[a]!) - targets[i]!);
          }
          residuals[n] = p[3]! / TILT_PRIOR;
          residuals[n + 1] = p[4]! / TILT_PRIOR;
          jacobian?.fill(0, 5 * n);
          if (jacobian) jacobian[5 * n + 3] = jacobian[5 * n + 9] = 1 / TILT_PRIOR;
        },
      },
      [Math.log(Math.abs(frame.k)), frame.c1, frame.c2, frame.s1, frame.s2],
      {
        softScale: Math.max(1, tolerance / 4),
        maxIterations: 12,
        tolerance: 1e-5,
        lower: [-Infinity, -Infinity, -Infinity, -MAX_TILT, -MAX_TILT],
        upper: [Infinity, Infinity, Infinity, MAX_TILT, MAX_TILT],
      },
    );
    const next = frameOf(parameters, sign);
    if (!(Math.hypot(next.s1, next.s2) < 0.95) || !(Math.abs(Math.log(next.k / frame.k)) < 1)) return null;
    frame = next;
  }
  return frame;
}

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
