/** "0000" to "9999" as they lie in memory, read as little-endian uint32. */
const FOURS = Uint32Array.from({ length: 10000 }, (_, i) => {
  const digit = (place: number): number => 48 + (Math.floor(i / place) % 10);
  return (digit(1000) | (digit(100) << 8) | (digit(10) << 16) | (digit(1) << 24)) >>> 0;
});

/** Writes the last `count` digits of an integer below 2^31, so that they end before `end`. */
export function writeDigits(view: DataView, end: number, count: number, value: number): void {
  let rest = value | 0;
  let p = end;
  let left = count;
  for (; left >= 4; left -= 4) {
    const next = (rest / 10000) | 0;
    p -= 4;
    view.setUint32(p, FOURS[rest - 10000 * next]!, true);
    rest = next;
  }
  for (; left > 0; left--) {
    const next = (rest / 10) | 0;
    view.setUint8(--p, 48 + rest - 10 * next);
    rest = next;
  }
}

/** Writes the nine digits of an integer below 10^9, so that they end before `end`. */
export function writeNineDigits(view: DataView, end: number, value: number): void {
  const rest = value | 0;
  const upper = (rest / 10000) | 0;
  const top = (upper / 10000) | 0;
  view.setUint8(end - 9, 48 + top);
  view.setUint32(end - 8, FOURS[upper - 10000 * top]!, true);
  view.setUint32(end - 4, FOURS[rest - 10000 * upper]!, true);
}

/** Digits of an integer from 0 below 2^31. */
export function digitCount(value: number): number {
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 1e8) return value < 1e6 ? (value < 1e5 ? 5 : 6) : value < 1e7 ? 7 : 8;
  return value < 1e9 ? 9 : 10;
}
