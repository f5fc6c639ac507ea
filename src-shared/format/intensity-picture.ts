import type { Shape } from '../model/detector-image.ts';
import { pngAddress, writePng } from './png-writer.ts';

/** Index of what has no value: a colour that no intensity has. */
const BLANK = 255;
const BLANK_COLOUR = [205, 222, 240];
const LEVELS = 255;
/** Part of the values below black and above white. */
const [LOW, HIGH] = [0.01, 0.995];

/**
 * Values as a picture, dark on white as it prints well, in logarithmic levels; what is no number is pale blue.
 *
 * @param values  row by row
 * @returns the address of a PNG inside of a page
 */
export function intensityPicture(values: Float64Array | Float32Array, [height, width]: Shape): string {
  const sorted = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .sort();
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  const low = at(LOW);
  const span = Math.max(at(HIGH) - low, Number.MIN_VALUE);
  // log(1 + x) of values in parts of a hundredth of the span: shows faint rings beside strong ones.
  const steepness = 100;
  const indices = Uint8Array.from(values, (value) => {
    if (!Number.isFinite(value)) return BLANK;
    const x = Math.min(1, Math.max(0, (value - low) / span));
    return Math.round((Math.log1p(steepness * x) / Math.log1p(steepness)) * (LEVELS - 1));
  });
  const palette = new Uint8Array(3 * (LEVELS + 1));
  for (let i = 0; i < LEVELS; i++) palette.fill(Math.round(255 * (1 - i / (LEVELS - 1))), 3 * i, 3 * i + 3);
  palette.set(BLANK_COLOUR, 3 * BLANK);
  return pngAddress(writePng({ width, height, indices, palette }));
}
