import type { Detector } from '../model/schema-types.generated.ts';
import { solvePositiveDefinite } from '../numerics/symmetric-matrix.ts';
import type { ControlPoints } from './control-points.ts';
import {
  freeParameters,
  geometryFrom,
  parametersOf,
  REFINABLE,
  ringProblem,
  type RefineOptions,
} from './refine-geometry.ts';
import type { WithWavelength } from './refine-on-image.ts';

/**
 * Where a fit would move if a group of its points were left out, to first order: the normal equations are sums over
 * points, so those of the rest are what remains when the group's are taken off, and one step of Gauss and Newton from
 * the full solution is close to the fit of the rest as long as it is short.
 *
 * @param groups  of each point, 0 … groupCount − 1; −1: in none
 * @param geometry  the solution with all points
 * @returns one geometry per group; null where the group is empty or the rest does not determine what is free
 */
export function leaveGroupsOut(
  points: ControlPoints,
  dSpacings: readonly number[],
  detector: Pick<Detector, 'pixel1' | 'pixel2'>,
  geometry: WithWavelength,
  groups: Int32Array,
  groupCount: number,
  options: RefineOptions & { readonly softScale: number },
): (WithWavelength | null)[] {
  const m = REFINABLE.length;
  const n = points.rings.length;
  const bounds = REFINABLE.map((name) => options.bounds?.[name] ?? [-Infinity, Infinity]);
  const start = parametersOf(geometry);
  // What stands at a bound stays there.
  const free = freeParameters(options).flatMap((isFree, j) =>
    isFree && start[j]! > bounds[j]![0]! && start[j]! < bounds[j]![1]! ? [j] : [],
  );
  const p = free.length;
  const residuals = new Float64Array(n);
  const jacobian = new Float64Array(n * m);
  ringProblem(points, dSpacings, detector).evaluate(Float64Array.from(start), residuals, jacobian);
  // One block of normal equations per group: the matrix, then the gradient, then the number of points.
  const size = p * p + p + 1;
  const sums = new Float64Array((groupCount + 1) * size);
  for (let i = 0; i < n; i++) {
    const from = (groups[i]! < 0 ? groupCount : groups[i]!) * size;
    const weight = 1 / Math.sqrt(1 + (residuals[i]! / options.softScale) ** 2);
    for (let a = 0; a < p; a++) {
      const weighted = weight * jacobian[i * m + free[a]!]!;
      for (let b = 0; b < p; b++) sums[from + a * p + b]! += weighted * jacobian[i * m + free[b]!]!;
      sums[from + p * p + a]! += weighted * residuals[i]!;
    }
    sums[from + size - 1]!++;
  }
  const total = new Float64Array(size);
  for (let s = 0; s < sums.length; s++) total[s % size]! += sums[s]!;
  return Array.from({ length: groupCount }, (_, group) => {
    const own = sums.subarray(group * size, (group + 1) * size);
    if (own[size - 1] === 0 || total[size - 1]! - own[size - 1]! < p) return null;
    const rest = total.map((value, s) => value - own[s]!);
    const step = solvePositiveDefinite(rest.subarray(0, p * p), rest.subarray(p * p, p * p + p), p);
    if (!step) return null;
    const moved = Float64Array.from(start);
    for (const [a, j] of free.entries())
      moved[j] = Math.min(Math.max(moved[j]! - step[a]!, bounds[j]![0]!), bounds[j]![1]!);
    return geometryFrom(moved, geometry);
  });
}
