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
  const unusable = new Uint8Array(samples.length);
  for (let p = 0; p < samples.length; p++) {
    const value = samples[p]!;
    const isBad = isFloat ? !Number.isFinite(value) : value < 0 || value === largest;
    if (isBad || value === metadata.maskedValue || (own && own[p] !== 0) || (mask && mask[p] !== 0)) unusable[p] = 1;
  }
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
  // Length of the run of zeros that ends here, along the row; then the same down the columns.
  const run = new Uint8Array(samples.length);
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0, length = 0; j < columns; j++, p++) {
      length = samples[p] === 0 || unusable[p] ? Math.min(length + 1, SHADOW_SIDE) : 0;
      run[p] = length;
    }
  const lengths = new Int32Array(columns);
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, p++) {
      lengths[j] = run[p] === SHADOW_SIDE ? lengths[j]! + 1 : 0;
      if (lengths[j]! < SHADOW_SIDE) continue;
      // A full square ends here. Its rim is penumbra: marked too.
      const [top, left] = [i - SHADOW_SIDE + 1, j - SHADOW_SIDE + 1];
      for (let y = Math.max(0, top - half); y <= Math.min(rows - 1, i + half); y++)
        unusable.fill(1, y * columns + Math.max(0, left - half), y * columns + Math.min(columns, j + half + 1));
    }
}
