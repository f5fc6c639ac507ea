import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { ImageStatistics } from '../../src-shared/rpc/contract.ts';

export const HISTOGRAM_BINS = 256;

/** Pixels worked on at a time. */
const BLOCK = 16384;
/** Integers that spread no further than this are counted value by value. */
const MAX_TABLE = 1 << 22;
/** Bits of a float32 that are kept for counting: sign, exponent and 10 of 23 bits, steps of 0.1 %. */
const FLOAT_SHIFT = 13;
const FLOAT_CELLS = 2 ** (32 - FLOAT_SHIFT);

/** How often each value occurs, ascending: exact for integers, in cells of 0.1 % for the rest. */
interface ValueCounts {
  readonly values: Float64Array;
  readonly counts: Uint32Array;
}

/**
 * Statistics of the pixels that carry a measurement: finite, not the masked value, not marked by the file or by
 * `gaps`. One pass over the pixels and a table: percentiles and histogram come from the table, not from sorting.
 *
 * @param gaps  non-zero = no measurement, one entry per pixel
 * @returns zeros where no pixel carries a measurement
 */
export function frameStatistics(image: DetectorImage, gaps: Uint8Array | null = null): ImageStatistics {
  const measured = measuredValues(image, gaps);
  let minimum = Infinity;
  let maximum = -Infinity;
  let sum = 0;
  let validPixels = 0;
  measured((values, length) => {
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      sum += value;
    }
    validPixels += length;
  });
  const histogram = new Float64Array(HISTOGRAM_BINS);
  if (validPixels === 0)
    return { minimum: 0, maximum: 0, percentile1: 0, percentile999: 0, mean: 0, histogram, validPixels };

  const { samples } = image;
  const isInteger = !(samples instanceof Float32Array || samples instanceof Float64Array);
  const { values, counts } =
    isInteger && maximum - minimum < MAX_TABLE ? countIntegers(measured, minimum, maximum) : countFloats(measured);

  const low = Math.asinh(minimum);
  const width = (Math.asinh(maximum) - low) / HISTOGRAM_BINS || 1;
  for (let k = 0; k < values.length; k++) {
    const bin = Math.floor((Math.asinh(values[k]!) - low) / width);
    histogram[Math.max(0, Math.min(HISTOGRAM_BINS - 1, bin))]! += counts[k]!;
  }
  const clamp = (value: number): number => Math.max(minimum, Math.min(maximum, value));
  return {
    minimum,
    maximum,
    percentile1: clamp(quantile(values, counts, 0.01 * validPixels)),
    percentile999: clamp(quantile(values, counts, 0.999 * validPixels)),
    mean: sum / validPixels,
    histogram,
    validPixels,
  };
}

/** Calls `use` with the measured values, some thousand at a time; the array is used again. */
type MeasuredValues = (use: (values: Float64Array, length: number) => void) => void;

/**
 * Blocks are converted to float64 first: one fast copy, after which all loops see one type of array whatever the type
 * of the image.
 */
function measuredValues({ samples, mask, metadata }: DetectorImage, gaps: Uint8Array | null): MeasuredValues {
  const maskedValue = metadata.maskedValue ?? NaN;
  const marked = mask && gaps ? mask.map((value, p) => value | gaps[p]!) : (mask ?? gaps);
  const unmarked = new Uint8Array(BLOCK);
  return (use) => {
    const block = new Float64Array(BLOCK);
    for (let start = 0; start < samples.length; start += BLOCK) {
      const end = Math.min(start + BLOCK, samples.length);
      block.set(samples.subarray(start, end));
      use(block, moveMeasuredFirst(block, end - start, maskedValue, marked ? marked.subarray(start, end) : unmarked));
    }
  };
}

/** @returns how many of the first `length` values are measured; they come first, in order */
function moveMeasuredFirst(values: Float64Array, length: number, maskedValue: number, marked: Uint8Array): number {
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (value === maskedValue || value - value !== 0 || marked[i] !== 0) continue; // NaN and infinities fail the second
    values[kept++] = value;
  }
  return kept;
}

function countIntegers(measured: MeasuredValues, minimum: number, maximum: number): ValueCounts {
  const counts = new Uint32Array(maximum - minimum + 1);
  measured((values, length) => {
    for (let i = 0; i < length; i++) counts[values[i]! - minimum]!++;
  });
  return { values: Float64Array.from(counts, (_, k) => minimum + k), counts };
}

function countFloats(measured: MeasuredValues): ValueCounts {
  const cells = new Uint32Array(FLOAT_CELLS);
  const float = new Float32Array(BLOCK);
  const bits = new Uint32Array(float.buffer);
  measured((values, length) => {
    float.set(values.subarray(0, length));
    for (let i = 0; i < length; i++) {
      // Flips the bits so that unsigned order is the order of the values.
      const pattern = bits[i]!;
      const ordered = pattern & 0x80000000 ? ~pattern : pattern | 0x80000000;
      cells[ordered >>> FLOAT_SHIFT]!++;
    }
  });
  const used: number[] = [];
  for (let cell = 0; cell < FLOAT_CELLS; cell++) if (cells[cell] !== 0) used.push(cell);
  const values = Float64Array.from(used, (cell) => {
    const ordered = ((cell << FLOAT_SHIFT) | (1 << (FLOAT_SHIFT - 1))) >>> 0; // middle of the cell
    bits[0] = ordered & 0x80000000 ? ordered & 0x7fffffff : ~ordered;
    const value = float[0]!;
    return Number.isFinite(value) ? value : ordered & 0x80000000 ? Number.MAX_VALUE : -Number.MAX_VALUE;
  });
  return { values, counts: Uint32Array.from(used, (cell) => cells[cell]!) };
}

/** The smallest value that `rank` pixels do not exceed. */
function quantile(values: Float64Array, counts: Uint32Array, rank: number): number {
  let below = 0;
  for (let k = 0; k < values.length; k++) {
    below += counts[k]!;
    if (below >= rank && below > 0) return values[k]!;
  }
  return values.at(-1) ?? 0;
}
