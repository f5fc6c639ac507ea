import type { Geometry } from '../model/schema-types.generated.ts';

/**
 * A geometry seen from the beam, without rot3: where the line of the beam meets the plane of the detector, how far from
 * the sample, and the component of the beam direction that lies in that plane. No parameter is singular without tilt.
 *
 * With u the vector from the centre to a point of the detector and w = u·s:
 *
 *     2θ = atan2(√(u² − w²), k + w)
 */
export interface BeamFrame {
  /** Sample to centre along the beam; negative where the detector stands upstream. Any unit of length. */
  readonly k: number;
  /** Centre, slow then fast axis, same unit */
  readonly c1: number;
  readonly c2: number;
  /** Tilt vector; its length is the sine of the tilt */
  readonly s1: number;
  readonly s2: number;
}

/** @returns lengths in metres */
export function beamFrameOf({ dist, poni1, poni2, rot1, rot2 }: Geometry): BeamFrame {
  const s1 = Math.sin(rot2);
  const s2 = -Math.sin(rot1) * Math.cos(rot2);
  const k = dist / (Math.cos(rot1) * Math.cos(rot2));
  return { k, c1: poni1 + k * s1, c2: poni2 + k * s2, s1, s2 };
}

/** The geometry of a frame in metres, rot3 = 0. */
export function geometryOf({ k, c1, c2, s1, s2 }: BeamFrame): Geometry {
  const s3 = Math.sqrt(Math.max(0, 1 - s1 * s1 - s2 * s2));
  return {
    dist: k * s3,
    poni1: c1 - k * s1,
    poni2: c2 - k * s2,
    rot1: Math.atan2(-s2, s3) + 0,
    rot2: Math.asin(s1),
    rot3: 0,
  };
}

/** 2θ in radians at a point in the unit of the frame. */
export function twoThetaAt({ k, c1, c2, s1, s2 }: BeamFrame, y: number, x: number): number {
  const u1 = y - c1;
  const u2 = x - c2;
  const w = u1 * s1 + u2 * s2;
  return Math.atan2(Math.sqrt(Math.max(0, u1 * u1 + u2 * u2 - w * w)), k + w);
}

/**
 * 2θ at a point and its derivatives.
 *
 * @param out  receives ∂2θ/∂(k, c1, c2, s1, s2)
 * @returns 2θ, rad
 */
export function twoThetaWithGradient(
  { k, c1, c2, s1, s2 }: BeamFrame,
  y: number,
  x: number,
  out: Float64Array,
): number {
  const u1 = y - c1;
  const u2 = x - c2;
  const w = u1 * s1 + u2 * s2;
  const r = Math.sqrt(Math.max(1e-300, u1 * u1 + u2 * u2 - w * w));
  const z = k + w;
  const square = r * r + z * z;
  // d2θ = (z dr − r dz) / (r² + z²)
  const perR = z / (square * r);
  const perZ = -r / square;
  out[0] = perZ;
  out[1] = perR * (w * s1 - u1) - perZ * s1;
  out[2] = perR * (w * s2 - u2) - perZ * s2;
  out[3] = -perR * w * u1 + perZ * u1;
  out[4] = -perR * w * u2 + perZ * u2;
  return Math.atan2(r, z);
}
