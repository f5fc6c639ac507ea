import type { Shape } from '../model/detector-image.ts';
import type { Detector, Geometry } from '../model/schema-types.generated.ts';
import { isColumnMirrored, isRowMirrored } from './orientation.ts';
import { rotationMatrix, type Matrix3 } from './rotation-matrix.ts';

/**
 * Where the ray with this scattering angle and azimuth meets the detector.
 *
 * @param shape  of the stored image; needed only for orientations other than 3
 * @param twoTheta  rad
 * @param azimuth  rad
 * @returns [row, column] in px of the stored image, corner origin, possibly outside it; null if the ray goes away from
 *   the detector plane or along it
 */
export function pixelOf(
  geometry: Geometry,
  detector: Detector,
  shape: Shape,
  twoTheta: number,
  azimuth: number,
): [row: number, column: number] | null {
  return intersectRay(geometry, rotationMatrix(geometry), detector, shape, twoTheta, azimuth);
}

/** {@link pixelOf} for many rays: `matrix` is the rotation matrix of `geometry`. */
export function intersectRay(
  geometry: Geometry,
  matrix: Matrix3,
  detector: Detector,
  shape: Shape,
  twoTheta: number,
  azimuth: number,
): [row: number, column: number] | null {
  const sine = Math.sin(twoTheta);
  const u1 = sine * Math.sin(azimuth);
  const u2 = sine * Math.cos(azimuth);
  const u3 = Math.cos(twoTheta);
  // Into the frame of the detector: the inverse of a rotation is its transpose.
  const w1 = matrix[0] * u1 + matrix[3] * u2 + matrix[6] * u3;
  const w2 = matrix[1] * u1 + matrix[4] * u2 + matrix[7] * u3;
  const w3 = matrix[2] * u1 + matrix[5] * u2 + matrix[8] * u3;
  const length = geometry.dist / w3;
  if (!(length > 0 && length < Infinity)) return null;
  const { pixel1, pixel2, orientation } = detector;
  const row = (geometry.poni1 + length * w1) / pixel1;
  const column = (geometry.poni2 + length * w2) / pixel2;
  return [
    isRowMirrored(orientation) ? shape[0] - row : row,
    isColumnMirrored(orientation) ? shape[1] - column : column,
  ];
}
