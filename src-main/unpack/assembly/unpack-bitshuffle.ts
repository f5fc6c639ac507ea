// The bitshuffle filter of HDF5 (32008) with LZ4. A block holds the bits of its elements sorted by their value: bit 0 of
// all elements, then bit 1, … Element e is bit e mod 8 of byte e / 8 of each of these planes.
// Format: https://github.com/kiyo-masui/bitshuffle
import { unpackLz4 } from './lz4';

/** Elements come in groups of so many. */
const GROUP: usize = 8;

/**
 * @param size  bytes of an element: 1, 2, 4 or 8
 * @param scratch  room for one block and the slack
 * @param scratchBytes  longest block
 * @returns whether the chunk is whole and gives exactly `bytes` bytes
 */
export function unpackBitshuffle(
  source: usize,
  sourceEnd: usize,
  target: usize,
  bytes: usize,
  size: usize,
  scratch: usize,
  scratchBytes: usize,
): bool {
  if (sourceEnd - source < 12) return false;
  if (load<u32>(source) != 0 || <usize>bswap(load<u32>(source, 4)) != bytes) return false;
  const blockBytes = <usize>bswap(load<u32>(source, 8));
  const groupBytes = GROUP * size;
  if (blockBytes == 0 || blockBytes % groupBytes != 0 || blockBytes > scratchBytes) return false;
  let from = source + 12;
  let to = target;
  const end = target + bytes;
  // The last block is shorter; elements that fill no group follow it as they are.
  for (let left = bytes - (bytes % groupBytes); left > 0;) {
    const expected = min(blockBytes, left);
    if (sourceEnd - from < 4) return false;
    const packed = <usize>bswap(load<u32>(from));
    from += 4;
    if (packed > sourceEnd - from) return false;
    if (<usize>unpackLz4(from, from + packed, scratch, scratch + expected) != expected) return false;
    joinPlanes(scratch, expected / size / GROUP, size, to);
    from += packed;
    to += expected;
    left -= expected;
  }
  if (<usize>(end - to) != sourceEnd - from) return false;
  memory.copy(to, from, end - to);
  return true;
}

/** @param planeBytes  bytes of a plane: one for every group */
function joinPlanes(planes: usize, planeBytes: usize, size: usize, target: usize): void {
  const whole = planeBytes & ~15;
  if (size == 1) joinBytes(planes, planeBytes, whole, target);
  else
    for (let byte: usize = 0; byte < size; byte += 2)
      joinPairs(planes + byte * 8 * planeBytes, planeBytes, whole, size, target + byte);
  for (let group = whole; group < planeBytes; group++)
    for (let byte: usize = 0; byte < size; byte++)
      joinGroup(planes + byte * 8 * planeBytes + group, planeBytes, size, target + group * GROUP * size + byte);
}

/** Eight planes to one byte of the eight elements of a group. */
function joinGroup(planes: usize, planeBytes: usize, stride: usize, target: usize): void {
  for (let element: u32 = 0; element < 8; element++) {
    let value: u32 = 0;
    for (let plane: u32 = 0; plane < 8; plane++)
      value |= (((<u32>load<u8>(planes + plane * planeBytes)) >> element) & 1) << plane;
    store<u8>(target, value);
    target += stride;
  }
}

// The rows of sixteen planes × sixteen groups are interleaved four times, i with i + 8, which transposes them: a vector is
// then one byte of every plane. Its sign bits are an element; adding it to itself brings up the next one.

/** Sixteen planes to two bytes of each element; `stride` is its size. */
function joinPairs(planes: usize, planeBytes: usize, groups: usize, stride: usize, target: usize): void {
  const step = GROUP * stride;
  for (let at = planes; at < planes + groups; at += 16) {
    const a0 = v128.load(at), a1 = v128.load(at + planeBytes), a2 = v128.load(at + 2 * planeBytes);
    const a3 = v128.load(at + 3 * planeBytes), a4 = v128.load(at + 4 * planeBytes), a5 = v128.load(at + 5 * planeBytes);
    const a6 = v128.load(at + 6 * planeBytes), a7 = v128.load(at + 7 * planeBytes), a8 = v128.load(at + 8 * planeBytes);
    const a9 = v128.load(at + 9 * planeBytes), aa = v128.load(at + 10 * planeBytes), ab = v128.load(at + 11 * planeBytes);
    const ac = v128.load(at + 12 * planeBytes), ad = v128.load(at + 13 * planeBytes), ae = v128.load(at + 14 * planeBytes);
    const af = v128.load(at + 15 * planeBytes);

    const b0 = low(a0, a8), b1 = high(a0, a8), b2 = low(a1, a9), b3 = high(a1, a9);
    const b4 = low(a2, aa), b5 = high(a2, aa), b6 = low(a3, ab), b7 = high(a3, ab);
    const b8 = low(a4, ac), b9 = high(a4, ac), ba = low(a5, ad), bb = high(a5, ad);
    const bc = low(a6, ae), bd = high(a6, ae), be = low(a7, af), bf = high(a7, af);

    const c0 = low(b0, b8), c1 = high(b0, b8), c2 = low(b1, b9), c3 = high(b1, b9);
    const c4 = low(b2, ba), c5 = high(b2, ba), c6 = low(b3, bb), c7 = high(b3, bb);
    const c8 = low(b4, bc), c9 = high(b4, bc), ca = low(b5, bd), cb = high(b5, bd);
    const cc = low(b6, be), cd = high(b6, be), ce = low(b7, bf), cf = high(b7, bf);

    const d0 = low(c0, c8), d1 = high(c0, c8), d2 = low(c1, c9), d3 = high(c1, c9);
    const d4 = low(c2, ca), d5 = high(c2, ca), d6 = low(c3, cb), d7 = high(c3, cb);
    const d8 = low(c4, cc), d9 = high(c4, cc), da = low(c5, cd), db = high(c5, cd);
    const dc = low(c6, ce), dd = high(c6, ce), de = low(c7, cf), df = high(c7, cf);

    writeGroup(low(d0, d8), stride, target);
    writeGroup(high(d0, d8), stride, target + step);
    writeGroup(low(d1, d9), stride, target + 2 * step);
    writeGroup(high(d1, d9), stride, target + 3 * step);
    writeGroup(low(d2, da), stride, target + 4 * step);
    writeGroup(high(d2, da), stride, target + 5 * step);
    writeGroup(low(d3, db), stride, target + 6 * step);
    writeGroup(high(d3, db), stride, target + 7 * step);
    writeGroup(low(d4, dc), stride, target + 8 * step);
    writeGroup(high(d4, dc), stride, target + 9 * step);
    writeGroup(low(d5, dd), stride, target + 10 * step);
    writeGroup(high(d5, dd), stride, target + 11 * step);
    writeGroup(low(d6, de), stride, target + 12 * step);
    writeGroup(high(d6, de), stride, target + 13 * step);
    writeGroup(low(d7, df), stride, target + 14 * step);
    writeGroup(high(d7, df), stride, target + 15 * step);
    target += 16 * step;
  }
}

/** Eight planes to the bytes of elements of one byte. */
function joinBytes(planes: usize, planeBytes: usize, groups: usize, target: usize): void {
  for (let at = planes; at < planes + groups; at += 16) {
    const a0 = v128.load(at), a1 = v128.load(at + planeBytes), a2 = v128.load(at + 2 * planeBytes);
    const a3 = v128.load(at + 3 * planeBytes), a4 = v128.load(at + 4 * planeBytes), a5 = v128.load(at + 5 * planeBytes);
    const a6 = v128.load(at + 6 * planeBytes), a7 = v128.load(at + 7 * planeBytes);

    const b0 = low(a0, a4), b1 = high(a0, a4), b2 = low(a1, a5), b3 = high(a1, a5);
    const b4 = low(a2, a6), b5 = high(a2, a6), b6 = low(a3, a7), b7 = high(a3, a7);

    const c0 = low(b0, b4), c1 = high(b0, b4), c2 = low(b1, b5), c3 = high(b1, b5);
    const c4 = low(b2, b6), c5 = high(b2, b6), c6 = low(b3, b7), c7 = high(b3, b7);

    writeBytes(low(c0, c4), target);
    writeBytes(high(c0, c4), target + 16);
    writeBytes(low(c1, c5), target + 32);
    writeBytes(high(c1, c5), target + 48);
    writeBytes(low(c2, c6), target + 64);
    writeBytes(high(c2, c6), target + 80);
    writeBytes(low(c3, c7), target + 96);
    writeBytes(high(c3, c7), target + 112);
    target += 128;
  }
}

/** Interleaves the first halves of two vectors, byte by byte. */
// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** @param bytes  of one group, byte p from plane p */
// @ts-ignore: decorator
@inline
function writeGroup(bytes: v128, stride: usize, target: usize): void {
  for (let to = target + 7 * stride; ; to -= stride) {
    store<u16>(to, i8x16.bitmask(bytes));
    if (to == target) break;
    bytes = i8x16.add(bytes, bytes);
  }
}

/** @param bytes  of two groups, byte p of each half from plane p */
// @ts-ignore: decorator
@inline
function writeBytes(bytes: v128, target: usize): void {
  for (let i: isize = 7; i >= 0; i--) {
    const two = i8x16.bitmask(bytes);
    store<u8>(target + i, two);
    store<u8>(target + i, two >> 8, 8);
    bytes = i8x16.add(bytes, bytes);
  }
}
