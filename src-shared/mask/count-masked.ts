/** Words added up before their bytes could overflow. */
const WORDS = 255;

/**
 * Pixels that a mask of zeros and ones masks. Four are counted at a time: this is asked after every stroke.
 *
 * @param mask  0 or 1, nothing else
 */
export function countMasked(mask: Uint8Array): number {
  const lead = Math.min(mask.length, (4 - (mask.byteOffset & 3)) & 3);
  const words = new Uint32Array(mask.buffer, mask.byteOffset + lead, (mask.length - lead) >> 2);
  let count = 0;
  for (let start = 0; start < words.length; start += WORDS) {
    let bytes = 0;
    for (let w = start, end = Math.min(words.length, start + WORDS); w < end; w++) bytes += words[w]!;
    count += (bytes & 0xff) + ((bytes >>> 8) & 0xff) + ((bytes >>> 16) & 0xff) + (bytes >>> 24);
  }
  for (let p = 0; p < lead; p++) count += mask[p]!;
  for (let p = lead + 4 * words.length; p < mask.length; p++) count += mask[p]!;
  return count;
}
