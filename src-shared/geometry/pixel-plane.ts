import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { isColumnMirrored, isRowMirrored } from './orientation.ts';
import { rotationMatrix } from './rotation-matrix.ts';

/**
 * The detector as an affine map from the stored image to the laboratory, m:
 *
 *     t = origin + y · stepY + x · stepX
 *
 * with (y, x) in pixels, corner origin: pixel (i, j) spans i…i+1, j…j+1 and its centre is (i+½, j+½).
 */
export interface PixelPlane {
  readonly origin: readonly [number, number, number];
  readonly stepY: readonly [number, number, number];
  readonly stepX: readonly [number, number, number];
}

/** @param shape  of the stored image; needed only for orientations other than 3 */
export function pixelPlane({ geometry, detector }: Calibration, shape: Shape): PixelPlane {
  const { pixel1, pixel2, orientation } = detector;
  const m = rotationMatrix(geometry);
  const { dist, poni1, poni2 } = geometry;
  // A mirrored axis runs from the far edge back: n−y instead of y. Half-pixel centres mirror onto each other.
  const p1 = (isRowMirrored(orientation) ? shape[0] * pixel1 : 0) - poni1;
  const p2 = (isColumnMirrored(orientation) ? shape[1] * pixel2 : 0) - poni2;
  const d1 = isRowMirrored(orientation) ? -pixel1 : pixel1;
  const d2 = isColumnMirrored(orientation) ? -pixel2 : pixel2;
  return {
    origin: [
      m[0] * p1 + m[1] * p2 + m[2] * dist,
      m[3] * p1 + m[4] * p2 + m[5] * dist,
      m[6] * p1 + m[7] * p2 + m[8] * dist,
    ],
    stepY: [m[0] * d1, m[3] * d1, m[6] * d1],
    stepX: [m[1] * d2, m[4] * d2, m[7] * d2],
  };
}

/** Laboratory position of one point of the stored image; y, x in px with corner origin. */
export function positionAt({ origin, stepY, stepX }: PixelPlane, y: number, x: number): [number, number, number] {
  return [
    origin[0] + y * stepY[0] + x * stepX[0],
    origin[1] + y * stepY[1] + x * stepX[1],
    origin[2] + y * stepY[2] + x * stepX[2],
  ];
}
