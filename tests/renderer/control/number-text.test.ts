import { describe, expect, it } from 'vitest';
import {
  decimalsOf,
  parseNumber,
  shiftDecimal,
  shortText,
  stepped,
} from '../../../src-renderer/control/number-text.ts';

describe('parseNumber', () => {
  it.each([
    ['0,5', 0.5],
    ['1.2e-7', 1.2e-7],
    [' 12 345.6 ', 12345.6],
    ['−3', -3],
    ['.5', 0.5],
    ['5.', 5],
    ['+2E3', 2000],
  ])('reads %j', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['', 'abc', '1,2,3', '1.2.3', '0x10', 'Infinity', 'NaN', '1e', '--1', '1e999'])('refuses %j', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });
});

describe('shiftDecimal', () => {
  it('moves the point without rounding twice', () => {
    expect(0.2086513806 * 1000).not.toBe(208.6513806); // what plain arithmetic does
    expect(shiftDecimal(0.2086513806, 3)).toBe(208.6513806);
    expect(shiftDecimal(4.066e-11, 10)).toBe(0.4066);
    expect(shiftDecimal(172e-6, 6)).toBe(172);
  });

  it('is undone by shifting back', () => {
    for (const value of [0.208651380603, -2.77645988275e-8, 1.7e-4, 1 / 3, 5e-324, 123456789.123456])
      expect(shiftDecimal(shiftDecimal(value, 3), -3)).toBe(value);
  });
});

describe('shortText', () => {
  it.each([
    [208.651380603, 7, '208.6514'],
    [0.004137600844, 8, '0.0041376008'],
    [-2.77645988275e-8, 8, '-2.7764599e-8'],
    [1000000, 4, '1000000'],
    [0.1 + 0.2, 7, '0.3'],
    [1234567.89, 7, '1234568'],
    [0, 7, '0'],
  ])('rounds %d to %i digits', (value, digits, text) => {
    expect(shortText(value, digits)).toBe(text);
  });
});

describe('stepping', () => {
  it('moves the given decimal place and leaves the digits behind it', () => {
    expect(stepped(208.651380603, 1, 4)).toBe(208.651480603);
    expect(stepped(0.1, 2, 1)).toBe(0.3);
    expect(stepped(1000, -1, 0)).toBe(999);
    expect(stepped(1.2e-7, 1, 8)).toBe(1.3e-7);
    expect(stepped(0.3, -3, 1)).toBe(0);
  });

  it('finds the last decimal place of a text', () => {
    expect(['0.25', '12', '1.25e-7', '1e3'].map(decimalsOf)).toEqual([2, 0, 9, -3]);
  });
});
