import type { RowBlock } from '../geometry/detector-grid.ts';
import { relativeSolidAngles } from '../geometry/solid-angle.ts';
import type { Samples, Shape } from '../model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';
import { polarizationFactors } from './polarization.ts';

export type NormalizationSettings = Pick<IntegrationSettings, 'solidAngle' | 'polarization' | 'normalizationFactor'>;

/** Rows worked on at a time, so that intermediate arrays stay small. */
const ROWS = 64;

/** Fills in what the corrected signal of each pixel of some rows is divided by, one entry per pixel. */
export interface PixelNormalization {
  fill(rows: RowBlock, out: Float64Array<ArrayBuffer>): void;
  /** False: every divisor is a positive number. */
  readonly mayBeUnusable: boolean;
}

/**
 * What the corrected signal of each pixel is divided by:
 *
 *     normalization = factor · flat · P · Ω
 *
 * This is the only place that decides which corrections there are and how they combine. The division itself happens
 * once per bin, after summing. 0 where the flat is unusable (not finite, zero or negative).
 *
 * @param shape  of the stored image
 * @param flat  one entry per pixel, or null
 * @throws RangeError  if the flat has another size
 */
export function createPixelNormalization(
  calibration: Calibration,
  shape: Shape,
  { solidAngle, polarization, normalizationFactor }: NormalizationSettings,
  flat: Samples | null = null,
): PixelNormalization {
  const columns = shape[1];
  if (flat && flat.length !== shape[0] * columns)
    throw new RangeError(`the flat has ${flat.length} entries for ${shape[0]} × ${columns} pixels`);
  let factor: Float64Array<ArrayBuffer> = new Float64Array(0);

  return {
    mayBeUnusable: flat !== null || polarization !== undefined || calibration.geometry.dist === 0,
    fill(rows, out) {
      const pixels = (rows.end - rows.start) * columns;
      if (factor.length < pixels && polarization) factor = new Float64Array(pixels);
      if (solidAngle) relativeSolidAngles(calibration, shape, rows, out);
      else out.fill(1, 0, pixels);
      if (normalizationFactor !== 1) for (let p = 0; p < pixels; p++) out[p]! *= normalizationFactor;
      if (flat) {
        const first = rows.start * columns;
        for (let p = 0; p < pixels; p++) out[p]! *= isUsableFlat(flat[first + p]!) ? flat[first + p]! : 0;
      }
      if (polarization) {
        polarizationFactors(calibration, shape, polarization, rows, factor);
        for (let p = 0; p < pixels; p++) out[p]! *= factor[p]!;
      }
    },
  };
}

/**
 * The normalization of the whole image or of some rows; parameters as in {@link createPixelNormalization}.
 *
 * @returns one entry per pixel of the rows
 */
export function pixelNormalization(
  calibration: Calibration,
  shape: Shape,
  settings: NormalizationSettings,
  flat: Samples | null = null,
  rows: RowBlock = { start: 0, end: shape[0] },
): Float32Array {
  const normalization = createPixelNormalization(calibration, shape, settings, flat);
  const out = new Float32Array((rows.end - rows.start) * shape[1]);
  const part = new Float64Array(ROWS * shape[1]);
  for (let start = rows.start; start < rows.end; start += ROWS) {
    const block = { start, end: Math.min(start + ROWS, rows.end) };
    normalization.fill(block, part);
    out.set(part.subarray(0, (block.end - start) * shape[1]), (start - rows.start) * shape[1]);
  }
  return out;
}

/** A flat that is not a positive number says that the pixel is dead. */
export function isUsableFlat(value: number): boolean {
  return value > 0 && value < Infinity;
}
