// Decimal digits of integers, eight at a time: a 64-bit word is cut into halves, quarters and eighths, by multiplications that
// stand for divisions and are exact for the numbers that come.

const ZEROS: u64 = 0x3030303030303030;
const TEN_8: u64 = 100000000;
const TEN_16: u64 = 10000000000000000;

/** The eight digits of a number below 10^8 as they lie in memory. */
// @ts-ignore: decorator
@inline
function eightDigits(value: u32): u64 {
  const upper = value / 10000;
  const fours = <u64>upper | (<u64>(value - upper * 10000) << 32);
  const hundreds = ((fours * 10486) >> 20) & 0x0000007f0000007f;
  const twos = hundreds | ((fours - hundreds * 100) << 16);
  const tens = ((twos * 103) >> 10) & 0x000f000f000f000f;
  return (tens | ((twos - tens * 10) << 8)) + ZEROS;
}

/**
 * Writes the last `count` digits of a number below 10^19, and up to seven bytes behind them.
 *
 * @param count  1 to 19
 */
// @ts-ignore: decorator
@inline
export function writeDigits(value: u64, count: i32, at: usize): void {
  if (count <= 8) {
    store<u64>(at, eightDigits(<u32>value) >> ((8 - count) << 3));
    return;
  }
  if (count <= 16) {
    const top = value / TEN_8;
    store<u64>(at, eightDigits(<u32>top) >> ((16 - count) << 3));
    store<u64>(at + count - 8, eightDigits(<u32>(value - top * TEN_8)));
    return;
  }
  const top = value / TEN_16;
  const rest = value - top * TEN_16;
  const middle = rest / TEN_8;
  store<u64>(at, eightDigits(<u32>top) >> ((24 - count) << 3));
  store<u64>(at + count - 16, eightDigits(<u32>middle));
  store<u64>(at + count - 8, eightDigits(<u32>(rest - middle * TEN_8)));
}

/** Digits of a number below 10^19, at least one. */
// @ts-ignore: decorator
@inline
export function countDigits(value: u64): i32 {
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  let count = 4;
  for (let rest = value / 10000; rest != 0; rest /= 10) count++;
  return count;
}
