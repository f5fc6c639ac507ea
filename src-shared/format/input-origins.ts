import { findDetector } from '../detector/detector-catalogue.ts';
import { detectorOf } from '../detector/detector-of.ts';
import type { ImageMetadata } from '../model/detector-image.ts';
import type { RecipeInputs } from './calibration-recipe.ts';
import type { InputOrigins } from './report-inputs.ts';

/** Relative; headers and catalogues round. */
const SAME = 1e-6;

/**
 * Who else says what a calibration was given: the header of the image, or the catalogue. What only a person said is
 * absent.
 */
export function inputOrigins(
  { wavelength, detector, calibrantFound }: RecipeInputs,
  { metadata }: { readonly metadata: ImageMetadata },
): InputOrigins {
  const entry = findDetector(detector.name);
  const known = entry && detectorOf(entry);
  const isInHeader = isSame(detector.pixel1, metadata.pixel1) && isSame(detector.pixel2, metadata.pixel2);
  const isInCatalogue = isSame(detector.pixel1, known?.pixel1) && isSame(detector.pixel2, known?.pixel2);
  return {
    ...(calibrantFound && { calibrant: 'found' }),
    ...(isSame(wavelength, metadata.wavelength) && { wavelength: 'file header' }),
    ...(isInHeader ? { detector: 'file header' } : isInCatalogue ? { detector: 'catalogue' } : {}),
  };
}

const isSame = (value: number, other: number | undefined): boolean =>
  other !== undefined && Math.abs(value / other - 1) < SAME;
