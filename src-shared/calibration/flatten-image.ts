import { boxBlur } from '../numerics/smooth.ts';
import type { CalibrationImage } from './calibration-image.ts';

/** An image in which rings, bright or weak, stand out alike: (value − background) / noise, clipped. */
export interface FlatImage {
  readonly rows: number;
  readonly columns: number;
  /** 0 where there is no measurement */
  readonly values: Float32Array;
  /** 1 = measured */
  readonly usable: Uint8Array;
  /** Size of its pixels in units of √(pixel1 · pixel2): slow, fast */
  readonly step1: number;
  readonly step2: number;
}

/** Larger images are binned: rings need no more to be recognised. */
const MAX_PIXELS = 1_600_000;
const BACKGROUND_SIGMA = 14;
const NOISE_SIGMA = 25;
/** Counts this far above the background, in standard deviations, are no background; one pass each. */
const CLIPS = [6, 3, 2.5];
const LEAST_NOISE = 0.7;
const LOWEST = -2;
const HIGHEST = 5;

export function flattenImage(image: CalibrationImage): FlatImage {
  const { values, usable, rows, columns, binning } = stabilise(image);
  const pixel = Math.sqrt(image.pixel1 * image.pixel2);
  const weight = blurredWeight(usable, rows, columns, BACKGROUND_SIGMA);
  const background = new Float32Array(values.length);
  const clipped = new Float32Array(values.length);
  for (const [pass, clip] of CLIPS.entries()) {
    for (let p = 0; p < values.length; p++) {
      const limit = pass === 0 ? Infinity : background[p]! + clip;
      clipped[p] = usable[p] ? Math.min(values[p]!, limit) : 0;
    }
    boxBlur(clipped, rows, columns, BACKGROUND_SIGMA);
    for (let p = 0; p < values.length; p++) background[p] = weight[p]! > 1e-3 ? clipped[p]! / weight[p]! : 0;
  }
  removeSinglePixels(values, background, usable, rows, columns);
  const square = clipped;
  for (let p = 0; p < values.length; p++) {
    values[p] = usable[p] ? values[p]! - background[p]! : 0;
    square[p] = Math.min(HIGHEST, Math.abs(values[p]!)) ** 2;
  }
  boxBlur(square, rows, columns, NOISE_SIGMA);
  const noiseWeight = blurredWeight(usable, rows, columns, NOISE_SIGMA);
  for (let p = 0; p < values.length; p++) {
    if (!usable[p]) continue;
    const noise = Math.max(LEAST_NOISE, Math.sqrt(square[p]! / Math.max(1e-3, noiseWeight[p]!)));
    values[p] = Math.min(HIGHEST, Math.max(LOWEST, values[p]! / noise));
  }
  return {
    rows,
    columns,
    values,
    usable,
    step1: (binning * image.pixel1) / pixel,
    step2: (binning * image.pixel2) / pixel,
  };
}

/** 2√(counts + 3/8), whose noise is 1 whatever the counts; binned if large. */
function stabilise({ samples, shape, unusable }: CalibrationImage): {
  values: Float32Array;
  usable: Uint8Array;
  rows: number;
  columns: number;
  binning: number;
} {
  let binning = 1;
  while (samples.length / (binning * binning) > MAX_PIXELS) binning++;
  const [rows, columns] = [Math.floor(shape[0] / binning), Math.floor(shape[1] / binning)];
  const values = new Float32Array(rows * columns);
  const usable = new Uint8Array(rows * columns);
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, p++) {
      let [sum, count] = [0, 0];
      for (let y = i * binning; y < (i + 1) * binning; y++)
        for (let x = j * binning, q = y * shape[1] + x; x < (j + 1) * binning; x++, q++)
          if (!unusable[q]) {
            sum += samples[q]!;
            count++;
          }
      if (2 * count < binning * binning) continue;
      usable[p] = 1;
      values[p] = 2 * Math.sqrt(Math.max(0, (sum * binning * binning) / count) + 0.375);
    }
  return { values, usable, rows, columns, binning };
}

function blurredWeight(usable: Uint8Array, rows: number, columns: number, sigma: number): Float32Array {
  const weight = Float32Array.from(usable);
  boxBlur(weight, rows, columns, sigma);
  return weight;
}

/** A pixel far above the fourth largest of its 3 × 3 is hot, one far below the fourth smallest dead: no ring is so thin. */
function removeSinglePixels(
  values: Float32Array,
  background: Float32Array,
  usable: Uint8Array,
  rows: number,
  columns: number,
): void {
  const around = new Float64Array(9);
  const replaced: [number, number][] = [];
  for (let i = 1; i < rows - 1; i++)
    for (let j = 1, p = i * columns + 1; j < columns - 1; j++, p++) {
      const value = values[p]!;
      if (!usable[p] || Math.abs(value - background[p]!) < 6) continue;
      let count = 0;
      for (let y = -1; y <= 1; y++)
        for (let x = -1; x <= 1; x++) {
          const q = p + y * columns + x;
          if (usable[q]) around[count++] = values[q]!;
        }
      if (count < 5) continue;
      const sorted = around.subarray(0, count).sort();
      const high = sorted[count - 4]!;
      const low = sorted[3]!;
      if (value > high + 6 + Math.max(0, high - background[p]!)) replaced.push([p, high]);
      else if (value < low - 6 - Math.max(0, background[p]! - low)) replaced.push([p, low]);
    }
  for (const [p, value] of replaced) values[p] = value;
}
