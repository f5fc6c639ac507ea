import type { Samples, Shape } from '../model/detector-image.ts';

/**
 * What is subtracted from every frame, so that signal = raw − dark − scale · background.
 *
 * The variance of the dark and the background is not added: they are taken to be measured much better than a frame.
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
