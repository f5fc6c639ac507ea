import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { latin1Bytes } from '../../src-shared/format/image-writer.ts';
import { npyReader } from '../../src-shared/format/npy-reader.ts';

function npy(
  descr: string,
  shape: string,
  data: readonly number[],
  options: { fortran?: boolean; version?: number } = {},
) {
  const { fortran = false, version = 1 } = options;
  const text =
    `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }`.padEnd(117) + '\n';
  const length = version === 1 ? [118, 0] : [118, 0, 0, 0];
  return Uint8Array.from([...latin1Bytes('\x93NUMPY'), version, 0, ...length, ...latin1Bytes(text), ...data]);
}
const open = (bytes: Uint8Array) => npyReader.open(sourceFromBytes('test.npy', bytes), {});
const pixels = async (bytes: Uint8Array, frame = 0) => [...(await (await open(bytes)).readFrame(frame)).samples];

describe('npyReader', () => {
  it.each([
    ['|b1', [0, 1], [0, 1], 'uint8'],
    ['|i1', [1, 255], [1, -1], 'int8'],
    ['>u2', [1, 0, 0, 2], [256, 2], 'uint16'],
    ['<i2', [0, 1, 255, 255], [256, -1], 'int16'],
    ['>i4', [255, 255, 255, 255, 0, 0, 1, 0], [-1, 256], 'int32'],
    ['<u8', [255, 255, 255, 255, 255, 255, 255, 255, 7, 0, 0, 0, 1, 0, 0, 0], [2 ** 64, 2 ** 32 + 7], 'float64'],
    ['>i8', [255, 255, 255, 255, 255, 255, 255, 254, 0, 0, 0, 0, 0, 0, 0, 9], [-2, 9], 'float64'],
    ['<f2', [0x00, 0x3e, 0x01, 0x80], [1.5, -(2 ** -24)], 'float32'], // 0x3e00; the smallest number below zero
    ['>f4', [63, 192, 0, 0, 192, 0, 0, 0], [1.5, -2], 'float32'],
  ])('reads %s', async (descr, data, values, sampleType) => {
    const bytes = npy(descr, '1, 2', data);
    expect((await open(bytes)).summary.sampleType).toBe(sampleType);
    expect(await pixels(bytes)).toEqual(values);
  });

  it.each([1, 2, 3])('reads version %i', async (version) => {
    expect(await pixels(npy('|u1', '2, 2', [1, 2, 3, 4], { version }))).toEqual([1, 2, 3, 4]);
  });

  it('turns Fortran order', async () => {
    // [[1, 2, 3], [4, 5, 6]] stored column by column
    expect(await pixels(npy('|u1', '2, 3', [1, 4, 2, 5, 3, 6], { fortran: true }))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes the first of three axes as frames, in both orders', async () => {
    expect(await pixels(npy('|u1', '2, 1, 3', [1, 2, 3, 4, 5, 6]), 1)).toEqual([4, 5, 6]);
    expect(await pixels(npy('|u1', '2, 1, 3', [1, 4, 2, 5, 3, 6], { fortran: true }), 1)).toEqual([4, 5, 6]);
  });

  it.each([
    ['-1, 5', 'a damaged .npy header: the shape is "-1, 5"'],
    ['1000000, 1000000', 'more than the 268435456 that one frame may have'],
    ['100, 100', 'take 10000 bytes, but only 4 are there'],
    ['9000000, 2, 2', 'claims 9000000 frames'],
    ['0, 4', 'must be positive'],
    ['4,', '1 axes; expected 2'],
  ])('refuses the shape (%s)', async (shape, message) => {
    await expect(open(npy('|u1', shape, [1, 2, 3, 4]))).rejects.toThrow(message);
  });

  it('refuses complex numbers and objects', async () => {
    await expect(open(npy('<c8', '1, 1', new Array<number>(8).fill(0)))).rejects.toThrow('<c8');
    await expect(open(npy('|O', '1, 1', [0]))).rejects.toThrow('expected integers, reals or bool');
  });

  it('refuses a header longer than the file', async () => {
    const bytes = npy('|u1', '1, 1', [0], { version: 2 });
    new DataView(bytes.buffer).setUint32(8, 4_000_000_000, true);
    await expect(open(bytes)).rejects.toThrow('it claims 4000000000 bytes');
  });
});
