import type { Shape } from '../model/detector-image.ts';
import type { Calibration, Geometry } from '../model/schema-types.generated.ts';
import { pixelOf } from './pixel-of.ts';

/**
 * Where the direct beam meets the detector plane.
 *
 * @param shape  of the stored image; needed only for orientations other than 3
 * @returns [x, y] in px of the stored image, corner origin, possibly outside it; null if the beam misses the plane
 */
export function beamCentre(calibration: Calibration, shape: Shape): [x: number, y: number] | null {
  const pixel = pixelOf(calibration.geometry, calibration.detector, shape, 0, 0);
  return pixel ? [pixel[1], pixel[0]] : null;
}

/** Angle between the beam and the normal of the detector, rad, in [0, π]. */
export function tilt({ rot1, rot2 }: Pick<Geometry, 'rot1' | 'rot2'>): number {
  // acos of the cosine alone would lose half of the digits of a small tilt.
  const cosine = Math.cos(rot1) * Math.cos(rot2);
  const sine = Math.hypot(Math.sin(rot2), Math.cos(rot2) * Math.sin(rot1));
  return Math.atan2(sine, cosine);
}

/**
 * Distance from the sample to the beam centre, along the beam, m; negative or huge where the beam does not meet the
 * detector in front of the sample.
 */
export function directDistance({ dist, rot1, rot2 }: Pick<Geometry, 'dist' | 'rot1' | 'rot2'>): number {
  return dist / (Math.cos(rot1) * Math.cos(rot2));
}
