import { describe, expect, it } from 'vitest';
import { countMasked } from '../../src-shared/mask/count-masked.ts';

describe('countMasked', () => {
  it('counts every pixel of a full mask, whatever its length and wherever it begins', () => {
    const all = new Uint8Array(5000).fill(1);
    for (const [from, to] of [
      [0, 0],
      [0, 5000],
      [1, 4], // shorter than a word, begins between words
      [3, 4100], // more than 255 words
      [2, 5000],
    ] as const)
      expect(countMasked(all.subarray(from, to))).toBe(to - from);
  });

  it('equals a count one by one', () => {
    const mask = Uint8Array.from({ length: 12_345 }, (_, p) => (p % 7 === 3 || p % 11 === 0 ? 1 : 0));
    // p ≡ 3 mod 7: 1764 (3 … 12344); p ≡ 0 mod 11: 1123; both, p ≡ 66 mod 77: 160.
    expect(countMasked(mask)).toBe(1764 + 1123 - 160);
  });
});
