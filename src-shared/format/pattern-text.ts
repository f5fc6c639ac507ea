import { digitCount, writeDigits, writeNineDigits } from './decimal-digits.ts';
import { formatExponential, formatFixed } from './exact-decimal.ts';
import { type PowerOfTen, powerOfTen, SPLITTER } from './power-of-ten.ts';

const MAX_FAST_DIGITS = 18;
// Between these x · 10^k and the pieces it is formed of neither overflow nor lose bits.
const SMALLEST_FAST = 1e-200;
const LARGEST_FAST = 1e200;
/** As near to a tie as this, in units of the last digit, all digits decide; far above the error of two doubles. */
const TIE = 1e-9;

/** Bytes that may stay taken between two texts. */
const MAX_SPARE = 2 ** 26;

/** Memory of a text that has ended, for the next one: texts of a run are of about the same size. */
let spare: Uint8Array<ArrayBuffer> | undefined;

/**
 * Text under construction, as bytes. Numbers come out digit for digit as C's printf writes them (rounded to nearest
 * from the exact binary value, ties to even), which `Number.prototype.toExponential` does not do for ties.
 *
 * Method: x · 10^k is formed as a sum of two doubles (T. J. Dekker, Numer. Math. 18, 1971, 224), exactly where 10^k is
 * a double, else to some 30 digits; it is cut into decimal limbs and rounded by the remainder. Where the remainder does
 * not decide, the slow exact way is taken.
 */
export class PatternText {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;
  /** The number being written: one that is not whole would be put on the heap as a parameter. */
  readonly #value = new Float64Array(1);

  constructor(capacity = 65536) {
    if (spare && spare.length >= capacity) {
      this.#bytes = spare;
      spare = undefined;
    } else this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** The whole text; ends it: what is added afterwards begins a new one. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const text = this.#bytes.slice(0, this.#length);
    if (this.#bytes.length <= MAX_SPARE) spare = this.#bytes;
    this.#bytes = new Uint8Array(0);
    this.#view = new DataView(this.#bytes.buffer);
    this.#length = 0;
    return text;
  }

  text(value: string): this {
    this.#reserve(3 * value.length); // of UTF-8, at most
    const bytes = this.#bytes;
    const start = this.#length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        this.#length = start + new TextEncoder().encodeInto(value, bytes.subarray(start)).written;
        return this;
      }
      bytes[start + i] = code;
    }
    this.#length = start + value.length;
    return this;
  }

  /** One ASCII character. */
  byte(character: string): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = character.charCodeAt(0);
    return this;
  }

  /** Bytes `from` to `to` of a text that is there already. */
  copy(source: Uint8Array, from: number, to: number): this {
    this.#reserve(to - from);
    const bytes = this.#bytes;
    let p = this.#length;
    for (let i = from; i < to; i++) bytes[p++] = source[i]!; // so few that a loop is faster than set()
    this.#length = p;
    return this;
  }

  get length(): number {
    return this.#length;
  }

  /**
   * `%<width>.<digits>e`, or with "E" where `upperCase` is set: at least two digits of exponent; NaN as `nan`,
   * infinities as `inf` and `-inf`.
   *
   * @param digits  after the point, 1 to 100
   */
  exponential(value: number, digits: number, width = 0, upperCase = false): this {
    this.#value[0] = value;
    if (!this.#fastExponential(digits, width, upperCase)) {
      const slow = formatExponential(value, digits);
      this.text((upperCase ? slow.toUpperCase() : slow).padStart(width));
    }
    return this;
  }

  /**
   * `%<width>.<digits>f`: NaN as `nan`.
   *
   * @param digits  after the point, 1 to 15
   */
  fixed(value: number, digits: number, width = 0): this {
    this.#value[0] = value;
    if (!this.#fastFixed(digits, width)) this.text(formatFixed(value, digits).padStart(width));
    return this;
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + extra));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  /** @returns false where the number is left to the slow way */
  #fastFixed(digits: number, width: number): boolean {
    const value = this.#value[0]!;
    const x = Math.abs(value);
    const power = powerOfTen(digits);
    const product = x * power.high;
    if (!(product < 2 ** 52) || Object.is(value, -0)) return false;
    let whole = Math.floor(product);
    const fraction = product - whole + productError(x, power, product);
    if (Math.abs(fraction - 0.5) < TIE || fraction < 0 || fraction >= 1) return false;
    if (fraction > 0.5) whole++;
    const unit = powerOfTen(digits).high;
    const units = Math.floor(whole / unit); // exact: both are integers below 2^53
    const isNegative = value < 0;
    const isLong = units >= 1e9;
    const upper = isLong ? Math.floor(units / 1e9) : 0;
    const count = isLong ? 9 + digitCount(upper) : digitCount(units);
    const p = this.#begin((isNegative ? 1 : 0) + count + 1 + digits, width, isNegative);
    const view = this.#view;
    const point = p + count;
    const end = point + 1 + digits;
    if (isLong) {
      writeDigits(view, p + count - 9, count - 9, upper);
      writeNineDigits(view, point, units - upper * 1e9);
    } else writeDigits(view, point, count, units);
    view.setUint8(point, 46);
    const decimals = whole - units * unit;
    if (digits > 9) {
      const high = Math.floor(decimals / 1e9);
      writeDigits(view, end - 9, digits - 9, high);
      writeNineDigits(view, end, decimals - high * 1e9);
    } else writeDigits(view, end, digits, decimals);
    this.#length = end;
    return true;
  }

  /** @returns false where the number is left to the slow way */
  #fastExponential(digits: number, width: number, upperCase: boolean): boolean {
    if (digits > MAX_FAST_DIGITS) return false;
    const value = this.#value[0]!;
    if (value === 0) {
      this.#write(Object.is(value, -0), 0, 0, digits < 9 ? -1 : 0, digits, 0, width, upperCase);
      return true;
    }
    const x = Math.abs(value);
    if (!(x >= SMALLEST_FAST && x < LARGEST_FAST)) return false;
    let exponent = decimalExponent(x);
    const limit = powerOfTen(digits < 9 ? digits + 1 : digits - 8).high; // of `high` below
    const unit = digits < 9 ? 1 : 1e9;
    const perUnit = 1 / unit;
    let power: PowerOfTen;
    let high: number;
    let low: number;
    let error: number;
    let fraction: number;
    for (let turn = 0; ; turn++) {
      if (turn === 3) return false; // so near to a power of ten that it is now above, now below
      power = powerOfTen(digits - exponent);
      const product = x * power.high;
      // product + error is x · 10^k, exactly so where `power.low` is 0
      error = productError(x, power, product) + x * power.low;
      high = Math.floor(product * perUnit); // one off at most, which is put right below
      const multiple = high * unit;
      const multipleError = unit === 1 ? 0 : multipleRest(high, multiple);
      const whole = Math.floor(error);
      low = product - multiple - multipleError;
      // With one limb the product may itself have a fraction.
      const productFraction = low - Math.floor(low);
      low = Math.floor(low) + whole;
      fraction = error - whole + productFraction;
      if (fraction >= 1) {
        fraction -= 1;
        low += 1;
      }
      if (unit === 1) {
        high += low;
        low = 0;
      } else if (low < 0) {
        high -= 1;
        low += 1e9;
      } else if (low >= 1e9) {
        high += 1;
        low -= 1e9;
      }
      // The exponent was estimated: it may be one too low.
      if (high >= limit) exponent++;
      else if (high < limit / 10) exponent--;
      else break;
    }
    if (power.low !== 0) {
      if (Math.abs(fraction - 0.5) < TIE || fraction < TIE || fraction > 1 - TIE) return false;
    } else if (error !== 0 && Math.abs(fraction - 0.5) < TIE) return false;
    // Both are below 2^31; on a tie the even digit stays.
    if (fraction > 0.5 || (fraction === 0.5 && ((unit === 1 ? high : low) & 1) === 1)) {
      if (unit === 1) high++;
      else if (++low === 1e9) {
        low = 0;
        high++;
      }
      if (high >= limit) {
        high /= 10;
        exponent++;
      }
    }
    const tens = limit / 10;
    const first = Math.floor(high / tens);
    const rest = high - first * tens;
    this.#write(value < 0, first | 0, rest | 0, unit === 1 ? -1 : low | 0, digits, exponent | 0, width, upperCase);
    return true;
  }

  /**
   * @param first  digit
   * @param rest  the digits after it, but for `low`
   * @param low  the last nine digits, or -1 where `rest` has all of them
   */
  #write(
    isNegative: boolean,
    first: number,
    rest: number,
    low: number,
    digits: number,
    exponent: number,
    width: number,
    upperCase: boolean,
  ): void {
    const e = Math.abs(exponent);
    let p = this.#begin((isNegative ? 1 : 0) + digits + (e < 100 ? 6 : 7), width, isNegative);
    const view = this.#view;
    let end = p + 2 + digits;
    let count = digits;
    if (low >= 0) {
      writeNineDigits(view, end, low);
      end -= 9;
      count -= 9;
    }
    if (count === 9) writeNineDigits(view, end, rest);
    else writeDigits(view, end, count, rest);
    view.setUint16(p, (46 << 8) | (48 + first), true);
    p += digits + 2;
    view.setUint16(p, ((exponent < 0 ? 45 : 43) << 8) | (upperCase ? 69 : 101), true);
    if (e >= 100) view.setUint8(p++ + 2, 48 + ((e / 100) | 0));
    const tens = ((e % 100) / 10) | 0;
    view.setUint16(p + 2, ((48 + (e % 10)) << 8) | (48 + tens), true);
    this.#length = p + 4;
  }

  /** Makes room for a number, and writes its blanks and sign. @returns where its first digit goes */
  #begin(size: number, width: number, isNegative: boolean): number {
    this.#reserve(Math.max(size, width));
    const bytes = this.#bytes;
    let p = this.#length;
    for (let pad = width - size; pad > 0; pad--) bytes[p++] = 32;
    if (isNegative) bytes[p++] = 45;
    return p;
  }
}

/** The part of a · 10^k that `product`, the rounded a · power.high, leaves out; exact while nothing over- or underflows. */
function productError(a: number, { upper, lower }: PowerOfTen, product: number): number {
  const ca = SPLITTER * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  return al * lower - (product - ah * upper - al * upper - ah * lower);
}

/** The same for an integer below 2^34 and 1e9, which has 21 bits. */
function multipleRest(high: number, multiple: number): number {
  const tail = high - Math.floor(high / 16) * 16;
  return (high - tail) * 1e9 - multiple + tail * 1e9;
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** The half with the exponent: the second where bytes are in ascending order. */
const UPPER_WORD = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** ⌊log10 x⌋ of a normal double, or one less: the mantissa stands for its logarithm. */
function decimalExponent(x: number): number {
  float[0] = x;
  return Math.floor((words[UPPER_WORD]! / 2 ** 20 - 1023) * Math.LOG10E * Math.LN2);
}
