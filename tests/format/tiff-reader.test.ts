import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { tiffReader } from '../../src-shared/format/tiff-reader.ts';
import { buildTiff, bytesOf, type TiffRecipe } from './build-tiff.ts';

const open = (recipe: TiffRecipe) => tiffReader.open(sourceFromBytes('test.tif', buildTiff(recipe)), {});
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

async function pixels(recipe: TiffRecipe, frame = 0): Promise<number[]> {
  return [...(await (await open(recipe)).readFrame(frame)).samples];
}

/** Page of `rows` × `columns` samples. */
const page = (rows: number, columns: number, bits: number, more: Record<number, number | string> = {}) => ({
  256: columns,
  257: rows,
  258: bits,
  259: 1,
  262: 1,
  278: rows,
  ...more,
});

describe('tiffReader, uncompressed', () => {
  const values = [1, 258, 65535, 0, 7, 40000];

  it.each([true, false])('reads strips that follow one another (little endian: %s)', async (littleEndian) => {
    const blocks = [bytesOf(values.slice(0, 4), 2, littleEndian), bytesOf(values.slice(4), 2, littleEndian)];
    expect(await pixels({ littleEndian, pages: [{ tags: page(3, 2, 16, { 278: 2 }), blocks }] })).toEqual(values);
  });

  it.each([true, false])('reads BigTIFF (little endian: %s)', async (littleEndian) => {
    const recipe = {
      littleEndian,
      big: true,
      pages: [{ tags: page(2, 3, 16), blocks: [bytesOf(values, 2, littleEndian)] }],
    };
    expect(await pixels(recipe)).toEqual(values);
  });

  it('reads strips that lie apart, each with one row', async () => {
    // 3 bytes per strip: the test's writer pads every block to an even number, so they do not touch
    const blocks = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)];
    expect(await pixels({ pages: [{ tags: page(2, 3, 8, { 278: 1 }), blocks }] })).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('reads signed and real samples as their type', async () => {
    const signed = { pages: [{ tags: page(1, 2, 16, { 339: 2 }), blocks: [bytesOf([0xffff, 0x8000], 2)] }] };
    expect(await pixels(signed)).toEqual([-1, -32768]);
    expect((await open(signed)).summary.sampleType).toBe('int16');
    const real = { pages: [{ tags: page(1, 1, 32, { 339: 3 }), blocks: [bytesOf([0x3fc00000], 4)] }] };
    expect(await pixels(real)).toEqual([1.5]);
    expect((await open(real)).summary.sampleType).toBe('float32');
  });

  it('unpacks 1 and 12 bits, most significant first, rows beginning at a byte', async () => {
    const bilevel = { pages: [{ tags: page(2, 3, 1), blocks: [Uint8Array.of(0b10100000, 0b01000000)] }] };
    expect(await pixels(bilevel)).toEqual([1, 0, 1, 0, 1, 0]);
    const twelve = { pages: [{ tags: page(1, 2, 12), blocks: [hex('abc123')] }] };
    expect(await pixels(twelve)).toEqual([0xabc, 0x123]);
  });

  it('reads tiles that reach over the edge', async () => {
    // 2 × 3 pixels in tiles of 2 × 2: columns 0–1, then column 2 and one that is not part of the image
    const tags = { ...page(2, 3, 8), 322: 2, 323: 2 };
    const blocks = [Uint8Array.of(1, 2, 4, 5), Uint8Array.of(3, 99, 6, 99)];
    expect(await pixels({ pages: [{ tags, blocks }] })).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('presents pages as frames and leaves thumbnails out', async () => {
    const one = (value: number, more = {}) => ({ tags: page(1, 1, 8, more), blocks: [Uint8Array.of(value)] });
    const recipe = { pages: [one(10), one(20, { 254: 1 }), one(30)] };
    expect((await open(recipe)).summary.frameCount).toBe(2);
    expect(await pixels(recipe, 1)).toEqual([30]);
  });
});

describe('tiffReader, compressed', () => {
  // Strips written by libtiff 4.5 through Pillow 9.4.
  const picture = [0, 1, 2, 3, 4, 5, 6, 7, 1, 1, 1, 1, 1, 1, 1, 1, 9, 8, 9, 8, 9, 8, 9, 8];
  it.each([
    ['LZW', 5, '800000202018100a0603806150b85024110e88022020'],
    ['PackBits', 32773, '070001020304050607f901070908090809080908'],
    ['deflate', 8, '789c63606462666165636784024e0e08040003c40069'],
    ['Zstandard', 50000, '28b52ffd0060c10000000102030405060701010101010101010908090809080908'],
  ])('reads %s', async (_name, compression, block) => {
    expect(await pixels({ pages: [{ tags: page(3, 8, 8, { 259: compression }), blocks: [hex(block)] }] })).toEqual(
      picture,
    );
  });

  it('undoes horizontal differences of 16 bits', async () => {
    const tags = page(2, 4, 16, { 259: 5, 317: 2 });
    expect(await pixels({ pages: [{ tags, blocks: [hex('803a006010026dfe7b7e00001047fbfe0901')] }] })).toEqual([
      1000, 1001, 900, 65535, 0, 1, 0, 1,
    ]);
  });

  it('undoes horizontal differences in a big-endian file', async () => {
    const block = new Uint8Array(deflateSync(bytesOf([1000, 1, 65535], 2, false))); // +1, −1
    const tags = page(1, 3, 16, { 259: 8, 317: 2 });
    expect(await pixels({ littleEndian: false, pages: [{ tags, blocks: [block] }] })).toEqual([1000, 1001, 1000]);
  });

  it.each([
    ['LZW', 5, '800fd029058300a0cf1080000843e428ec8a1e806148e40134670a668ce2519808'],
    ['deflate', 8, '789cb36f9cb0e140c079450686961a0686b22e5b460686be065f630686b3c68c400c00b58a09ce'],
  ])('undoes differences of reals (%s)', async (_name, compression, block) => {
    const tags = page(2, 4, 32, { 259: compression, 317: 3, 339: 3 });
    const expected = [1.5, -2.25, 3e10, 0, 0.1, 0.2, 0.3, 0.4];
    expect(await pixels({ pages: [{ tags, blocks: [hex(block)] }] })).toEqual([...Float32Array.from(expected)]);
  });

  it('refuses what nobody here decodes, by name', async () => {
    const recipe = { pages: [{ tags: page(1, 8, 8, { 259: 34712 }), blocks: [new Uint8Array(8)] }] };
    await expect(pixels(recipe)).rejects.toThrow('test.tif is compressed by JPEG 2000');
  });
});

describe('tiffReader, damaged files', () => {
  it('refuses a million rows and columns in a small file', async () => {
    const recipe = { pages: [{ tags: page(1e6, 1e6, 32), blocks: [new Uint8Array(16)] }] };
    await expect(open(recipe)).rejects.toThrow('1000000 × 1000000 pixels, more than');
  });

  it('compares the size with the file before it reads', async () => {
    const recipe = { pages: [{ tags: page(4000, 4000, 32), blocks: [new Uint8Array(16)] }] };
    await expect(pixels(recipe)).rejects.toThrow('take 64000000 bytes, but only');
  });

  it('refuses a compressed image larger than its bytes can hold', async () => {
    const recipe = { pages: [{ tags: page(16000, 16000, 8, { 259: 8 }), blocks: [hex('789c030000000001')] }] };
    await expect(pixels(recipe)).rejects.toThrow('take 256000000 bytes');
  });

  it('says that a strip ends early', async () => {
    const block = hex('800000202018'); // LZW cut off
    await expect(pixels({ pages: [{ tags: page(3, 8, 8, { 259: 5 }), blocks: [block] }] })).rejects.toThrow(
      'ends early',
    );
  });

  it('refuses colour pictures', async () => {
    const recipe = { pages: [{ tags: page(1, 1, 8, { 277: 3 }), blocks: [new Uint8Array(3)] }] };
    await expect(open(recipe)).rejects.toThrow('3 samples per pixel');
  });

  it('does not follow pages in a loop', async () => {
    const bytes = buildTiff({ pages: [{ tags: page(1, 1, 8), blocks: [Uint8Array.of(1)] }] });
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(4, true);
    const next = directory + 2 + 12 * view.getUint16(directory, true);
    view.setUint32(next, directory, true);
    await expect(tiffReader.open(sourceFromBytes('loop.tif', bytes), {})).rejects.toThrow('in a loop');
  });
});

describe('tiffReader, metadata', () => {
  it('takes what a Pilatus writes into the description', async () => {
    const description = [
      '# Pixel_size 172e-6 m x 173e-6 m',
      '# Exposure_time 3.0000000 s',
      '# Threshold_setting: 15000 eV',
      '# Wavelength 1.54987 A',
      '# Detector_distance 0.21143 m',
      '# Beam_xy (498.18, 515.77) pixels',
      '# Phi 12.5000 deg.',
    ].join('\r\n');
    const recipe = {
      pages: [
        {
          tags: page(1, 1, 8, { 270: description, 272: 'PILATUS 1M-F', 306: '2014:10:24 16:33:09' }),
          blocks: [Uint8Array.of(1)],
        },
      ],
    };
    const { metadata } = (await open(recipe)).summary;
    expect(metadata).toMatchObject({
      pixel2: 172e-6, // the fast axis stands first
      pixel1: 173e-6,
      exposureTime: 3,
      wavelength: 1.54987e-10,
      distance: 0.21143,
      beamCentre: [498.18, 515.77],
      motors: { Phi: 12.5 },
      detector: 'PILATUS 1M-F',
      time: '2014:10:24 16:33:09',
    });
    expect(metadata.header['Threshold_setting']).toBe('15000 eV');
  });
});
