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
 * Variance of what `pedestal` gives, where dark and background are counts of one exposure each: the counts of the dark +
 * scale² · the counts of the background. Negative values count as none; values that are not finite are masked anyway.
 *
 * @param dark  one entry per pixel, or null
 * @param background  likewise
 * @returns one entry per pixel; null if there is neither
 */
export function pedestalVariance(
  shape: Shape,
  dark: Samples | null,
  background: Samples | null,
  backgroundScale: number,
): Float32Array | null {
  if (!dark && !background) return null;
  const out = new Float32Array(shape[0] * shape[1]);
  const squared = backgroundScale ** 2;
  for (let p = 0; p < out.length; p++)
    out[p] = (dark ? countsOf(dark[p]!) : 0) + (background ? squared * countsOf(background[p]!) : 0);
  return out;
}

function countsOf(value: number): number {
  return value > 0 && value < Infinity ? value : 0;
}
