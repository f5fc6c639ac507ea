import { describe, expect, it } from 'vitest';
import { murmurHash128 } from '../../src-shared/numerics/murmur-hash.ts';

const hash = (text: string): string => murmurHash128(new TextEncoder().encode(text));

describe('murmurHash128', () => {
  it('gives the published values of MurmurHash3 x86_128', () => {
    // Known answers that circulate with ports of Appleby's program; the second has a tail of 11 bytes.
    expect(hash('')).toBe('00000000000000000000000000000000');
    expect(hash('The quick brown fox jumps over the lazy dog')).toBe('2f1583c3ecee2c675d7bf66ce5e91d2c');
  });

  it('changes with every single byte and with trailing zeros', () => {
    const bytes = new Uint8Array(40);
    const seen = new Set([murmurHash128(bytes), murmurHash128(bytes.subarray(0, 39))]);
    for (let i = 0; i < bytes.length; i++) seen.add(murmurHash128(bytes.map((value, k) => (k === i ? 1 : value))));
    expect(seen.size).toBe(42);
  });
});
