import type { SaxsdogCalibration } from '../model/schema-types.generated.ts';
import { toRadians } from '../quantity/angle.ts';

/** How SAXSdog's engine computes: `compatible` repeats the original to the last digit, quirks included. */
export interface SaxsdogMode {
  /**
   * As the original: an ångström of 0.100001495 nm, the second pixel size ignored, azimuthal bins in millimetres, the
   * axes of slices at the edge of a pixel and q_z not measured from the horizon of the sample.
   */
  readonly compatible: boolean;
}

/** The original's ångström in nm, 15 ppm off */
const COMPATIBLE_ANGSTROM = 0.100001495;

/** A calibration in the quantities the formulas are made of. Lengths in mm, offsets from the beam centre in px. */
export interface SaxsdogDetector {
  readonly rows: number;
  readonly columns: number;
  /** Beam centre from the corner of pixel (0, 0): down, then to the right, px */
  readonly centreY: number;
  readonly centreX: number;
  /** Pixel size down and to the right, mm */
  readonly pixelY: number;
  readonly pixelX: number;
  readonly distance: number;
  /** How much farther a point lies along the beam, per mm down and to the right on the detector */
  readonly leanY: number;
  readonly leanX: number;
  /** 2π/λ, nm⁻¹ */
  readonly waveNumber: number;
}

export function saxsdogDetector(
  { Geometry: geometry, Wavelength: wavelength }: SaxsdogCalibration,
  { compatible }: SaxsdogMode,
): SaxsdogDetector {
  const [rows, columns] = geometry.Imagesize;
  const [centreUp, centreX] = geometry.BeamCenter;
  const [pixelY, pixelX = pixelY] = geometry.PixelSizeMicroM;
  const sinTilt = Math.sin(toRadians(geometry.Tilt.TiltAngleDeg));
  const rotation = toRadians(geometry.Tilt.TiltRotDeg);
  return {
    rows,
    columns,
    centreY: rows - centreUp,
    centreX,
    pixelY: pixelY * 1e-3,
    pixelX: (compatible ? pixelY : pixelX) * 1e-3,
    distance: geometry.DedectorDistanceMM,
    leanY: -sinTilt * Math.sin(rotation),
    leanX: sinTilt * Math.cos(rotation),
    waveNumber: (2 * Math.PI) / (wavelength * (compatible ? COMPATIBLE_ANGSTROM : 0.1)),
  };
}

/**
 * Scattering vector at a point of the detector plane. With r the distance from the beam centre on the detector and s
 * what the point lies farther along the beam, l² = d² + r² + 2ds is its distance from the sample, and
 * sin²(θ/2) = (r² − s²) / (2l(l + d + s)): no trigonometric function, and no cancellation at small angles.
 *
 * @param y  mm down from the beam centre, on the detector
 * @param x  mm to the right
 * @returns q, nm⁻¹
 */
export function scatteringVectorAt(
  { distance, leanY, leanX, waveNumber }: SaxsdogDetector,
  y: number,
  x: number,
): number {
  const r2 = y * y + x * x;
  const s = leanY * y + leanX * x;
  const l = Math.sqrt(distance * distance + r2 + 2 * distance * s);
  return 2 * waveNumber * Math.sqrt((r2 - s * s) / (2 * l * (l + distance + s)));
}

/** The four outermost sub-pixel centres: their offsets from the beam centre, mm. */
export function cornerOffsets(detector: SaxsdogDetector, oversampling: number): [y: number, x: number][] {
  const inset = 0.5 / oversampling;
  const { rows, columns, centreY, centreX, pixelY, pixelX } = detector;
  const down = [inset - centreY, rows - inset - centreY].map((y) => y * pixelY);
  const right = [inset - centreX, columns - inset - centreX].map((x) => x * pixelX);
  return down.flatMap((y) => right.map((x): [number, number] => [y, x]));
}
