import { describe, expect, it } from 'vitest';
import { formatExponential, formatFixed, formatPythonFloat } from '../../src-shared/format/exact-decimal.ts';
import { PatternText } from '../../src-shared/format/pattern-text.ts';

const write = (value: number, digits: number, width = 0, upperCase = false): string =>
  new TextDecoder().decode(new PatternText(1).exponential(value, digits, width, upperCase).toBytes());

/** Printed by glibc's printf (through Python's %): value, digits, text. */
const PRINTED: readonly (readonly [value: number, digits: number, text: string])[] = [
  [1234567.5, 6, '1.234568e+06'],
  [1234568.5, 6, '1.234568e+06'], // a tie goes to the even digit; toExponential gives 1.234569e+6
  [2.25, 1, '2.2e+00'],
  [2.35, 1, '2.4e+00'],
  [12345678.5, 7, '1.2345678e+07'],
  [-12345678.5, 7, '-1.2345678e+07'],
  [0.1, 18, '1.000000000000000056e-01'],
  [0.6666666666666666, 18, '6.666666666666666297e-01'],
  [1234567.891, 18, '1.234567891000000061e+06'],
  [1e23, 18, '9.999999999999999161e+22'],
  [1e-300, 18, '1.000000000000000025e-300'],
  [5e-324, 18, '4.940656458412465442e-324'],
  [9.9999995, 6, '9.999999e+00'],
  [9999999.5, 6, '1.000000e+07'],
  [999999.95, 6, '9.999999e+05'],
  [-52.91181945800781, 6, '-5.291182e+01'],
  [3080.509321234568, 8, '3.08050932e+03'],
  [0.5, 6, '5.000000e-01'],
  [0, 6, '0.000000e+00'],
  [-0, 6, '-0.000000e+00'],
];

describe('PatternText.exponential', () => {
  it.each(PRINTED)('writes %d with %d digits as printf does', (value, digits, text) => {
    expect(write(value, digits)).toBe(text);
    expect(formatExponential(value, digits)).toBe(text);
  });

  it('takes the fast and the slow way to the same text for numbers of every size', () => {
    let seed = 20250611; // a fixed linear congruential generator
    const random = (): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    for (let i = 0; i < 20000; i++) {
      const value =
        (random() - 0.3) * 10 ** (random() * 40 - 20) + (i % 3 === 0 ? Math.floor(random() * 1e6) + 0.5 : 0);
      const digits = [1, 6, 7, 8, 9, 12, 18][i % 7]!;
      expect(write(value, digits)).toBe(formatExponential(value, digits));
    }
  });

  it('takes both ways to the same text for any bits of a double, and for ties at every digit', () => {
    let seed = 20250612;
    const random = (): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    const bits = new Uint32Array(2);
    const float = new Float64Array(bits.buffer);
    for (let i = 0; i < 20000; i++) {
      bits[0] = random() * 2 ** 32;
      bits[1] = random() * (i % 4 === 0 ? 2 ** 20 : 2 ** 32); // every fourth is subnormal
      const dyadic = (Math.floor(random() * 2 ** 20) + 0.5) / 2 ** Math.floor(random() * 30);
      const nearPower = 10 ** Math.floor(random() * 400 - 200) * (1 + ((i % 5) - 2) * 2 ** -52);
      const digits = [1, 6, 7, 8, 9, 12, 18][i % 7]!;
      for (const value of [float[0]!, dyadic, nearPower])
        expect(write(value, digits)).toBe(formatExponential(value, digits));
      expect(new TextDecoder().decode(new PatternText(1).fixed(-dyadic, 8, 12).toBytes())).toBe(
        formatFixed(-dyadic, 8).padStart(12),
      );
    }
  });

  it('writes text beyond ASCII as UTF-8, and one text after the other', () => {
    const out = new PatternText(1).text('a').text('2θ Å').byte('\n');
    expect(new TextDecoder().decode(out.toBytes())).toBe('a2θ Å\n');
    expect(new TextDecoder().decode(out.text('next').toBytes())).toBe('next');
  });

  it('gives back the same double from 18 digits', () => {
    for (const value of [Math.PI, 1 / 3, 123456.789e-9, 2 ** 53 - 1, 0.022395897727])
      expect(Number(write(value, 18))).toBe(value);
  });

  it('pads on the left and never cuts', () => {
    expect(write(1.5, 6, 14)).toBe('  1.500000e+00');
    expect(write(-1.5, 7, 14, true)).toBe('-1.5000000E+00');
    expect(write(1.5, 6, 3)).toBe('1.500000e+00');
    expect(write(NaN, 6, 14)).toBe('           nan');
    expect(write(-Infinity, 6)).toBe('-inf');
  });
});

describe('formatFixed', () => {
  it('rounds ties to even, as printf %.3f does', () => {
    expect(formatFixed(0.0625, 3)).toBe('0.062');
    expect(formatFixed(0.1875, 3)).toBe('0.188');
    expect(formatFixed(-2.77645988275e-8, 6)).toBe('-0.000000');
    expect(formatFixed(487.2591234, 3)).toBe('487.259');
  });
});

describe('formatPythonFloat', () => {
  it('writes what repr() writes', () => {
    const written: readonly (readonly [number, string])[] = [
      [1, '1.0'],
      [0.99, '0.99'],
      [4.066e-11, '4.066e-11'],
      [0.0001, '0.0001'],
      [0.00001, '1e-05'],
      [1e16, '1e+16'],
      [123456789012345680, '1.2345678901234568e+17'],
      [0.24877604283795038, '0.24877604283795038'],
      [-0, '-0.0'],
    ];
    for (const [value, text] of written) expect(formatPythonFloat(value)).toBe(text);
  });
});
