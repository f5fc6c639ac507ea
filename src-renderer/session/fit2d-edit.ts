import { geometryFromFit2d, type Fit2dGeometry } from '../../src-shared/geometry/fit2d-geometry.ts';
import { isColumnMirrored, isRowMirrored } from '../../src-shared/geometry/orientation.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/**
 * The calibration with its geometry replaced by a Fit2D description of the stored image; detector, orientation and
 * wavelength stay.
 *
 * @param shape  of the stored image
 */
export function withFit2d(calibration: Calibration, fit2d: Fit2dGeometry, shape: Shape): Calibration {
  const { detector, geometry } = calibration;
  // The geometry counts rows and columns after mirroring, Fit2D as they are stored.
  let { centreX, centreY, tiltPlaneDeg } = fit2d;
  if (isRowMirrored(detector.orientation)) {
    centreY = shape[0] - centreY;
    tiltPlaneDeg = -tiltPlaneDeg;
  }
  if (isColumnMirrored(detector.orientation)) {
    centreX = shape[1] - centreX;
    tiltPlaneDeg = 180 - tiltPlaneDeg;
  }
  const next = geometryFromFit2d({ ...fit2d, centreX, centreY, tiltPlaneDeg }, detector.pixel1, detector.pixel2);
  const { wavelength } = geometry;
  return { detector, geometry: { ...next, ...(wavelength === undefined ? {} : { wavelength }) } };
}
