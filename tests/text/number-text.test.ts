import { beforeAll, describe, expect, it } from 'vitest';
import { rememberColumn } from '../../src-shared/format/axis-column.ts';
import {
  EIGHTEEN_DIGITS,
  type NumberForm,
  type NumberRows,
  type WriteRows,
  writeRowsPlainly,
} from '../../src-shared/format/number-rows.ts';
import { loadWriteRows } from '../../src-main/text/number-text.ts';
import { compileTextIfStale } from '../kernel/fresh-kernel.ts';

let writeRows: WriteRows;
beforeAll(async () => {
  compileTextIfStale();
  writeRows = await loadWriteRows();
});

const XRDFIT: NumberForm = { kind: 'fixed', digits: 8, width: 12 };
const SIX: NumberForm = { kind: 'exponential', digits: 6, width: 14 };
const headless = rememberColumn(() => undefined);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** One number per line. */
function lines(values: Float64Array | Float32Array, form: NumberForm, write: WriteRows = writeRows): string[] {
  const rows: NumberRows = { heads: headless(values), columns: [values], form, separator: ' ', empty: 'nan' };
  return text(write(rows)).split('\n').slice(0, -1);
}

/** |x| = n / d, in integers. */
function fraction(value: number): [n: bigint, d: bigint] {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer)[0]!;
  const biased = Number(bits >> 52n);
  const mantissa = (bits & (2n ** 52n - 1n)) | (biased > 0 ? 2n ** 52n : 0n);
  const exponent = Math.max(biased, 1) - 1075;
  return exponent < 0 ? [mantissa, 1n << BigInt(-exponent)] : [mantissa << BigInt(exponent), 1n];
}

/** n / d to the nearest integer, ties to even. */
function rounded(n: bigint, d: bigint): bigint {
  const floor = n / d;
  const twice = 2n * (n - floor * d);
  return twice > d || (twice === d && floor % 2n === 1n) ? floor + 1n : floor;
}

const sign = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');

/** `%<width>.<digits>f` by integers alone. */
function fixedByIntegers(value: number, { digits, width }: NumberForm): string {
  const [n, d] = fraction(value);
  const all = rounded(n * 10n ** BigInt(digits), d)
    .toString()
    .padStart(digits + 1, '0');
  return `${sign(value)}${all.slice(0, -digits)}.${all.slice(-digits)}`.padStart(width);
}

/** `%<width>.<digits>e` by integers alone. */
function exponentialByIntegers(value: number, { digits, width }: NumberForm): string {
  const [n, d] = fraction(value);
  const scaled = (e: number): bigint =>
    e > digits ? rounded(n, d * 10n ** BigInt(e - digits)) : rounded(n * 10n ** BigInt(digits - e), d);
  let e = Math.floor(Math.log10(Math.abs(value)));
  if (value === 0) e = 0;
  // The logarithm may be one off: the exponent is right if one digit less does not hold the number.
  else {
    const isBelow = (k: number): boolean => (k >= 0 ? n < d * 10n ** BigInt(k) : n * 10n ** BigInt(-k) < d);
    while (isBelow(e)) e--;
    while (!isBelow(e + 1)) e++;
  }
  let all = scaled(e)
    .toString()
    .padStart(digits + 1, '0');
  if (all.length > digits + 1) {
    e++;
    all = all.slice(0, -1);
  }
  const exponent = `${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`;
  return `${sign(value)}${all[0]}.${all.slice(1)}e${exponent}`.padStart(width);
}

const byIntegers = (value: number, form: NumberForm): string => {
  if (Number.isNaN(value)) return 'nan'.padStart(form.width);
  if (!Number.isFinite(value)) return (value > 0 ? 'inf' : '-inf').padStart(form.width);
  return (form.kind === 'fixed' ? fixedByIntegers : exponentialByIntegers)(value, form);
};

function randomBits(): () => number {
  let state = 20251121; // xorshift, so that all bits of a run are the same everywhere
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const COUNT = 100_000;

/** Doubles of any bits: every exponent, denormals, infinities, NaN. */
function anyDoubles(count: number): Float64Array {
  const next = randomBits();
  const words = new Uint32Array(2 * count);
  for (let i = 0; i < words.length; i++) words[i] = next();
  for (let i = 0; i < count; i += 16) words[2 * i + 1]! &= 0x800fffff; // denormal
  return new Float64Array(words.buffer);
}

/** Numbers as patterns have them, and such as end in a half at some digit. */
function measuredDoubles(count: number): Float64Array {
  const next = randomBits();
  return Float64Array.from({ length: count }, (_, i) => {
    const half = ((next() % 2 ** 20) + 0.5) / 2 ** (next() % 34);
    const size = (next() / 2 ** 32 - 0.2) * 10 ** (next() % 9);
    return [half, -half, size, Math.fround(size), next() % 1000][i % 5]!;
  });
}

describe('rows of numbers', () => {
  it('F018: are those of C for numbers that numpy.savetxt wrote', () => {
    // Python: '%12.8f' % x of numpy.float32 and of floats.
    const values = [
      2.0006,
      Math.fround(2.6659958),
      Math.fround(123456.789),
      -0.25,
      0.000000005,
      0.00000001,
      -1e-30,
      1e22,
    ];
    expect(lines(Float64Array.from(values), XRDFIT)).toEqual([
      '  2.00060000',
      '  2.66599584',
      '123456.78906250',
      ' -0.25000000',
      '  0.00000001', // the double is a little above the half
      '  0.00000001',
      ' -0.00000000',
      '10000000000000000000000.00000000',
    ]);
    // Python: '%.18e' % x
    expect(lines(Float64Array.of(0.1, 2 / 3, 1234567.891, 1e23, 1e-300, 5e-324, -0, 0), EIGHTEEN_DIGITS)).toEqual([
      '1.000000000000000056e-01',
      '6.666666666666666297e-01',
      '1.234567891000000061e+06',
      '9.999999999999999161e+22',
      '1.000000000000000025e-300',
      '4.940656458412465442e-324',
      '-0.000000000000000000e+00',
      '0.000000000000000000e+00',
    ]);
    // Python: '%14.6e' % x: ties go to the even digit.
    expect(lines(Float64Array.of(1234567.5, 1234568.5, 9999999.5, 999999.95, NaN, -Infinity), SIX)).toEqual([
      '  1.234568e+06',
      '  1.234568e+06',
      '  1.000000e+07',
      '  9.999999e+05',
      '           nan',
      '          -inf',
    ]);
  });

  it.each<[string, NumberForm]>([
    ['%12.8f', XRDFIT],
    ['%.18e', EIGHTEEN_DIGITS],
    ['%14.6e', SIX],
    ['%.1f', { kind: 'fixed', digits: 1, width: 0 }],
    ['%.15f', { kind: 'fixed', digits: 15, width: 0 }],
    ['%30.1e', { kind: 'exponential', digits: 1, width: 30 }],
    ['%.9e', { kind: 'exponential', digits: 9, width: 0 }],
  ])(
    'are those of integer arithmetic in %s, whatever the bits of the numbers',
    (name, form) => {
      const count = ['%12.8f', '%.18e'].includes(name) ? COUNT : 10_000;
      for (const values of [anyDoubles(count / 2), measuredDoubles(count / 2)]) {
        const wrong = lines(values, form).flatMap((line, i) => {
          const expected = byIntegers(values[i]!, form);
          return line === expected ? [] : [[values[i], line, expected]];
        });
        expect(wrong).toEqual([]);
      }
    },
    60_000,
  );

  it('round right beside every power of ten, and at ties of numbers that have many digits', () => {
    const values: number[] = [];
    for (let k = -323; k <= 308; k++) {
      const bits = new BigUint64Array(Float64Array.of(Number(`1e${k}`)).buffer);
      for (const step of [-2n, -1n, 0n, 1n, 2n])
        values.push(new Float64Array(BigUint64Array.of(bits[0]! + step).buffer)[0]!);
    }
    // Odd numbers times 5^j / 2: exactly between two numbers of 19, and of 7, digits where j is large enough.
    for (let j = 0; j < 23; j++)
      for (const odd of [1, 3, 5, 7, 2 ** 20 + 1]) values.push((odd * 5 ** j) / 2, odd * 5 ** j * 2 ** 40);
    for (const form of [EIGHTEEN_DIGITS, SIX, XRDFIT, { kind: 'exponential', digits: 17, width: 0 } as const])
      expect(lines(Float64Array.from(values), form)).toEqual(values.map((value) => byIntegers(value, form)));
  });

  it('are the same bytes in the plain way: heads, separators, single and double precision, and NaN in every manner', () => {
    const next = randomBits();
    const some = (): number => (next() % 7 === 0 ? NaN : (next() / 2 ** 32 - 0.5) * 10 ** (next() % 6));
    const axis = Float64Array.from({ length: 3000 }, (_, i) => i / 7);
    const heads = rememberColumn((out, value) => void out.exponential(value, 6, 14).text(value > 100 ? '  ' : '; '))(
      axis,
    );
    const single = Array.from({ length: 5 }, () => Float32Array.from(axis, some));
    const double = Array.from({ length: 2 }, () => Float64Array.from(axis, some));
    for (const columns of [single, double, [...double, ...single]])
      for (const form of [XRDFIT, EIGHTEEN_DIGITS, SIX])
        for (const empty of ['nan', 'zero', 'zero row', 'no row'] as const) {
          const rows: NumberRows = { heads, columns, form, separator: '\t', empty };
          expect(Buffer.compare(writeRows(rows), writeRowsPlainly(rows))).toBe(0);
        }
  });

  it('have room for the longest numbers, and none for no numbers', () => {
    const huge = new Float64Array(5000).fill(-Number.MAX_VALUE);
    expect(new Set(lines(huge, XRDFIT))).toEqual(new Set([fixedByIntegers(-Number.MAX_VALUE, XRDFIT)]));
    expect(lines(new Float64Array(0), XRDFIT)).toEqual([]);
  });
});
