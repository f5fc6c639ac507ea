import type { Shape } from '../model/detector-image.ts';
import type { Calibration, Geometry } from '../model/schema-types.generated.ts';
import { toDegrees, toRadians } from '../quantity/angle.ts';
import { beamCentre, directDistance, tilt } from './beam-centre.ts';
import { isColumnMirrored, isRowMirrored } from './orientation.ts';

/** Geometry as Fit2D describes it. */
export interface Fit2dGeometry {
  /** Sample to beam centre along the beam, mm */
  readonly directDistanceMm: number;
  /** px, column, corner origin */
  readonly centreX: number;
  /** px, row, corner origin */
  readonly centreY: number;
  /** Angle between detector normal and beam, degrees */
  readonly tiltDeg: number;
  /** Direction of the tilt in the image, degrees from the columns axis towards increasing rows */
  readonly tiltPlaneDeg: number;
}

/**
 * The Fit2D geometry of the stored image, row 0 first. rot3 has no counterpart and is lost.
 *
 * @param shape  of the stored image; needed only for orientations other than 3
 * @returns null where Fit2D has no description: tilt of 90° or more, or a beam that misses the detector plane
 */
export function fit2dFromCalibration(calibration: Calibration, shape: Shape): Fit2dGeometry | null {
  const { geometry, detector } = calibration;
  const angle = tilt(geometry);
  const centre = beamCentre(calibration, shape);
  if (!centre || angle >= Math.PI / 2) return null;
  // The beam direction in the frame of the detector; mirroring an axis of the image mirrors it too.
  const up = Math.sin(geometry.rot2) * (isRowMirrored(detector.orientation) ? -1 : 1);
  const across = -Math.cos(geometry.rot2) * Math.sin(geometry.rot1) * (isColumnMirrored(detector.orientation) ? -1 : 1);
  return {
    directDistanceMm: directDistance(geometry) * 1e3,
    centreX: centre[0],
    centreY: centre[1],
    tiltDeg: toDegrees(angle),
    tiltPlaneDeg: angle === 0 ? 0 : toDegrees(Math.atan2(up, across)),
  };
}

/**
 * The geometry (orientation 3) that a Fit2D description stands for. rot3 is chosen so that the azimuth along the
 * direction of the tilt equals `tiltPlaneDeg`.
 *
 * @param pixel1  m, slow axis
 * @param pixel2  m, fast axis
 */
export function geometryFromFit2d(fit2d: Fit2dGeometry, pixel1: number, pixel2: number): Geometry {
  const angle = toRadians(fit2d.tiltDeg);
  const plane = toRadians(fit2d.tiltPlaneDeg);
  const [sinT, cosT] = [Math.sin(angle), Math.cos(angle)];
  const [sinP, cosP] = [Math.sin(plane), Math.cos(plane)];
  const direct = fit2d.directDistanceMm * 1e-3;
  return {
    dist: direct * cosT,
    poni1: fit2d.centreY * pixel1 - direct * sinT * sinP,
    poni2: fit2d.centreX * pixel2 - direct * sinT * cosP,
    rot1: Math.atan2(-sinT * cosP, cosT),
    rot2: Math.asin(sinT * sinP),
    // pyFAI 0.21 has 10 for 1 under the root; newer versions agree with this.
    rot3: Math.asin((cosP * sinP * (cosT - 1)) / Math.sqrt(1 - (sinP * sinT) ** 2)) + 0,
  };
}
