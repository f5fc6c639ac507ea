import type { Shape } from '../model/detector-image.ts';
import type { Calibration, Geometry } from '../model/schema-types.generated.ts';
import { fit2dFromCalibration, geometryFromFit2d } from './fit2d-geometry.ts';

/**
 * Geometry as SAXSdog describes it: Fit2D's on the image turned upside down.
 */
export interface SaxsdogGeometry {
  /** Sample to beam centre along the beam, mm */
  readonly detectorDistanceMm: number;
  /** px; y is counted from the lower edge of the last row */
  readonly beamCentre: readonly [y: number, x: number];
  readonly tiltAngleDeg: number;
  readonly tiltRotDeg: number;
  readonly imageSize: Shape;
  /** µm: slow, fast axis */
  readonly pixelSizeMicroM: readonly [number, number];
}

/** @returns the geometry of the stored image (orientation 3), without wavelength; rot3 as Fit2D's convention has it */
export function geometryFromSaxsdog(saxsdog: SaxsdogGeometry): Geometry {
  const { beamCentre, imageSize, pixelSizeMicroM } = saxsdog;
  const fit2d = {
    directDistanceMm: saxsdog.detectorDistanceMm,
    centreX: beamCentre[1],
    centreY: imageSize[0] - beamCentre[0],
    tiltDeg: saxsdog.tiltAngleDeg,
    tiltPlaneDeg: -saxsdog.tiltRotDeg,
  };
  return geometryFromFit2d(fit2d, pixelSizeMicroM[0] * 1e-6, pixelSizeMicroM[1] * 1e-6);
}

/**
 * @param shape  of the stored image
 * @returns null where the description does not exist, see {@link fit2dFromCalibration}
 */
export function saxsdogFromCalibration(calibration: Calibration, shape: Shape): SaxsdogGeometry | null {
  const fit2d = fit2dFromCalibration(calibration, shape);
  if (!fit2d) return null;
  return {
    detectorDistanceMm: fit2d.directDistanceMm,
    beamCentre: [shape[0] - fit2d.centreY, fit2d.centreX],
    tiltAngleDeg: fit2d.tiltDeg,
    tiltRotDeg: -fit2d.tiltPlaneDeg + 0,
    imageSize: shape,
    pixelSizeMicroM: [calibration.detector.pixel1 * 1e6, calibration.detector.pixel2 * 1e6],
  };
}
