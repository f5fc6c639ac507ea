import type { Shape } from '../../src-shared/model/detector-image.ts';

/**
 * A small picture of a mask, row 0 on top: kept pixels bright, masked ones dark, by the share of each that a pixel of the
 * picture covers.
 *
 * @param mask  1 = masked, row by row
 * @param longest  px of the longer side
 */
export function thumbnailOfMask(mask: Uint8Array, [rows, columns]: Shape, longest: number) {
  const scale = Math.min(1, longest / Math.max(rows, columns));
  const [height, width] = [Math.max(1, Math.round(rows * scale)), Math.max(1, Math.round(columns * scale))];
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [top, bottom] = [Math.floor((y * rows) / height), Math.ceil(((y + 1) * rows) / height)];
      const [left, right] = [Math.floor((x * columns) / width), Math.ceil(((x + 1) * columns) / width)];
      let masked = 0;
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) masked += mask[row * columns + column]!;
      const level = 225 - 195 * (masked / ((bottom - top) * (right - left)));
      rgba.set([level, level, level, 255], 4 * (y * width + x));
    }
  return { rgba, width, height };
}
