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
  const end = first + n;
  const endRow = (end + columns - 1) / columns;
  // Strip by strip: what lies together in a block is written together.
  for (let strip: u32 = 0; strip < strips; strip++)
    for (let row = first / columns; row < endRow; row++) {
      const rowStart = row * columns;
      const from = max(first, rowStart + (strip << COLUMN_BITS));
      const to = min(end, min(rowStart + columns, rowStart + ((strip + 1) << COLUMN_BITS)));
      if (from >= to) continue;
      const block = (row >> 6) * strips + strip;
      const place = (block << BLOCK_BITS) + ((row & 63) << COLUMN_BITS) + ((from - rowStart) & 15);
      const source = src + (<usize>(from - first) << shift);
      const target = dst + (<usize>place << shift);
      const bytes = <usize>(to - from) << shift;
      if (bytes == 64) {
        const a = v128.load(source);
        const b = v128.load(source, 16);
        const c = v128.load(source, 32);
        const d = v128.load(source, 48);
        v128.store(target, a);
        v128.store(target, b, 16);
        v128.store(target, c, 32);
        v128.store(target, d, 48);
      } else if ((bytes & 15) == 0)
        for (let i: usize = 0; i < bytes; i += 16) v128.store(target + i, v128.load(source + i));
      else for (let i: usize = 0; i < bytes; i++) store<u8>(target + i, load<u8>(source + i));
    }
}
