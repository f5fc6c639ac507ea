import { describe, expect, it } from 'vitest';
import { decimalShift } from '../../src-shared/quantity/decimal-shift.ts';

describe('decimalShift', () => {
  it.each([
    [172, -6, 0.000172],
    [0.4, -10, 4e-11],
    [0.4066, -10, 4.066e-11],
    [150.2, -3, 0.1502],
    [-3e-7, -10, -3e-17],
    [1.5e21, 3, 1.5e24],
    [0, -6, 0],
  ])('takes %f by 10^%i to %f exactly', (value, exponent, expected) => {
    expect(decimalShift(value, exponent)).toBe(expected);
  });
});
