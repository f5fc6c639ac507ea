// Frames are kept in blocks of 16 columns and 64 rows, see frame-blocks.ts on the host's side.
const COLUMN_BITS: u32 = 4;
const BLOCK_BITS: u32 = 10;

/**
 * Copies consecutive pixels of a frame to their places in its blocks.
 *
 * @param shift  bytes per pixel as a power of two
 * @param first  number of the first pixel
 * @param columns  of the frame
 * @param dst  the whole frame in blocks
 */
export function spreadTile(shift: u32, first: u32, n: u32, columns: u32, src: usize, dst: usize): void {
  const strips = (columns + 15) >> COLUMN_BITS;
  let row = first / columns;
  let column = first % columns;
  while (n > 0) {
    const inStrip: u32 = 16 - (column & 15);
    const inRow: u32 = columns - column;
    let count: u32 = inStrip < inRow ? inStrip : inRow;
    if (count > n) count = n;
    const block = (row >> 6) * strips + (column >> COLUMN_BITS);
    const place = (block << BLOCK_BITS) + ((row & 63) << COLUMN_BITS) + (column & 15);
    const to = dst + (<usize>place << shift);
    const bytes = <usize>count << shift;
    if ((bytes & 15) == 0) for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(src + i));
    else for (let i: usize = 0; i < bytes; i++) store<u8>(to + i, load<u8>(src + i));
    src += bytes;
    n -= count;
    column += count;
    if (column == columns) {
      column = 0;
      row++;
    }
  }
}
