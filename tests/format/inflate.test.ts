import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflate } from '../../src-shared/format/inflate.ts';

/** Text-like bytes with repetitions near and far, from a fixed seed. */
function sample(length: number): Uint8Array {
  const out = new Uint8Array(length);
  let state = 12345;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    out[i] = i > 300 && state & 0x10000 ? out[i - 1 - ((state >>> 17) % 300)]! : (state >>> 24) & 63;
  }
  return out;
}

describe('inflate', () => {
  it.each([
    ['stored blocks', { level: 0 }],
    ['fixed codes', { strategy: constants.Z_FIXED }],
    ['dynamic codes', { level: 9 }],
    ['codes only, no repetitions', { strategy: constants.Z_HUFFMAN_ONLY }],
  ])('undoes what zlib makes: %s', (_name, options) => {
    const original = sample(200_000);
    const out = new Uint8Array(original.length);
    expect(inflate(deflateRawSync(original, options), out)).toBe(original.length);
    expect(Buffer.compare(out, original)).toBe(0);
  });

  it('decodes codes longer than ten bits', () => {
    // Fibonacci frequencies make the deepest Huffman tree
    const symbols: number[] = [];
    for (let symbol = 0, a = 1, b = 1; symbol < 20; symbol++, [a, b] = [b, a + b])
      for (let i = 0; i < a; i++) symbols.push(symbol * 3);
    const original = Uint8Array.from(symbols);
    const out = new Uint8Array(original.length);
    inflate(deflateRawSync(original, { strategy: constants.Z_HUFFMAN_ONLY }), out);
    expect(Buffer.compare(out, original)).toBe(0);
  });

  it('stops at the end of the buffer, however long the stream is', () => {
    const out = new Uint8Array(100);
    expect(inflate(deflateRawSync(new Uint8Array(10_000_000)), out)).toBe(100);
  });

  it('reports fewer bytes for a stream that is cut off', () => {
    const packed = deflateRawSync(sample(5000));
    const out = new Uint8Array(5000);
    expect(inflate(packed.subarray(0, packed.length >> 1), out)).toBeLessThan(5000);
  });

  it('ends on any damage', () => {
    const packed = deflateRawSync(sample(3000));
    for (let at = 0; at < packed.length; at += 7) {
      const damaged = Uint8Array.from(packed);
      damaged[at]! ^= 0xff;
      expect(inflate(damaged, new Uint8Array(3000))).toBeLessThanOrEqual(3000);
    }
  });
});
