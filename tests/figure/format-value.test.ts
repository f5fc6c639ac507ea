import { describe, expect, test } from 'vitest';
import { formatMeasurement, formatTick, formatValue, parseTyped } from '../../src-shared/figure/format-value.ts';

const THIN = '\u202f';

describe('formatValue', () => {
  test.each([
    [0, '0'],
    [208.68912, '208.69'],
    [9.99996, '10'],
    [-0.0173264, '−0.017326'],
    [1043, '1043'],
    [621698, '621698'],
    [12345678, '1.2346·10⁷'],
    [1e-5, '10⁻⁵'],
    [-1e9, '−10⁹'],
    [4.066e-11, '4.066·10⁻¹¹'],
    [0.5, '0.5'],
    [Number.NaN, '–'],
    [-Infinity, '−∞'],
  ])('%d is %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  test('takes the wanted number of digits', () => {
    expect(formatValue(Math.PI, { digits: 3 })).toBe('3.14');
    expect(formatValue(123456.789, { digits: 8 })).toBe('123456.79');
  });

  test('puts a narrow space before a unit, but not before a degree sign', () => {
    expect(formatValue(0.4066, { unit: 'Å' })).toBe(`0.4066${THIN}Å`);
    expect(formatValue(-12.5, { unit: '°' })).toBe('−12.5°');
  });
});

describe('formatMeasurement', () => {
  test.each([
    [208.72061, 0.01432, '208.721 ± 0.014'],
    [-1.0613, 0.0996, '−1.06 ± 0.10'],
    [5713.2, 86.4, '5713 ± 86'],
    [571321, 864, '571320 ± 860'],
    [4.066e-11, 3.1e-14, '(4.0660 ± 0.0031)·10⁻¹¹'],
    [1.234e9, 5.6e6, '(1.2340 ± 0.0056)·10⁹'],
  ])('%d with σ %d is %s', (value, sigma, text) => {
    expect(formatMeasurement(value, sigma)).toBe(text);
  });

  test('without a usable uncertainty shows the value alone, with its unit', () => {
    for (const sigma of [null, undefined, 0, Number.NaN, Infinity])
      expect(formatMeasurement(208.7, sigma, 'mm')).toBe(`208.7${THIN}mm`);
  });
});

describe('formatTick', () => {
  test.each([
    [0, 0.2, '0'],
    [0.6000000000000001, 0.2, '0.6'],
    [1, 0.2, '1.0'],
    [-15, 5, '−15'],
    [100000, 20000, '10⁵'],
    [120000, 20000, '1.2·10⁵'],
    [5e-7, 1e-7, '5·10⁻⁷'],
    [0.025, 0.005, '0.025'],
  ])('%d at a step of %d is %s', (value, step, text) => {
    expect(formatTick(value, step)).toBe(text);
  });

  test('a value that is zero but for rounding is 0', () => {
    expect(formatTick(2.7e-17, 0.1)).toBe('0');
  });
});

describe('parseTyped', () => {
  test.each([
    ['0.4066', 0.4066],
    ['0,4066', 0.4066],
    ['−12.5', -12.5],
    ['1e-10', 1e-10],
    ['1.2·10⁶', 1.2e6],
    ['10⁻⁵', 1e-5],
    ['-10⁹', -1e9],
    [' 1 500 ', 1500],
  ])('"%s" is %d', (text, value) => {
    expect(parseTyped(text)).toBe(value);
  });

  test.each(['', 'abc', '1.2.3', '∞', '–'])('"%s" is not a number', (text) => {
    expect(parseTyped(text)).toBeNull();
  });

  test('reads back what formatValue writes', () => {
    for (const value of [0, -3, 208.69, -0.017326, 1.2346e7, 4.066e-11])
      expect(parseTyped(formatValue(value))).toBe(value);
  });
});
