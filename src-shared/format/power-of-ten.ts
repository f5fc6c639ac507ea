/** 10^k as the sum of two doubles: the nearest one, and the nearest one to what it leaves out. */
export interface PowerOfTen {
  readonly high: number;
  /** 0 where `high` is exact: k from 0 to 22. */
  readonly low: number;
  /** `high` is upper + lower, of 26 bits each. */
  readonly upper: number;
  readonly lower: number;
}

/** 2^27 + 1: Veltkamp's constant, cuts a double into two halves of 26 bits. */
export const SPLITTER = 134217729;

const OFFSET = 250;
const powers: (PowerOfTen | undefined)[] = new Array<PowerOfTen | undefined>(2 * OFFSET + 1);

/** @param k  integer, -250 to 250 */
export function powerOfTen(k: number): PowerOfTen {
  return (powers[k + OFFSET] ??= makePower(k));
}

function makePower(k: number): PowerOfTen {
  const high = Number(`1e${k}`);
  const cut = SPLITTER * high;
  const upper = cut - (cut - high);
  return { high, low: restOf(k, high), upper, lower: high - upper };
}

/** 10^k less the double next to it. */
function restOf(k: number, high: number): number {
  if (k >= 0 && k <= 22) return 0;
  // high = n · 2^e; the difference is exact as a fraction of integers.
  const [n, e] = integerAndExponent(high);
  const scale = 2n ** BigInt(Math.abs(e));
  const ten = 10n ** BigInt(Math.abs(k));
  if (k > 0) return Number(ten - n * scale);
  // 1 / ten - n / scale, with bits enough that their quotient is good to a double
  const difference = scale - n * ten;
  const shift = 128n;
  return Number((difference << shift) / ten) / 2 ** 128 / Number(scale);
}

/** A positive double is n · 2^e. */
function integerAndExponent(value: number): [n: bigint, e: number] {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  return [(bits & (2n ** 52n - 1n)) | (2n ** 52n), Number(bits >> 52n) - 1075];
}
