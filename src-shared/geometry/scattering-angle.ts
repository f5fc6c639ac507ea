import type { Geometry } from '../model/schema-types.generated.ts';

/**
 * Scattering angle 2θ at points on a flat detector.
 *
 * rot3 turns the detector about the beam, so it does not enter.
 *
 * @param geometry  metres and radians, signs as in a .poni file
 * @param points  n points as [y0, x0, y1, x1, …], metres from the detector origin
 * @param out  length n or more; pass one to reuse memory
 * @returns `out`, 2θ in radians, in [0, π]
 * @throws RangeError  if `points` has odd length or `out` is too short
 *
 * Source: Ashiotis et al. (2015), J. Appl. Cryst. 48, 510, doi:10.1107/S1600576715004306
 */
export function scatteringAngles(
  geometry: Geometry,
  points: Float64Array,
  out = new Float64Array(points.length >> 1),
): Float64Array {
  const n = points.length / 2;
  if (!Number.isInteger(n)) throw new RangeError(`points has odd length ${points.length}`);
  if (out.length < n) throw new RangeError(`out holds ${out.length} angles, needs ${n}`);

  const { dist, poni1, poni2, rot1, rot2 } = geometry;
  const [sin1, cos1, sin2, cos2] = [Math.sin(rot1), Math.cos(rot1), Math.sin(rot2), Math.cos(rot2)];
  for (let i = 0; i < n; i++) {
    const p1 = points[2 * i]! - poni1;
    const p2 = points[2 * i + 1]! - poni2;
    const t1 = p1 * cos2 + p2 * sin1 * sin2 - dist * cos1 * sin2; // up, before rot3
    const t2 = p2 * cos1 + dist * sin1; // across, before rot3
    const t3 = p1 * sin2 - p2 * cos2 * sin1 + dist * cos1 * cos2; // along the beam
    out[i] = Math.atan2(Math.sqrt(t1 * t1 + t2 * t2), t3);
  }
  return out;
}
