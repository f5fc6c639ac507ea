import type { DetectorImage, Samples, Shape } from '../model/detector-image.ts';

/** One frame prepared for calibration; rows in the order of the geometry (orientation 3). */
export interface CalibrationImage {
  readonly samples: Samples;
  readonly shape: Shape;
  /** Pixels without a measurement, 1 = such; one entry per pixel. */
  readonly unusable: Uint8Array;
  /** m, slow axis */
  readonly pixel1: number;
  /** m, fast axis */
  readonly pixel2: number;
}

const LARGEST: Readonly<Record<string, number>> = {
  Uint8Array: 0xff,
  Uint16Array: 0xffff,
  Uint32Array: 0xffffffff,
  Int16Array: 0x7fff,
  Int32Array: 0x7fffffff,
};
/** Where typical pixels count, a square of this side without a single count sees no light. */
const SHADOW_SIDE = 9;
const TYPICAL_COUNTS = 4;

/**
 * Marks what carries no measurement: masks, values that are not finite, negative ones of integer types, the largest
 * value of the type (saturation or "masked"), and shadows without a single count.
 *
 * @param mask  non-zero = ignored; null: none
 */
export function prepareCalibrationImage(
  { samples, shape, mask: own, metadata }: DetectorImage,
  pixels: { readonly pixel1: number; readonly pixel2: number },
  mask: Uint8Array | null,
): CalibrationImage {
  const largest = LARGEST[samples.constructor.name] ?? Infinity;
  const isFloat = largest === Infinity;
  const unusable = new Uint8Array(new SharedArrayBuffer(samples.length)); // it goes to other threads
  const masked = metadata.maskedValue ?? NaN;
  if (isFloat) {
    for (let p = 0; p < samples.length; p++)
      if (!Number.isFinite(samples[p]!) || samples[p] === masked) unusable[p] = 1;
  } else
    for (let p = 0; p < samples.length; p++) {
      const value = samples[p]!;
      if (value < 0 || value === largest || value === masked) unusable[p] = 1;
    }
  for (const one of [own, mask]) if (one) for (let p = 0; p < unusable.length; p++) if (one[p] !== 0) unusable[p] = 1;
  markShadows(samples, shape, unusable);
  return { samples, shape, unusable, ...pixels };
}

function markShadows(samples: Samples, [rows, columns]: Shape, unusable: Uint8Array): void {
  let bright = 0;
  let usable = 0;
  for (let p = 0; p < samples.length; p += 7) {
    if (unusable[p]) continue;
    usable++;
    if (samples[p]! >= TYPICAL_COUNTS) bright++;
  }
  if (bright < usable / 2) return; // zeros are common here
  const half = SHADOW_SIDE >> 1;
  // Of each column, how many rows end here in a run of zeros as long as the side: so many, and a full square ends here.
  const ends: { readonly row: number; readonly from: number; readonly to: number }[] = [];
  const heights = new Int32Array(columns);
  for (let i = 0, p = 0; i < rows; i++) {
    let from = -1;
    for (let j = 0, length = 0; j < columns; j++, p++) {
      length = samples[p] === 0 || unusable[p] === 1 ? length + 1 : 0;
      const height = length >= SHADOW_SIDE ? heights[j]! + 1 : 0;
      heights[j] = height;
      if (height >= SHADOW_SIDE) {
        if (from < 0) from = j;
      } else if (from >= 0) {
        ends.push({ row: i, from, to: j - 1 });
        from = -1;
      }
    }
    if (from >= 0) ends.push({ row: i, from, to: columns - 1 });
  }
  for (const { row, from, to } of ends) {
    // The rim is penumbra: marked too.
    const left = Math.max(0, from - SHADOW_SIDE + 1 - half);
    const end = Math.min(columns, to + half + 1);
    for (let y = Math.max(0, row - SHADOW_SIDE + 1 - half); y <= Math.min(rows - 1, row + half); y++)
      unusable.fill(1, y * columns + left, y * columns + end);
  }
}
