import type { RowBlock } from '../geometry/detector-grid.ts';
import { relativeSolidAngles } from '../geometry/solid-angle.ts';
import type { Samples, Shape } from '../model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';
import { polarizationFactors } from './polarization.ts';

export type NormalizationSettings = Pick<IntegrationSettings, 'solidAngle' | 'polarization' | 'normalizationFactor'>;

/** Rows worked on at a time, so that intermediate arrays stay small. */
const ROWS = 64;

/**
 * What the corrected signal of each pixel is divided by:
 *
 *     normalization = factor · flat · P · Ω
 *
 * This is the only place that decides which corrections there are and how they combine. The division itself happens
 * once per bin, after summing.
 *
 * @param shape  of the stored image
 * @param flat  one entry per pixel, or null
 * @param rows  a part of the image, for threads
 * @returns one entry per pixel of the rows; 0 where the flat is unusable (not finite, zero or negative)
 * @throws RangeError  if the flat has another size
 */
export function pixelNormalization(
  calibration: Calibration,
  shape: Shape,
  settings: NormalizationSettings,
  flat: Samples | null = null,
  rows: RowBlock = { start: 0, end: shape[0] },
): Float32Array {
  const columns = shape[1];
  if (flat && flat.length !== shape[0] * columns)
    throw new RangeError(`the flat has ${flat.length} entries for ${shape[0]} × ${columns} pixels`);
  const { solidAngle, polarization, normalizationFactor } = settings;
  const out = new Float32Array((rows.end - rows.start) * columns);
  const product = new Float64Array(ROWS * columns);
  const factor = new Float64Array(ROWS * columns);

  for (let start = rows.start; start < rows.end; start += ROWS) {
    const block = { start, end: Math.min(start + ROWS, rows.end) };
    const pixels = (block.end - block.start) * columns;
    product.fill(normalizationFactor, 0, pixels);
    if (flat) {
      const first = start * columns;
      for (let p = 0; p < pixels; p++) product[p]! *= isUsableFlat(flat[first + p]!) ? flat[first + p]! : 0;
    }
    if (polarization) {
      polarizationFactors(calibration, shape, polarization, block, factor);
      for (let p = 0; p < pixels; p++) product[p]! *= factor[p]!;
    }
    if (solidAngle) {
      relativeSolidAngles(calibration, shape, block, factor);
      for (let p = 0; p < pixels; p++) product[p]! *= factor[p]!;
    }
    out.set(product.subarray(0, pixels), (start - rows.start) * columns);
  }
  return out;
}

/** A flat that is not a positive number says that the pixel is dead. */
export function isUsableFlat(value: number): boolean {
  return value > 0 && value < Infinity;
}
