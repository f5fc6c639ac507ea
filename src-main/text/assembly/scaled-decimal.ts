// A double times a power of ten, rounded to an integer as C's printf rounds: to nearest from the exact binary value, ties to
// even. Mantissa (64 bits) times power (128 bits) is 192 bits; powers from 10^0 to 10^55 are exact in 128 bits, the others are
// cut off, which changes the 64 bits after the point by one at most.

/** Exponents of the powers of ten that the host provides: those of all doubles, times 1 to 18 digits. */
export const FIRST_POWER: i32 = -308;
export const LAST_POWER: i32 = 342;

/** Given where 64 bits do not hold the integer, or the bits that are known do not tell which of two it is. */
export const UNDECIDED: u64 = u64.MAX_VALUE;

/** Where more digits than that make no sense: below 2^64 by a digit. */
const LIMIT: u64 = 10000000000000000000;
const HALF: u64 = 1 << 63;
const LAST_EXACT: i32 = 55;

let powers: usize = 0;

/** @param at  128 bits of each power, the highest of them set: two uint64, upper half first */
export function usePowers(at: usize): void {
  powers = at;
}

/** ⌊log2(10^k)⌋ for |k| up to 1233. */
// @ts-ignore: decorator
@inline
function log2OfPower(k: i32): i32 {
  return (k * 1741647) >> 19;
}

/** Upper half of a product. */
// @ts-ignore: decorator
@inline
function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const first = aHigh * bLow + ((aLow * bLow) >> 32);
  const second = aLow * bHigh + (first & 0xffffffff);
  return aHigh * bHigh + (first >> 32) + (second >> 32);
}

/**
 * m · 2^e · 10^k as an integer.
 *
 * @param m  its highest bit is set
 */
export function scaledDecimal(m: u64, e: i32, k: i32): u64 {
  const at = powers + (<usize>(k - FIRST_POWER) << 4);
  const high = load<u64>(at);
  const low = load<u64>(at, 8);
  let upper = multiplyHigh(m, high);
  let middle = m * high;
  let lower: u64 = 0;
  if (low != 0) {
    const carry = multiplyHigh(m, low);
    lower = m * low;
    middle += carry;
    upper += <u64>(middle < carry);
  }
  // Bits of `upper` that are after the point.
  const after = -(e + log2OfPower(k) + 1);
  if (after < 0) return UNDECIDED;
  if (after > 64) return 0;
  let whole: u64 = 0;
  let fraction = upper;
  let rest = middle | lower;
  if (after < 64) {
    whole = upper >> after;
    fraction = ((upper << 1) << (63 - after)) | (middle >> after);
    rest = ((middle << 1) << (63 - after)) | lower;
  }
  if (whole >= LIMIT) return UNDECIDED;
  if (k >= 0 && k <= LAST_EXACT) {
    if (fraction == HALF && rest == 0) return whole + (whole & 1);
    return whole + <u64>(fraction >= HALF);
  }
  if (fraction == HALF || fraction == HALF - 1) return UNDECIDED;
  return whole + <u64>(fraction > HALF);
}
