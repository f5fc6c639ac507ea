import { describe, expect, it } from 'vitest';
import { decodeSamples, swapBytes, type StoredType } from '../../src-shared/format/decode-samples.ts';

describe('decodeSamples', () => {
  it('is a view of aligned bytes in the order of the machine', () => {
    const bytes = new Uint8Array(8);
    expect(decodeSamples(bytes, 'uint32', true).buffer).toBe(bytes.buffer);
  });

  it('copies bytes that do not begin at a multiple of the sample size', () => {
    const bytes = Uint8Array.of(9, 1, 0, 2, 0).subarray(1);
    expect([...decodeSamples(bytes, 'uint16', true)]).toEqual([1, 2]);
  });

  it('gives the same numbers from both byte orders', () => {
    for (const [type, size] of [
      ['uint16', 2],
      ['int32', 4],
      ['float32', 4],
      ['float64', 8],
      ['int64', 8],
      ['uint64', 8],
    ] as const) {
      const little = Uint8Array.from({ length: 4 * size }, (_, i) => (i * 37 + 11) & 127);
      const big = little.slice();
      for (let i = 0; i < big.length; i += size) big.subarray(i, i + size).reverse();
      expect([...decodeSamples(big, type satisfies StoredType, false)]).toEqual([...decodeSamples(little, type, true)]);
    }
  });

  it('rounds 64-bit integers to the nearest float64, half to even', () => {
    const bytes = new Uint8Array(24);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, 2n ** 53n + 1n, true); // half way between two: the even one
    view.setBigUint64(8, 2n ** 53n + 3n, true);
    view.setBigUint64(16, 2n ** 64n - 1n, true);
    expect([...decodeSamples(bytes, 'uint64', true)]).toEqual([2 ** 53, 2 ** 53 + 4, 2 ** 64]);
  });

  it('widens 16-bit reals: 65504 is the largest, then infinity and NaN', () => {
    const bytes = Uint8Array.of(0xff, 0x7b, 0x00, 0xfc, 0x01, 0x7c);
    expect([...decodeSamples(bytes, 'float16', true)]).toEqual([65504, -Infinity, NaN]);
  });

  it('swaps twice to what it was', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
    for (const size of [1, 2, 4, 8]) {
      swapBytes(bytes, size);
      expect(bytes[0]).toBe(size - 1);
      swapBytes(bytes, size);
      expect([...bytes]).toEqual(Array.from({ length: 16 }, (_, i) => i));
    }
  });

  it('rejects a part of a sample', () => {
    expect(() => decodeSamples(new Uint8Array(5), 'int32', true)).toThrow(RangeError);
  });
});
