import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { dSpacingFromTwoTheta, qFromTwoTheta } from '../quantity/scattering-vector.ts';
import { azimuthOf } from './laboratory-position.ts';
import { pixelPlane, positionAt } from './pixel-plane.ts';

/** Scattering at one point of the image. */
export interface ScatteringPoint {
  /** rad, in [0, π] */
  readonly twoTheta: number;
  /** rad, in [−π, π) */
  readonly azimuth: number;
  /** Distance from the beam axis, m */
  readonly r: number;
  /** nm⁻¹; absent without a wavelength */
  readonly q?: number;
  /** Å; absent without a wavelength, Infinity on the beam */
  readonly dSpacing?: number;
}

/**
 * @param shape  of the stored image; needed only for orientations other than 3
 * @param x  column, px of the stored image, corner origin
 * @param y  row, likewise
 */
export function scatteringAt(calibration: Calibration, shape: Shape, x: number, y: number): ScatteringPoint {
  const [t1, t2, t3] = positionAt(pixelPlane(calibration, shape), y, x);
  const r = Math.hypot(t1, t2);
  const twoTheta = Math.atan2(r, t3);
  const point = { twoTheta, azimuth: azimuthOf(t1, t2), r };
  const { wavelength } = calibration.geometry;
  if (wavelength === undefined) return point;
  return {
    ...point,
    q: qFromTwoTheta(twoTheta, wavelength),
    dSpacing: dSpacingFromTwoTheta(twoTheta, wavelength),
  };
}
