import { beforeAll, describe, expect, it } from 'vitest';
import { loadUnpacker, type Unpacker } from '../../src-main/unpack/unpacker.ts';
import { compileUnpackerIfStale } from '../kernel/fresh-kernel.ts';

let unpacker: Unpacker;
beforeAll(async () => {
  compileUnpackerIfStale();
  unpacker = await loadUnpacker();
});

// Chunks of 88 numbers, (37 · i) mod 251, and in those of 2 and 4 bytes 9000 more in number 40, as h5py 3.7 wrote them with
// bitshuffle 0.3.5 (filter 32008, options 0, 2).
const CHUNK_1 = [
  0, 0, 0, 0, 0, 0, 0, 88, 0, 0, 32, 0, 0, 0, 0, 90, 240, 73, 42, 149, 74, 165, 86, 171, 213, 106, 165, 82, 169, 76, 38,
  147, 201, 100, 50, 153, 76, 54, 155, 205, 90, 173, 86, 171, 209, 104, 52, 26, 157, 78, 167, 236, 9, 123, 194, 154,
  178, 166, 172, 41, 107, 202, 112, 206, 99, 12, 227, 60, 199, 48, 206, 115, 12, 42, 165, 214, 90, 169, 149, 82, 106,
  165, 214, 90, 76, 54, 155, 108, 50, 217, 100, 179, 201, 100, 147, 112, 56, 28, 143, 195, 225, 120, 60, 14, 135, 227,
];
const COMMON = [
  255, 75, 42, 149, 74, 165, 86, 171, 213, 106, 165, 82, 169, 76, 38, 147, 201, 100, 50, 153, 76, 54, 155, 205, 90, 173,
  86, 171, 209, 104, 52, 26, 157, 78, 167, 236, 9, 123, 194, 154, 179, 166, 172, 41, 107, 202, 112, 206, 99, 12, 227,
  60, 199, 48, 206, 115, 12, 42, 165, 214, 90, 169, 148, 82, 106, 165, 214, 90, 76, 54, 155, 108, 50, 216, 100, 179,
  201, 100, 147, 112, 56, 28, 143, 195, 224, 120, 60, 14, 135, 227, 0, 0, 2, 0, 6, 31, 1, 26, 0, 6, 3, 2, 0, 15, 33, 0,
];
const CHUNK_2 = [0, 0, 0, 0, 0, 0, 0, 176, 0, 0, 32, 0, 0, 0, 0, 113, ...COMMON, 4, 80, 0, 0, 0, 0, 0];
const CHUNK_4 = [
  ...[0, 0, 0, 0, 0, 0, 1, 96, 0, 0, 32, 0, 0, 0, 0, 117],
  ...[...COMMON, 14, 15, 2, 0, 147, 80, 0, 0, 0, 0, 0],
];
const number = (i: number) => (37 * i) % 251;

describe('unpack, bitshuffle with LZ4', () => {
  it('gives the numbers that h5py wrote, of one, two and four bytes', () => {
    const one = unpacker.unpack('bitshuffle-lz4', Uint8Array.from(CHUNK_1), 88, 1)!;
    expect([...one]).toEqual(Array.from({ length: 88 }, (_, i) => number(i)));
    const expected = Array.from({ length: 88 }, (_, i) => number(i) + (i === 40 ? 9000 : 0));
    const two = unpacker.unpack('bitshuffle-lz4', Uint8Array.from(CHUNK_2), 176, 2)!;
    expect([...new Uint16Array(two.slice().buffer)]).toEqual(expected);
    const four = unpacker.unpack('bitshuffle-lz4', Uint8Array.from(CHUNK_4), 352, 4)!;
    expect([...new Uint32Array(four.slice().buffer)]).toEqual(expected);
  });

  it('gives nothing for a chunk that is cut off, of another length, or with another number anywhere in its lengths', () => {
    const unpack = (chunk: readonly number[]) => unpacker.unpack('bitshuffle-lz4', Uint8Array.from(chunk), 176, 2);
    for (let length = 0; length < CHUNK_2.length; length++) expect(unpack(CHUNK_2.slice(0, length))).toBeNull();
    expect(unpack([...CHUNK_2, 0])).toBeNull();
    for (let at = 0; at < 16; at++) {
      const changed = [...CHUNK_2];
      changed[at] = 255 - changed[at]!;
      if (at < 8 || at > 11) expect(unpack(changed), `byte ${at}`).toBeNull(); // bytes 8 to 11: longest block
    }
  });

  it('never writes outside, whatever the bytes are', () => {
    let state = 1;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    for (let round = 0; round < 2000; round++) {
      const chunk = Uint8Array.from(CHUNK_4);
      for (let i = 0; i < 3; i++) chunk[Math.floor(random() * chunk.length)] = Math.floor(random() * 256);
      const result = unpacker.unpack('bitshuffle-lz4', chunk, 352, 4); // a trap would throw
      expect([352, undefined]).toContain(result?.length);
    }
    expect(unpacker.unpack('bitshuffle-lz4', Uint8Array.from(CHUNK_1), 88, 1)?.[1]).toBe(37);
  });
});

describe('unpack, LZ4', () => {
  /** The filter's header around blocks of LZ4. */
  function chunk(bytes: number, blockBytes: number, ...blocks: readonly number[][]): Uint8Array {
    const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
    return Uint8Array.from([
      ...[0, 0, 0, 0, ...big(bytes), ...big(blockBytes)],
      ...blocks.flatMap((block) => [...big(block.length), ...block]),
    ]);
  }

  it.each(Array.from({ length: 40 }, (_, i) => i + 1))('repeats what lies %d bytes back, however long', (distance) => {
    // `distance` literals, a match of each length, five literals: the smallest block of that kind.
    for (const length of [7, 15, 18, 19, 33, 300]) {
      const literals = Array.from({ length: distance }, (_, i) => 100 + i);
      const long = (count: number, least: number): number[] => {
        if (count < least + 15) return [];
        const more: number[] = [];
        let left = count - least - 15;
        for (; left >= 255; left -= 255) more.push(255);
        return [...more, left];
      };
      const token = (Math.min(distance, 15) << 4) | Math.min(length - 4, 15);
      const block = [token, ...long(distance, 0), ...literals, distance, 0, ...long(length, 4), 0x50, 1, 2, 3, 4, 5];
      const total = distance + length + 5;
      const expected = [...literals];
      for (let i = 0; i < length; i++) expected.push(expected.at(-distance)!);
      expect([...unpacker.unpack('lz4', chunk(total, 4096, block), total, 1)!]).toEqual([...expected, 1, 2, 3, 4, 5]);
    }
  });

  it('takes blocks that did not become smaller as they are', () => {
    expect([...unpacker.unpack('lz4', chunk(5, 3, [7, 8, 9], [4, 5]), 5, 1)!]).toEqual([7, 8, 9, 4, 5]);
  });

  it('refuses a match that begins before the block, or of distance 0', () => {
    for (const distance of [0, 3]) {
      const block = [0x21, 1, 2, distance, 0, 0x50, 1, 2, 3, 4, 5];
      expect(unpacker.unpack('lz4', chunk(12, 4096, block), 12, 1)).toBeNull();
    }
  });
});
