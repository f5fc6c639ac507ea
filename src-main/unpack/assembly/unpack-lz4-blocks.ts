// The LZ4 filter of HDF5 (32004): total and block size, then blocks with their lengths before them, all big endian.
import { unpackLz4 } from './lz4';

/** @returns whether the chunk is whole and gives exactly `bytes` bytes */
export function unpackLz4Blocks(source: usize, sourceEnd: usize, target: usize, bytes: usize): bool {
  if (sourceEnd - source < 12) return false;
  if (load<u32>(source) != 0 || <usize>bswap(load<u32>(source, 4)) != bytes) return false;
  const blockBytes = <usize>bswap(load<u32>(source, 8));
  if (blockBytes == 0) return false;
  let from = source + 12;
  let to = target;
  const end = target + bytes;
  while (to < end) {
    const expected = min(blockBytes, end - to);
    if (sourceEnd - from < 4) return false;
    const packed = <usize>bswap(load<u32>(from));
    from += 4;
    if (packed > sourceEnd - from) return false;
    if (packed == expected) memory.copy(to, from, expected); // did not become smaller: stored as it is
    else if (<usize>unpackLz4(from, from + packed, to, to + expected) != expected) return false;
    from += packed;
    to += expected;
  }
  return from == sourceEnd;
}
