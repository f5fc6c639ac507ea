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

/** Place of a pixel of the image among the samples in blocks. */
export function blockedIndex(row: number, column: number, columns: number): number {
  const strips = Math.ceil(columns / COLUMNS);
  const block = Math.floor(row / ROWS) * strips + Math.floor(column / COLUMNS);
  return (block * ROWS + (row % ROWS)) * COLUMNS + (column % COLUMNS);
}
