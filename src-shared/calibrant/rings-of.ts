import { twoThetaFromDSpacing } from '../quantity/scattering-vector.ts';
import { calibrantLines } from './calibrant-lines.ts';
import type { Calibrant, CalibrantLine } from './calibrant.ts';

/** A line of a calibrant at a wavelength. */
export interface CalibrantRing extends CalibrantLine {
  /** rad */
  readonly twoTheta: number;
}

/**
 * The rings of a calibrant by decreasing d; the ring number is the index. Lines with λ > 2d give no ring.
 *
 * @param wavelength  m
 * @param maxTwoTheta  rad; no ring beyond
 */
export function ringsOf(calibrant: Calibrant, wavelength: number, maxTwoTheta = Math.PI): CalibrantRing[] {
  const minimum = (wavelength * 1e10) / (2 * Math.sin(maxTwoTheta / 2));
  return calibrantLines(calibrant, minimum).map((line) => ({
    ...line,
    twoTheta: twoThetaFromDSpacing(line.dSpacing, wavelength),
  }));
}
