import type { CalibrationImage } from './calibration-image.ts';
import type { JointImage } from './joint-problem.ts';
import type { Refinable } from './refine-geometry.ts';
import { refineOnImage, type WithWavelength } from './refine-on-image.ts';

/** What one image brings to a refinement of several. */
export interface WeighedImage extends JointImage {
  /** Change of 2θ per px across the ring at each point, rad */
  readonly slopes: Float64Array;
  /** Numbers of the rings that were looked for */
  readonly looked: readonly number[];
}

/**
 * Points of one image with weights 1/σ², and the geometry that fits them: an image worth more must count more.
 *
 * @param start  that of the image alone
 * @param dSpacings  Å, decreasing
 * @returns null if too few points are found
 */
export function weighPoints(
  image: CalibrationImage,
  start: WithWavelength,
  dSpacings: readonly number[],
  options: { readonly fixed?: readonly Refinable[]; readonly ringCount?: number },
): WeighedImage | null {
  const refined = refineOnImage(image, start, dSpacings, options);
  if (!refined) return null;
  const { points, slopes, sightings } = refined.found;
  const { pixel1, pixel2 } = image;
  const looked = sightings.map(({ ring }) => ring);
  return { points, slopes, looked, dSpacings, pixel1, pixel2, start: refined.geometry };
}
