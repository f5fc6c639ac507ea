import { calibrantLines } from './calibrant-lines.ts';
import type { Calibrant, CalibrantLine } from './calibrant.ts';

/** More lines than any detector tells apart. */
const MAX_LINES = 400;

/**
 * The lines of a calibrant that make a ring, by decreasing d; the ring number is the index.
 *
 * @param wavelength  m
 */
export function ringLines(calibrant: Calibrant, wavelength: number): CalibrantLine[] {
  return calibrantLines(calibrant, 0.5e10 * wavelength, MAX_LINES);
}
