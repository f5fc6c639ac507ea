// Powers of ten that a double holds exactly.
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const SPLITTER = 134217729; // 2^27 + 1: Veltkamp's constant, cuts a double into two halves of 26 bits
const MAX_FAST_DIGITS = 18;

/**
 * Text under construction, as bytes. Numbers come out digit for digit as C's printf writes them (rounded to nearest
 * from the exact binary value, ties to even), which `Number.prototype.toExponential` does not do for ties.
 *
 * Method: x · 10^k is formed exactly as a sum of two doubles (T. J. Dekker, Numer. Math. 18, 1971, 224), cut into
 * decimal limbs, and rounded by the exact remainder. Where 10^k is not a double the slow exact way is taken.
 */
export class PatternText {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  readonly #encoder = new TextEncoder();
  readonly #digits = new Uint8Array(24);

  constructor(capacity = 65536) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** The text so far; a copy. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  text(value: string): this {
    const encoded = this.#encoder.encode(value);
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
    return this;
  }

  /** One ASCII character; faster than `text`. */
  byte(character: string): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = character.charCodeAt(0);
    return this;
  }

  /**
   * `%<width>.<digits>e`, or with "E" where `upperCase` is set: at least two digits of exponent; NaN as `nan`,
   * infinities as `inf` and `-inf`.
   *
   * @param digits  after the point, 1 to 100
   */
  exponential(value: number, digits: number, width = 0, upperCase = false): this {
    if (!this.#fastExponential(value, digits, width, upperCase)) {
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
    if (!this.#fastFixed(value, digits, width)) this.text(formatFixed(value, digits).padStart(width));
    return this;
  }

  /** @returns false where the number is left to the slow way */
  #fastFixed(value: number, digits: number, width: number): boolean {
    const x = Math.abs(value);
    const power = POWERS[digits]!;
    const product = x * power;
    if (!(product < 2 ** 52) || Object.is(value, -0)) return false;
    let whole = Math.floor(product);
    const fraction = product - whole + productError(x, power, product);
    if (Math.abs(fraction - 0.5) < 1e-9 || fraction < 0 || fraction >= 1) return false; // near a tie: by all digits
    if (fraction > 0.5) whole++;
    const d = this.#digits;
    let count = 0;
    let high = Math.floor(whole / 1e8);
    let low = (whole - high * 1e8) | 0;
    for (; count < 8 && (high > 0 || low > 0 || count <= digits); count++) {
      const next = (low / 10) | 0;
      d[count] = low - 10 * next;
      low = next;
    }
    while (high > 0 || count <= digits) {
      const next = Math.floor(high / 10);
      d[count++] = high - 10 * next;
      high = next;
    }
    const size = (value < 0 ? 1 : 0) + count + 1;
    this.#reserve(Math.max(size, width));
    const bytes = this.#bytes;
    let p = this.#length;
    for (let pad = width - size; pad > 0; pad--) bytes[p++] = 32;
    if (value < 0) bytes[p++] = 45;
    for (let i = count - 1; i >= 0; i--) {
      bytes[p++] = 48 + d[i]!;
      if (i === digits) bytes[p++] = 46;
    }
    this.#length = p;
    return true;
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + extra));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  /** @returns false where the number is left to the slow way */
  #fastExponential(value: number, digits: number, width: number, upperCase: boolean): boolean {
    const x = Math.abs(value);
    // Zero has no exponent; beyond these bounds 10^k is inexact for every number of digits served here.
    if (!(x >= 1e-16 && x < 1e18) || digits > MAX_FAST_DIGITS) return false;
    let exponent = Math.floor(Math.log10(x));
    let k = digits - exponent;
    if (k < 1 || k > 21) return false;

    const limit = digits < 9 ? POWERS[digits + 1]! : POWERS[digits - 8]!; // of `high` below
    const unit = digits < 9 ? 1 : 1e9;
    let high: number;
    let low: number;
    let fraction: number;
    for (;;) {
      const power = POWERS[k]!;
      const product = x * power;
      const error = productError(x, power, product); // product + error is x · 10^k, exactly
      high = Math.floor(product / unit);
      const multiple = high * unit;
      const multipleError = unit === 1 ? 0 : productError(high, unit, multiple);
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
      // log10 rounds: next to a power of ten it may be one off.
      if (high >= limit) {
        exponent++;
        k--;
      } else if (high < limit / 10) {
        exponent--;
        k++;
      } else break;
      if (k < 1 || k > 21) return false;
    }
    const lastIsOdd = (unit === 1 ? high : low) % 2 === 1;
    if (fraction > 0.5 || (fraction === 0.5 && lastIsOdd)) {
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
    this.#write(value < 0, high, unit === 1 ? -1 : low, digits, exponent, width, upperCase);
    return true;
  }

  #write(
    negative: boolean,
    high: number,
    low: number,
    digits: number,
    exponent: number,
    width: number,
    upperCase: boolean,
  ): void {
    const d = this.#digits;
    let at = digits + 1;
    if (low >= 0) {
      let rest = low | 0;
      for (let i = 0; i < 9; i++) {
        const next = (rest / 10) | 0;
        d[--at] = rest - 10 * next;
        rest = next;
      }
    }
    const top = Math.floor(high / 1e5);
    let rest = (high - top * 1e5) | 0;
    for (let i = 0; i < 5 && at > 0; i++) {
      const next = (rest / 10) | 0;
      d[--at] = rest - 10 * next;
      rest = next;
    }
    for (rest = top | 0; at > 0;) {
      const next = (rest / 10) | 0;
      d[--at] = rest - 10 * next;
      rest = next;
    }

    const size = (negative ? 1 : 0) + digits + 2 + 4;
    this.#reserve(Math.max(size, width));
    const bytes = this.#bytes;
    let p = this.#length;
    for (let pad = width - size; pad > 0; pad--) bytes[p++] = 32;
    if (negative) bytes[p++] = 45;
    bytes[p++] = 48 + d[0]!;
    bytes[p++] = 46;
    for (let i = 1; i <= digits; i++) bytes[p++] = 48 + d[i]!;
    bytes[p++] = upperCase ? 69 : 101;
    bytes[p++] = exponent < 0 ? 45 : 43;
    const e = Math.abs(exponent);
    bytes[p++] = 48 + ((e / 10) | 0);
    bytes[p++] = 48 + (e % 10);
    this.#length = p;
  }
}

/** The part of a · b that `product`, the rounded a · b, leaves out; exact while nothing over- or underflows. */
function productError(a: number, b: number, product: number): number {
  const ca = SPLITTER * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  const cb = SPLITTER * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  return al * bl - (product - ah * bh - al * bh - ah * bl);
}

/** C's `%.<digits>e`. */
export function formatExponential(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const [mantissa, exponent] = evenOnTie(value, digits, value.toExponential(digits), (v, n) =>
    v.toExponential(n),
  ).split('e') as [string, string];
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = exponent.slice(1);
  return `${sign}${mantissa.replace('-', '')}e${exponent[0]}${size.length < 2 ? `0${size}` : size}`;
}

/** C's `%.<digits>f`, for magnitudes below 1e21. */
export function formatFixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = evenOnTie(value, digits, value.toFixed(digits), (v, n) => v.toFixed(n));
  return Object.is(value, -0) ? `-${text}` : text;
}

/**
 * JavaScript rounds exact ties away from zero, C to the even digit: on a tie, `rounded` gives way to its lower
 * neighbour when its own last digit is odd.
 */
function evenOnTie(
  value: number,
  digits: number,
  rounded: string,
  print: (value: number, digits: number) => string,
): string {
  const more = Math.min(digits + 60, 100); // enough digits to show that a tie is exact for doubles of common size
  const long = print(value, more);
  const [mantissa = '', exponent] = long.split('e');
  const cut = mantissa.length - (more - digits);
  const tail = mantissa.slice(cut);
  if (tail[0] !== '5' || /[1-9]/.test(tail.slice(1))) return rounded;
  let truncated = mantissa.slice(0, cut);
  if (truncated.endsWith('.')) truncated = truncated.slice(0, -1);
  const last = truncated.charCodeAt(truncated.length - 1) - 48;
  if (last % 2 === 1) return rounded;
  return exponent === undefined ? truncated : `${truncated}e${exponent}`;
}

/** A float as Python's `repr` writes it: shortest digits that read back the same, exponent below 1e-4 and from 1e16. */
export function formatPythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    const digits = exponent.slice(1);
    return `${mantissa}e${exponent[0]}${digits.length < 2 ? `0${digits}` : digits}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}
