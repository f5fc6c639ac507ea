import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { fit2dMaskReader } from '../../src-shared/format/fit2d-mask-reader.ts';

function mask(columns: number, rows: number, words: readonly number[]): Uint8Array {
  const out = new Uint8Array(1024 + 4 * words.length);
  const view = new DataView(out.buffer);
  ['M', 'A', 'S', 'K'].forEach((letter, i) => view.setInt32(4 * i, letter.charCodeAt(0), true));
  view.setInt32(16, columns, true);
  view.setInt32(20, rows, true);
  words.forEach((word, i) => view.setUint32(1024 + 4 * i, word, true));
  return out;
}
const open = (bytes: Uint8Array) => fit2dMaskReader.open(sourceFromBytes('test.msk', bytes), {});

describe('fit2dMaskReader', () => {
  it('puts the row that is stored last on top', async () => {
    // 2 rows of 3: stored first (bottom) 0b011, stored last (top) 0b100; least significant bit = column 0
    const image = await open(mask(3, 2, [0b011, 0b100]));
    expect(image.summary.shape).toEqual([2, 3]);
    expect([...(await image.readFrame(0)).samples]).toEqual([0, 0, 1, 1, 1, 0]);
  });

  it('F070: reads widths that are a multiple of 32, and one more', async () => {
    const exact = await (await open(mask(32, 1, [0x80000001]))).readFrame(0);
    expect([exact.samples[0], exact.samples[30], exact.samples[31]]).toEqual([1, 0, 1]);
    const more = await (await open(mask(33, 1, [0, 1]))).readFrame(0);
    expect([more.samples[31], more.samples[32]]).toEqual([0, 1]);
  });

  it('ignores surplus bytes', async () => {
    const bytes = Uint8Array.from([...mask(3, 1, [0b101]), 0x0a]);
    expect([...(await (await open(bytes)).readFrame(0)).samples]).toEqual([1, 0, 1]);
  });

  it('refuses masks that are cut off or too large', async () => {
    await expect(open(mask(100, 100, [0]))).rejects.toThrow('takes 1600 bytes, 4 are there');
    await expect(open(mask(1e6, 1e6, [0]))).rejects.toThrow('more than the 268435456');
    await expect(open(mask(-3, 2, [0]))).rejects.toThrow('positive whole numbers');
  });
});
