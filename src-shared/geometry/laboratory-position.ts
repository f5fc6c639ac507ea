import type { Geometry } from '../model/schema-types.generated.ts';
import { rotationMatrix } from './rotation-matrix.ts';

/**
 * Laboratory coordinates of points on a flat detector: the sample is at the origin.
 *
 * @param geometry  metres and radians, signs as in a .poni file
 * @param points  n points as [y0, x0, y1, x1, …], metres from the detector origin
 * @returns n positions as [t1, t2, t3, …] in m: t1 up (increasing row), t2 across (increasing column), t3 along the beam
 * @throws RangeError  if `points` has odd length
 */
export function laboratoryPositions(geometry: Geometry, points: Float64Array): Float64Array {
  const n = points.length / 2;
  if (!Number.isInteger(n)) throw new RangeError(`points has odd length ${points.length}`);
  const { dist, poni1, poni2 } = geometry;
  const m = rotationMatrix(geometry);
  const out = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const p1 = points[2 * i]! - poni1;
    const p2 = points[2 * i + 1]! - poni2;
    out[3 * i] = m[0] * p1 + m[1] * p2 + m[2] * dist;
    out[3 * i + 1] = m[3] * p1 + m[4] * p2 + m[5] * dist;
    out[3 * i + 2] = m[6] * p1 + m[7] * p2 + m[8] * dist;
  }
  return out;
}

/**
 * Azimuth χ = atan2(t1, t2): 0 along increasing columns, +π/2 along increasing rows.
 *
 * @returns rad, in [−π, π); 0 on the beam axis
 */
export function azimuthOf(t1: number, t2: number): number {
  // Adding 0 turns −0 into +0, for which atan2 would answer ±π.
  const azimuth = Math.atan2(t1 + 0, t2 + 0);
  return azimuth === Math.PI ? -Math.PI : azimuth;
}
