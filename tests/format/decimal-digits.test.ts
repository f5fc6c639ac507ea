import { describe, expect, it } from 'vitest';
import { digitCount, writeDigits, writeNineDigits } from '../../src-shared/format/decimal-digits.ts';

function written(write: (view: DataView, end: number) => void): string {
  const bytes = new Uint8Array(16).fill(46);
  write(new DataView(bytes.buffer), 15);
  return new TextDecoder().decode(bytes);
}

describe('writeDigits', () => {
  it.each([
    [0, 1, '..............0.'],
    [7, 2, '.............07.'],
    [1234, 4, '...........1234.'],
    [98765, 5, '..........98765.'],
    [1020304, 7, '........1020304.'],
    [12345678, 8, '.......12345678.'],
    [2147483647, 10, '.....2147483647.'],
    [12345, 3, '............345.'],
    [5, 0, '................'],
  ])('writes %d in %d places, and nothing beside them', (value, count, text) => {
    expect(written((view, end) => writeDigits(view, end, count, value))).toBe(text);
  });
});

describe('writeNineDigits', () => {
  it.each([0, 1, 9999, 10000, 99999999, 100000000, 123456789, 999999999])('writes %d with leading zeros', (value) => {
    const text = written((view, end) => writeNineDigits(view, end, value));
    expect(text).toBe(`......${String(value).padStart(9, '0')}.`);
  });
});

describe('digitCount', () => {
  it('changes at every power of ten', () => {
    for (let count = 1; count <= 9; count++) {
      expect(digitCount(10 ** count - 1)).toBe(count);
      expect(digitCount(10 ** count)).toBe(count + 1);
    }
    expect(digitCount(0)).toBe(1);
  });
});
