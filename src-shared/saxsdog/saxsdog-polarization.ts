import type { SaxsdogCalibration } from '../model/schema-types.generated.ts';
import { toRadians } from '../quantity/angle.ts';
import type { SaxsdogDetector } from './saxsdog-detector.ts';

/**
 * 1 / polarization factor at every pixel centre:
 *
 *     P = f (1 − cos²(φ − Φ) sin²θ) + (1 − f) (1 − sin²(φ − Φ) sin²θ)
 *
 * with f = Fraction, Φ = Angle, θ the scattering angle and φ the direction from the beam centre on the detector, against
 * the horizontal, positive downwards.
 *
 * @returns rows · columns values; null where the calibration has no PolarizationCorrection
 */
export function saxsdogPolarization(
  { PolarizationCorrection: polarization }: SaxsdogCalibration,
  detector: SaxsdogDetector,
): Float64Array | null {
  if (!polarization) return null;
  const { rows, columns, centreY, centreX, pixelY, pixelX, distance, leanY, leanX } = detector;
  const fraction = polarization.Fraction;
  const [cosine, sine] = [Math.cos(toRadians(polarization.Angle)), Math.sin(toRadians(polarization.Angle))];
  const inverse = new Float64Array(rows * columns);
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, p++) {
      const [y, x] = [(i + 0.5 - centreY) * pixelY, (j + 0.5 - centreX) * pixelX];
      const r2 = y * y + x * x;
      const s = leanY * y + leanX * x;
      const sin2 = (r2 - s * s) / (distance * distance + r2 + 2 * distance * s); // sin²θ = (r² − s²) / l²
      const along = r2 > 0 ? (x * cosine + y * sine) ** 2 / r2 : 1; // cos²(φ − Φ); at the centre sin²θ = 0
      inverse[p] = 1 / (fraction * (1 - along * sin2) + (1 - fraction) * (1 - (1 - along) * sin2));
    }
  return inverse;
}
