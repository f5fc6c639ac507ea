import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { FrameResult } from './frame-result.ts';

/** What the summary says of a frame; NaN while it is not known. */
export interface FrameNumbers {
  /** ∫ I over the radial axis, in its unit. */
  readonly integral: number;
  /** Largest intensity of a bin. */
  readonly maximum: number;
  /** Pixels that count, a whole number. */
  readonly pixels: number;
  /** Pixels ignored, of all, 0 to 1. */
  readonly maskedFraction: number;
  readonly isSaturated: boolean;
}

export const NO_NUMBERS: FrameNumbers = {
  integral: NaN,
  maximum: NaN,
  pixels: NaN,
  maskedFraction: NaN,
  isSaturated: false,
};

/** Bins are equally wide; empty ones add nothing to the integral. */
export function frameNumbers(
  { radial, intensity, pixels, ignoredPixels, isSaturated }: Omit<FrameResult<unknown>, 'value' | 'times' | 'planHash'>,
  [rows, columns]: Shape,
): FrameNumbers {
  const width = radial.length > 1 ? (radial.at(-1)! - radial[0]!) / (radial.length - 1) : 1;
  let sum = 0;
  let maximum = NaN;
  for (let bin = 0; bin < intensity.length; bin++) {
    const value = intensity[bin]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    if (!(maximum >= value)) maximum = value;
  }
  return {
    integral: sum * width,
    maximum,
    pixels: Math.round(pixels), // summed over the bins of split pixels, so only near a whole number
    maskedFraction: ignoredPixels / (rows * columns),
    isSaturated,
  };
}
