/** Rows of an image, `end` excluded. */
export interface RowBlock {
  readonly start: number;
  readonly end: number;
}

/**
 * The rows between the first and the last pixel in which two masks differ; start ≥ end: they are the same.
 *
 * @param columns  length of a row; both masks have the same whole number of rows
 */
export function changedRows(before: Uint8Array, after: Uint8Array, columns: number): RowBlock {
  // Eight pixels at a time, where both begin at such a place.
  const isAligned = before.byteOffset % 8 === 0 && after.byteOffset % 8 === 0;
  const words = isAligned ? after.length >> 3 : 0;
  const a = new BigUint64Array(before.buffer, isAligned ? before.byteOffset : 0, words);
  const b = new BigUint64Array(after.buffer, isAligned ? after.byteOffset : 0, words);
  let first = 0;
  while (first < words && a[first] === b[first]) first++;
  first *= 8;
  while (first < after.length && before[first] === after[first]) first++;
  let last = after.length;
  while (last > 8 * words && before[last - 1] === after[last - 1]) last--;
  if (last <= 8 * words) {
    let word = words;
    while (word > 0 && 8 * word > first && a[word - 1] === b[word - 1]) word--;
    last = 8 * word;
    while (last > first && before[last - 1] === after[last - 1]) last--;
  }
  return { start: Math.floor(first / columns), end: Math.ceil(last / columns) };
}
