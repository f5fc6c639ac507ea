import type { RowBlock } from '../geometry/detector-grid.ts';
import { relativeSolidAngles } from '../geometry/solid-angle.ts';
import type { Samples, Shape } from '../model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';
import { polarizationFactors } from './polarization.ts';
import { sampleTransmissions } from './sample-absorption.ts';
import { sensorAttenuation, sensorEfficiencies } from './sensor-absorption.ts';

export type NormalizationSettings = Pick<
  IntegrationSettings,
  'solidAngle' | 'polarization' | 'sensorAbsorption' | 'sampleAbsorption' | 'normalizationFactor'
>;

/** The part of the settings that the normalization of a pixel depends on. */
export function normalizationSettings(settings: NormalizationSettings): NormalizationSettings {
  const { solidAngle, polarization, sensorAbsorption, sampleAbsorption, normalizationFactor } = settings;
  return {
    solidAngle,
    normalizationFactor,
    ...(polarization ? { polarization } : {}),
    ...(sensorAbsorption ? { sensorAbsorption } : {}),
    ...(sampleAbsorption ? { sampleAbsorption } : {}),
  };
}

/** Rows worked on at a time, so that intermediate arrays stay small. */
const ROWS = 64;

/** What the corrected signal of each pixel of some rows is divided by. */
export interface PixelNormalization {
  /** One entry per pixel of the rows; overwritten by the next call. */
  fill(rows: RowBlock): Float32Array;
  /** False: every divisor is a positive number. */
  readonly mayBeUnusable: boolean;
}

/**
 * What the corrected signal of each pixel is divided by:
 *
 *     normalization = factor · flat · P · Ω · E · A
 *
 * with the polarization P, the relative solid angle Ω, the efficiency E of the sensor and the transmission A of the
 * sample. This is the only place that decides which corrections there are and how they combine. The division itself happens
 * once per bin, after summing. 0 where the flat is unusable (not finite, zero or negative).
 *
 * @param shape  of the stored image
 * @param flat  one entry per pixel, or null
 * @throws RangeError  if the flat has another size
 * @throws AppError  as `sensorAttenuation`
 */
export function createPixelNormalization(
  calibration: Calibration,
  shape: Shape,
  settings: NormalizationSettings,
  flat: Samples | null = null,
): PixelNormalization {
  const { solidAngle, polarization, sensorAbsorption, sampleAbsorption, normalizationFactor } = settings;
  if (sensorAbsorption) sensorAttenuation(sensorAbsorption, calibration.geometry.wavelength);
  const columns = shape[1];
  if (flat && flat.length !== shape[0] * columns)
    throw new RangeError(`the flat has ${flat.length} entries for ${shape[0]} × ${columns} pixels`);
  let product = new Float64Array(0);
  let factor = new Float64Array(0);
  let out = new Float32Array(0);

  function multiply(rows: RowBlock, pixels: number): void {
    if (product.length < pixels) product = new Float64Array(pixels);
    if (factor.length < pixels) factor = new Float64Array(pixels);
    product.fill(normalizationFactor, 0, pixels);
    if (flat) {
      const first = rows.start * columns;
      for (let p = 0; p < pixels; p++) product[p]! *= isUsableFlat(flat[first + p]!) ? flat[first + p]! : 0;
    }
    if (polarization) {
      polarizationFactors(calibration, shape, polarization, rows, factor);
      for (let p = 0; p < pixels; p++) product[p]! *= factor[p]!;
    }
    if (solidAngle) {
      relativeSolidAngles(calibration, shape, rows, factor);
      for (let p = 0; p < pixels; p++) product[p]! *= factor[p]!;
    }
    if (sensorAbsorption) {
      sensorEfficiencies(calibration, shape, sensorAbsorption, rows, factor);
      for (let p = 0; p < pixels; p++) product[p]! *= factor[p]!;
    }
    if (sampleAbsorption) {
      sampleTransmissions(calibration, shape, sampleAbsorption, rows, factor);
      for (let p = 0; p < pixels; p++) product[p]! *= factor[p]!;
    }
    out.set(product.subarray(0, pixels));
  }

  return {
    mayBeUnusable:
      flat !== null || polarization !== undefined || sampleAbsorption !== undefined || calibration.geometry.dist === 0,
    fill(rows) {
      const pixels = (rows.end - rows.start) * columns;
      if (out.length < pixels) out = new Float32Array(pixels);
      // Solid angles alone, as is usual, need no products.
      const isPlain = !flat && !polarization && !sensorAbsorption && !sampleAbsorption && normalizationFactor === 1;
      if (solidAngle && isPlain) relativeSolidAngles(calibration, shape, rows, out);
      else multiply(rows, pixels);
      return out.subarray(0, pixels);
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
  for (let start = rows.start; start < rows.end; start += ROWS) {
    const block = { start, end: Math.min(start + ROWS, rows.end) };
    out.set(normalization.fill(block), (start - rows.start) * shape[1]);
  }
  return out;
}

/** A flat that is not a positive number says that the pixel is dead. */
export function isUsableFlat(value: number): boolean {
  return value > 0 && value < Infinity;
}
