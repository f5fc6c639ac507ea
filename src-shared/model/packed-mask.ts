/**
 * A mask with eight pixels per byte: pixel p is bit p mod 8 of byte ⌊p / 8⌋, set where it is masked; bits beyond the last
 * pixel are 0. So masks are kept and sent while they are drawn: eight times less to copy, to compare and to throw away.
 */
export type PackedMask = Uint8Array<ArrayBuffer>;

/** Four pixels, one byte each, for every half of a byte. */
const SPREAD = Uint32Array.from(
  { length: 16 },
  (_, bits) => (bits & 1) | ((bits & 2) << 7) | ((bits & 4) << 14) | ((bits & 8) << 21),
);

/** @param mask  0 or 1, nothing else, one entry per pixel */
export function packMask(mask: Uint8Array): PackedMask {
  const aligned = mask.byteOffset % 4 === 0 ? mask : mask.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
  const packed = new Uint8Array(Math.ceil(mask.length / 8));
  for (let w = 0; w < words.length; w++) {
    const word = words[w]!;
    if (word !== 0) packed[w >> 1]! |= ((word | (word >>> 7) | (word >>> 14) | (word >>> 21)) & 15) << (4 * (w & 1));
  }
  for (let p = 4 * words.length; p < mask.length; p++) packed[p >> 3]! |= mask[p]! << (p & 7);
  return packed;
}

/**
 * @param out  one entry per pixel, at a multiple of 4 bytes; pass one to reuse memory
 * @returns `out`, 1 = masked
 * @throws RangeError  if `packed` is a mask of more or fewer pixels
 */
export function unpackMask<T extends Uint8Array>(packed: Uint8Array, out: T): T {
  if (packed.length !== Math.ceil(out.length / 8))
    throw new RangeError(`${packed.length} bytes are no packed mask of ${out.length} pixels`);
  const words = new Uint32Array(out.buffer, out.byteOffset, out.length >> 2);
  for (let w = 0; w < words.length; w++) words[w] = SPREAD[(packed[w >> 1]! >>> (4 * (w & 1))) & 15]!;
  for (let p = 4 * words.length; p < out.length; p++) out[p] = (packed[p >> 3]! >>> (p & 7)) & 1;
  return out;
}

/** Masks in `out` what `packed` masks too. */
export function joinPacked(out: PackedMask, packed: PackedMask): void {
  const [to, from] = [wordsOf(out), wordsOf(packed)];
  for (let w = 0; w < to.length; w++) to[w]! |= from[w]!;
  for (let k = 4 * to.length; k < out.length; k++) out[k]! |= packed[k]!;
}

/** Pixels that are masked. */
export function countPacked(packed: PackedMask): number {
  const words = wordsOf(packed);
  let count = 0;
  for (let w = 0; w < words.length; w++) if (words[w] !== 0) count += bitsOf(words[w]!);
  for (let k = 4 * words.length; k < packed.length; k++) count += bitsOf(packed[k]!);
  return count;
}

function wordsOf({ buffer, byteOffset, length }: PackedMask): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length >> 2);
}

/** Sums of pairs, of fours, of bytes. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
