import { describe, expect, it } from 'vitest';
import { countPacked, joinPacked, packMask, unpackMask } from '../../src-shared/model/packed-mask.ts';

/** Every third pixel and every fifth: no bit of a byte is always like another. */
const pattern = (pixels: number): Uint8Array =>
  Uint8Array.from({ length: pixels }, (_, p) => (p % 3 === 0 || p % 5 === 1 ? 1 : 0));

describe('packed masks', () => {
  it('hold pixel p in bit p mod 8 of byte p / 8', () => {
    expect([...packMask(Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 1))]).toEqual([0b00100001, 0b10]);
  });

  it('come back as they were, whatever their length and wherever they lie', () => {
    for (const pixels of [0, 1, 3, 4, 7, 8, 9, 31, 32, 33, 1001])
      for (const offset of [0, 1, 4]) {
        const mask = new Uint8Array(offset + pixels).subarray(offset);
        mask.set(pattern(pixels));
        const packed = packMask(mask);
        expect(packed.length).toBe(Math.ceil(pixels / 8));
        expect([...unpackMask(packed, new Uint8Array(pixels).fill(7))]).toEqual([...mask]);
        expect(countPacked(packed)).toBe(mask.filter((value) => value === 1).length);
      }
  });

  it('count all pixels of 4 million', () => {
    expect(countPacked(packMask(new Uint8Array(2048 * 2048).fill(1)))).toBe(2048 * 2048);
  });

  it('join: masked in one or in the other', () => {
    const [a, b] = [pattern(77), Uint8Array.from({ length: 77 }, (_, p) => (p % 7 === 2 ? 1 : 0))];
    const joined = packMask(a);
    joinPacked(joined, packMask(b));
    expect([...unpackMask(joined, new Uint8Array(77))]).toEqual([...a].map((value, p) => value | b[p]!));
  });

  it('refuse an image of another size', () => {
    expect(() => unpackMask(new Uint8Array(2), new Uint8Array(8))).toThrow('2 bytes are no packed mask of 8 pixels');
  });
});
