import type { Shape } from '../../src-shared/model/detector-image.ts';

/**
 * While cakes are made, a frame lies in blocks of 16 columns and 64 rows, one after the other along the rows of blocks: a
 * row of a block is a line of the cache, and a block of 4-byte samples a page. The pixels of a cake, a narrow wedge, are
 * then found in neighbouring lines whichever way the wedge points, which takes less than half the time (decision 12).
 * The kernel's side is assembly/spread-tile.ts.
 */
const COLUMNS = 16;
const ROWS = 64;

/** Samples of a frame in blocks, with the empty places of blocks that stick out. */
export function blockedLength([rows, columns]: Shape): number {
  return Math.ceil(rows / ROWS) * ROWS * Math.ceil(columns / COLUMNS) * COLUMNS;
}

/** Place of the first pixel of a row of the image among the samples in blocks; a column is as far from it in every row. */
export function blockedRow(row: number, columns: number): number {
  const strips = Math.ceil(columns / COLUMNS);
  return (Math.floor(row / ROWS) * strips * ROWS + (row % ROWS)) * COLUMNS;
}

/** How far the pixels of a row are from its first one. */
export function blockedColumns(columns: number): Uint32Array {
  return Uint32Array.from(
    { length: columns },
    (_, column) => Math.floor(column / COLUMNS) * ROWS * COLUMNS + (column % COLUMNS),
  );
}
