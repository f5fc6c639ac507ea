import { boxBlur } from '../numerics/smooth.ts';

/**
 * What varies slowly over an image, measured on cells of 4 × 4 pixels: a blur with σ of many pixels loses nothing that
 * way, at a sixteenth of the work.
 */
const CELL = 4;
/** Cells with less measured around them say nothing. */
const LEAST_WEIGHT = 1e-3;

/** Weighted sums of the pixels of cells, then their blurred mean, read between the middles of the cells. */
export interface CellGrid {
  readonly rows: number;
  readonly columns: number;
  /** Measured pixels per cell; blurred weights by σ are made from it. */
  readonly counts: Float32Array;
  /** For each column of the image: the cell left of it, and how far on to the next */
  readonly left: Int32Array;
  readonly part: Float32Array;
}

export function createCellGrid(usable: Uint8Array, rows: number, columns: number): CellGrid {
  const [cellRows, cellColumns] = [Math.ceil(rows / CELL), Math.ceil(columns / CELL)];
  const counts = new Float32Array(cellRows * cellColumns);
  for (let i = 0, p = 0; i < rows; i++) {
    const row = Math.floor(i / CELL) * cellColumns;
    for (let j = 0; j < columns; j++, p++) counts[row + ((j / CELL) | 0)]! += usable[p]!;
  }
  const left = new Int32Array(columns);
  const part = new Float32Array(columns);
  for (let j = 0; j < columns; j++) [left[j], part[j]] = between(j, cellColumns);
  return { rows: cellRows, columns: cellColumns, counts, left, part };
}

/** The cell before a pixel and the part of the way to the next; flat beyond the outer middles. */
function between(index: number, cells: number): [cell: number, part: number] {
  const place = Math.min(cells - 1, Math.max(0, (index + 0.5) / CELL - 0.5));
  const cell = Math.max(0, Math.min(cells - 2, Math.floor(place)));
  return [cell, cells > 1 ? place - cell : 0];
}

/**
 * Mean of what lies in cells, blurred.
 *
 * @param sums  of the measured pixels per cell; overwritten with the result
 * @param sigma  px
 */
export function blurCells({ rows, columns, counts }: CellGrid, sums: Float32Array, sigma: number): void {
  const weights = counts.slice();
  boxBlur(sums, rows, columns, sigma / CELL);
  boxBlur(weights, rows, columns, sigma / CELL);
  for (let c = 0; c < sums.length; c++) sums[c] = weights[c]! > LEAST_WEIGHT ? sums[c]! / weights[c]! : 0;
}

/** Writes the values of a cell grid along one row of the image. */
export function readCellRow(
  { rows, columns, left, part }: CellGrid,
  cells: Float32Array,
  row: number,
  out: Float32Array,
  line: Float32Array,
): void {
  const [cell, down] = between(row, rows);
  const [above, below] = [cell * columns, Math.min(rows - 1, cell + 1) * columns];
  for (let c = 0; c < columns; c++) line[c] = cells[above + c]! + down * (cells[below + c]! - cells[above + c]!);
  line[columns] = line[columns - 1]!;
  for (let j = 0; j < out.length; j++) {
    const c = left[j]!;
    out[j] = line[c]! + part[j]! * (line[c + 1]! - line[c]!);
  }
}

/** Index of the cell of each column is column / CELL. */
export const CELL_SHIFT = Math.log2(CELL);
