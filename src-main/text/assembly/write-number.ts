// One number as C's printf writes it. What is written may be followed by up to seven bytes that mean nothing.
import { countDigits, writeDigits } from './digits';
import { scaledDecimal, UNDECIDED } from './scaled-decimal';

/** Writes a number in the slow exact way of the host. Gives its length. */
// @ts-ignore: decorator
@external('env', 'writeSlowly')
declare function writeSlowly(value: f64, isFixed: bool, digits: i32, width: i32, at: usize): usize;

const BLANKS: u64 = 0x2020202020202020;
const MANTISSA: u64 = 0x000fffffffffffff;
/** "nan" as it lies in memory. */
const NAN_TEXT: u64 = 0x6e616e;
/** Bound of the exponents of ten of positive doubles. */
const LEAST_EXPONENT: i32 = -324;

let tens: usize = 0;

/** @param at  float64: the smallest double that is not below 10^k, for k from LEAST_EXPONENT on */
export function useTens(at: usize): void {
  tens = at;
}

/** Mantissa with its highest bit set. */
// @ts-ignore: decorator
@inline
function mantissaOf(bits: u64): u64 {
  const part = bits & MANTISSA;
  if ((bits >> 52) & 0x7ff) return (part << 11) | (<u64>1 << 63);
  return part << clz(part);
}

/** |x| = mantissa · 2^exponent. */
// @ts-ignore: decorator
@inline
function exponentOf(bits: u64): i32 {
  const biased = <i32>((bits >> 52) & 0x7ff);
  return biased ? biased - 1086 : -1074 - <i32>clz(bits & MANTISSA);
}

/** ⌊log10 |x|⌋ */
// @ts-ignore: decorator
@inline
function decimalExponent(size: f64, exponent: i32): i32 {
  const least = ((exponent + 63) * 315653) >> 20; // at most one too small
  return least + <i32>(size >= load<f64>(tens + (<usize>(least + 1 - LEAST_EXPONENT) << 3)));
}

// @ts-ignore: decorator
@inline
function writeBlanks(size: i32, width: i32, at: usize): usize {
  let left = width - size;
  if (left <= 0) return at;
  for (; left > 8; left -= 8) {
    store<u64>(at, BLANKS);
    at += 8;
  }
  store<u64>(at, BLANKS);
  return at + left;
}

// @ts-ignore: decorator
@inline
function writeNan(width: i32, at: usize): usize {
  const from = writeBlanks(3, width, at);
  store<u64>(from, NAN_TEXT);
  return from + 3;
}

/** `%<width>.<digits>f`. @param digits  1 to 15. @returns where it ends */
// @ts-ignore: decorator
@inline
export function writeFixed(value: f64, digits: i32, unit: u64, width: i32, at: usize): usize {
  if (value != value) return writeNan(width, at);
  const bits = reinterpret<u64>(value);
  const isNegative = <i32>(bits >> 63);
  let scaled: u64 = 0;
  if (value != 0) {
    const size = bits & 0x7fffffffffffffff;
    scaled = size >= 0x7ff0000000000000 ? UNDECIDED : scaledDecimal(mantissaOf(bits), exponentOf(bits), digits);
    if (scaled == UNDECIDED) return at + writeSlowly(value, true, digits, width, at);
  }
  const units = scaled / unit;
  if (units < 1000 && width >= digits + 4) {
    // What most numbers are, without branches that depend on their size: hundreds, tens, ones and the point as they lie in memory; zeros in front become blanks.
    const rest = <u32>units;
    const hundreds = (rest * 41) >> 12;
    const below = rest - hundreds * 100;
    const ten = (below * 103) >> 10;
    const three = hundreds | (ten << 8) | ((below - ten * 10) << 16);
    const blank = ctz(three | 0x10000) & 0x18; // bits of them
    const minus = isNegative ? <u32>1 << blank >> 8 : 0; // in the last blank
    if (minus != 0 || !isNegative) {
      let p = writeBlanks(digits + 4, width, at);
      store<u32>(p, three + 0x2e303030 - (0x101010 & ((<u32>1 << blank) - 1)) + minus * 13);
      p += 4;
      writeDigits(scaled - units * unit, digits, p);
      return p + digits;
    }
  }
  const count = countDigits(units);
  let p = writeBlanks(isNegative + count + 1 + digits, width, at);
  store<u8>(p, 45);
  p += isNegative;
  writeDigits(units, count, p);
  p += count;
  store<u8>(p, 46);
  writeDigits(scaled - units * unit, digits, p + 1);
  return p + 1 + digits;
}

/**
 * `%<width>.<digits>e`.
 *
 * @param digits  1 to 18
 * @param limit  10^(digits + 1)
 * @returns where it ends
 */
// @ts-ignore: decorator
@inline
export function writeExponential(value: f64, digits: i32, limit: u64, width: i32, at: usize): usize {
  if (value != value) return writeNan(width, at);
  const bits = reinterpret<u64>(value);
  const isNegative = <i32>(bits >> 63);
  let scaled: u64 = 0;
  let power = 0;
  if (value != 0) {
    const size = abs(value);
    if (size == Infinity) return at + writeSlowly(value, false, digits, width, at);
    const exponent = exponentOf(bits);
    power = decimalExponent(size, exponent);
    scaled = scaledDecimal(mantissaOf(bits), exponent, digits - power);
    if (scaled == UNDECIDED) return at + writeSlowly(value, false, digits, width, at);
    if (scaled == limit) {
      scaled = limit / 10;
      power++;
    }
  }
  const far = abs(power);
  let p = writeBlanks(isNegative + digits + (far < 100 ? 6 : 7), width, at);
  store<u8>(p, 45);
  p += isNegative;
  writeDigits(scaled, digits + 1, p + 1);
  store<u8>(p, load<u8>(p, 1));
  store<u8>(p, 46, 1);
  p += digits + 2;
  store<u16>(p, power < 0 ? 0x2d65 : 0x2b65); // "e-", "e+"
  p += 2;
  let rest = far;
  if (far >= 100) {
    store<u8>(p++, <u8>(48 + far / 100));
    rest = far % 100;
  }
  store<u8>(p, <u8>(48 + rest / 10));
  store<u8>(p, <u8>(48 + rest % 10), 1);
  return p + 2;
}
