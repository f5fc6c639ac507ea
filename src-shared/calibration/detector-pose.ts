import type { Geometry } from '../model/schema-types.generated.ts';

/**
 * Where a flat detector stands, as rings see it: the foot of the perpendicular from the sample, the distance along that
 * perpendicular, and the direction of the beam in the frame of the detector (a unit vector). Nothing is singular, not
 * even where the beam runs along the detector. As [dist, poni1, poni2, b1, b2, b3], metres.
 *
 * With v = (p1 − poni1, p2 − poni2, dist):
 *
 *     2θ = atan2(|v × b|, v·b)
 */
export type DetectorPose = Float64Array;

export const POSE_LENGTH = 6;

/**
 * 2θ at a point of the detector and its derivatives.
 *
 * @param y  m from the corner of the detector, slow axis
 * @param out  length 6 or more; receives ∂2θ/∂(dist, poni1, poni2, b1, b2, b3), the last three for changes of the
 *   direction that leave it a unit vector
 * @returns 2θ, rad
 */
export function twoThetaOfPose(pose: DetectorPose, y: number, x: number, out: Float64Array): number {
  const [b1, b2, b3] = [pose[3]!, pose[4]!, pose[5]!];
  const v1 = y - pose[1]!;
  const v2 = x - pose[2]!;
  const v3 = pose[0]!;
  const z = v1 * b1 + v2 * b2 + v3 * b3;
  const n1 = v2 * b3 - v3 * b2;
  const n2 = v3 * b1 - v1 * b3;
  const n3 = v1 * b2 - v2 * b1;
  const r = Math.sqrt(Math.max(1e-300, n1 * n1 + n2 * n2 + n3 * n3));
  // r dr = v·dv − z dz and r² + z² = v², so d2θ = (z/v²·v·dv − dz)/r.
  const along = z / (v1 * v1 + v2 * v2 + v3 * v3);
  out[0] = (along * v3 - b3) / r;
  out[1] = -(along * v1 - b1) / r;
  out[2] = -(along * v2 - b2) / r;
  out[3] = -v1 / r;
  out[4] = -v2 / r;
  out[5] = -v3 / r;
  return Math.atan2(r, z);
}

/** Rotations of a pose, rad: those under which the beam has this direction. */
export function rotationsOf(pose: DetectorPose): { readonly rot1: number; readonly rot2: number } {
  return { rot1: Math.atan2(-pose[4]!, pose[5]!) + 0, rot2: Math.asin(Math.min(1, Math.max(-1, pose[3]!))) };
}

export function poseOf({ dist, poni1, poni2, rot1, rot2 }: Geometry): DetectorPose {
  const cos2 = Math.cos(rot2);
  return Float64Array.of(dist, poni1, poni2, Math.sin(rot2), -Math.sin(rot1) * cos2, Math.cos(rot1) * cos2);
}
