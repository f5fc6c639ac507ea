import type { Samples, Shape } from '../model/detector-image.ts';

/**
 * What is subtracted from every frame, so that signal = raw − dark − scale · background.
 *
 * @param dark  one entry per pixel, or null
 * @param background  likewise
 * @returns dark + scale · background, one entry per pixel; null if there is neither
 * @throws RangeError  if an image has another size
 */
export function pedestal(
  shape: Shape,
  dark: Samples | null,
  background: Samples | null,
  backgroundScale: number,
): Float32Array | null {
  if (!dark && !background) return null;
  const pixels = shape[0] * shape[1];
  for (const image of [dark, background])
    if (image && image.length !== pixels)
      throw new RangeError(`an image to subtract has ${image.length} entries for ${shape[0]} × ${shape[1]} pixels`);
  const out = new Float32Array(pixels);
  for (let p = 0; p < pixels; p++) out[p] = (dark ? dark[p]! : 0) + (background ? backgroundScale * background[p]! : 0);
  return out;
}

/**
 * Variance of what `pedestal` gives, where the background is counts of one exposure and the dark the mean of some: the
 * counts of the dark / exposures + scale² · the counts of the background, as the mean of n counts with expectation b has
 * the variance b/n. Negative values count as none; values that are not finite are masked anyway.
 *
 * @param dark  one entry per pixel, or null
 * @param background  likewise
 * @param darkExposures  that the dark is the mean of
 * @returns one entry per pixel; null if there is neither
 */
export function pedestalVariance(
  shape: Shape,
  dark: Samples | null,
  background: Samples | null,
  backgroundScale: number,
  darkExposures = 1,
): Float32Array | null {
  if (!dark && !background) return null;
  const out = new Float32Array(shape[0] * shape[1]);
  const squared = backgroundScale ** 2;
  for (let p = 0; p < out.length; p++)
    out[p] = (dark ? countsOf(dark[p]!) / darkExposures : 0) + (background ? squared * countsOf(background[p]!) : 0);
  return out;
}

function countsOf(value: number): number {
  return value > 0 && value < Infinity ? value : 0;
}
