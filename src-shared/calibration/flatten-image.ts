import type { CalibrationImage } from './calibration-image.ts';
import { blurCells, CELL_SHIFT, createCellGrid, readCellRow, type CellGrid } from './smooth-background.ts';

/** An image in which rings, bright or weak, stand out alike: (value − background) / noise, clipped. In shared memory. */
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
const CLIPS = [Infinity, 6, 3, 2.5];
const LEAST_NOISE = 0.7;
const LOWEST = -2;
const HIGHEST = 5;
/** A pixel on its own that stands out by less than this is left alone. */
const SPIKE = 6;

/** @param onStep  called now and then, with the part that is done */
export function flattenImage(image: CalibrationImage, onStep: (fraction: number) => void = () => undefined): FlatImage {
  const { values, usable, rows, columns, binning } = stabilise(image);
  const pixel = Math.sqrt(image.pixel1 * image.pixel2);
  onStep(0.15);
  const grid = createCellGrid(usable, rows, columns);
  const background = backgroundCells(values, usable, rows, columns, grid, (part) => onStep(0.2 + 0.4 * part));
  const squares = subtract(values, usable, rows, columns, grid, background);
  onStep(0.85);
  blurCells(grid, squares, NOISE_SIGMA);
  const variance = new Float32Array(columns);
  const line = new Float32Array(grid.columns + 1);
  for (let i = 0, p = 0; i < rows; i++) {
    readCellRow(grid, squares, i, variance, line);
    for (let j = 0; j < columns; j++, p++) {
      if (!usable[p]) continue;
      const noise = Math.max(LEAST_NOISE, Math.sqrt(variance[j]!));
      values[p] = Math.min(HIGHEST, Math.max(LOWEST, values[p]! / noise));
    }
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

/** The same with pixels of 2 × 2, whose noise is no larger: weak, broad rings stand out more. */
export function halfResolution({ rows, columns, values, usable, step1, step2 }: FlatImage): FlatImage {
  const [halfRows, halfColumns] = [rows >> 1, columns >> 1];
  const out = new Float32Array(halfRows * halfColumns);
  const isUsable = new Uint8Array(out.length);
  for (let i = 0, p = 0; i < halfRows; i++)
    for (let j = 0; j < halfColumns; j++, p++) {
      const q = 2 * i * columns + 2 * j;
      const count = usable[q]! + usable[q + 1]! + usable[q + columns]! + usable[q + columns + 1]!;
      if (count < 2) continue;
      isUsable[p] = 1;
      out[p] = (values[q]! + values[q + 1]! + values[q + columns]! + values[q + columns + 1]!) / Math.sqrt(count);
    }
  return { rows: halfRows, columns: halfColumns, values: out, usable: isUsable, step1: 2 * step1, step2: 2 * step2 };
}

/** Background on cells: means of values clipped closer and closer to it. */
function backgroundCells(
  values: Float32Array,
  usable: Uint8Array,
  rows: number,
  columns: number,
  grid: CellGrid,
  onStep: (fraction: number) => void,
): Float32Array {
  let background = new Float32Array(grid.counts.length);
  const limit = new Float32Array(columns);
  const line = new Float32Array(grid.columns + 1);
  for (const [pass, clip] of CLIPS.entries()) {
    onStep(pass / CLIPS.length);
    const sums = new Float32Array(grid.counts.length);
    for (let i = 0, p = 0; i < rows; i++) {
      readCellRow(grid, background, i, limit, line);
      const row = (i >> CELL_SHIFT) * grid.columns;
      for (let j = 0; j < columns; j++, p++) {
        if (!usable[p]) continue;
        const most = limit[j]! + clip;
        const value = values[p]!;
        sums[row + (j >> CELL_SHIFT)]! += value < most ? value : most;
      }
    }
    blurCells(grid, sums, BACKGROUND_SIGMA);
    background = sums;
  }
  return background;
}

/**
 * Takes single pixels, then the background away, in place.
 *
 * @returns per cell, the sum of the squares of what is left, large values clipped
 */
function subtract(
  values: Float32Array,
  usable: Uint8Array,
  rows: number,
  columns: number,
  grid: CellGrid,
  background: Float32Array,
): Float32Array {
  const squares = new Float32Array(grid.counts.length);
  const level = new Float32Array(columns);
  const line = new Float32Array(grid.columns + 1);
  const around = new Float32Array(9);
  const replaced: number[] = [];
  for (let i = 1; i < rows - 1; i++) {
    readCellRow(grid, background, i, level, line);
    for (let j = 1, p = i * columns + 1; j < columns - 1; j++, p++) {
      const above = values[p]! - level[j]!;
      if ((above >= SPIKE || above <= -SPIKE) && usable[p]) {
        const other = valueWithoutSpike(values, usable, columns, p, level[j]!, around);
        if (other !== values[p]) replaced.push(p, other);
      }
    }
  }
  for (let r = 0; r < replaced.length; r += 2) values[replaced[r]!] = replaced[r + 1]!;
  for (let i = 0, p = 0; i < rows; i++) {
    readCellRow(grid, background, i, level, line);
    const row = (i >> CELL_SHIFT) * grid.columns;
    for (let j = 0; j < columns; j++, p++) {
      if (!usable[p]) continue;
      const value = values[p]! - level[j]!;
      values[p] = value;
      const clipped = value > HIGHEST ? HIGHEST : value < -HIGHEST ? HIGHEST : value;
      squares[row + (j >> CELL_SHIFT)]! += clipped * clipped;
    }
  }
  return squares;
}

/** A pixel far above the fourth largest of its 3 × 3 is hot, one far below the fourth smallest dead: no ring is so thin. */
function valueWithoutSpike(
  values: Float32Array,
  usable: Uint8Array,
  columns: number,
  p: number,
  background: number,
  around: Float32Array,
): number {
  let count = 0;
  for (let q = p - columns - 1; q <= p + columns - 1; q += columns)
    for (let x = 0; x < 3; x++) {
      if (!usable[q + x]) continue;
      const value = values[q + x]!;
      let at = count++;
      for (; at > 0 && around[at - 1]! > value; at--) around[at] = around[at - 1]!;
      around[at] = value;
    }
  const value = values[p]!;
  if (count < 5) return value;
  const high = around[count - 4]!;
  const low = around[3]!;
  if (value > high + SPIKE + Math.max(0, high - background)) return high;
  return value < low - SPIKE - Math.max(0, background - low) ? low : value;
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
  const values = new Float32Array(new SharedArrayBuffer(4 * rows * columns));
  const usable = new Uint8Array(new SharedArrayBuffer(rows * columns));
  if (binning === 1) {
    for (let p = 0; p < values.length; p++) {
      if (unusable[p]) continue;
      usable[p] = 1;
      const value = samples[p]!;
      values[p] = 2 * Math.sqrt(value > 0 ? value + 0.375 : 0.375);
    }
    return { values, usable, rows, columns, binning };
  }
  const area = binning * binning;
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, p++) {
      let [sum, count] = [0, 0];
      for (let y = i * binning; y < (i + 1) * binning; y++)
        for (let x = j * binning, q = y * shape[1] + x; x < (j + 1) * binning; x++, q++)
          if (!unusable[q]) {
            sum += samples[q]!;
            count++;
          }
      if (2 * count < area) continue;
      usable[p] = 1;
      values[p] = 2 * Math.sqrt(Math.max(0, (sum * area) / count) + 0.375);
    }
  return { values, usable, rows, columns, binning };
}
