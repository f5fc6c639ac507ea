import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pngAddress, writePng } from '../../src-shared/format/png-writer.ts';

const picture = {
  width: 3,
  height: 2,
  indices: Uint8Array.of(0, 1, 2, 2, 1, 0),
  palette: Uint8Array.of(0, 0, 0, 255, 0, 0, 255, 255, 255),
};

describe('writePng', () => {
  const file = writePng(picture);
  const view = new DataView(file.buffer);
  const chunks: { name: string; data: Uint8Array; crc: number }[] = [];
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...file.subarray(at + 4, at + 8));
    chunks.push({ name, data: file.subarray(at + 8, at + 8 + length), crc: view.getUint32(at + 8 + length) });
    at += 12 + length;
  }

  it('has the signature and the four chunks that a picture with a palette needs', () => {
    expect([...file.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    expect(chunks.map(({ name }) => name)).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
    // Width, height, 8 bits, colour type 3 (palette), no interlace.
    expect([...chunks[0]!.data]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0]);
    expect([...chunks[1]!.data]).toEqual([...picture.palette]);
  });

  it('holds the rows, each after the number of its filter', () => {
    expect([...inflateSync(chunks[2]!.data)]).toEqual([0, 0, 1, 2, 0, 2, 1, 0]);
  });

  it('ends with the checksum that every PNG file ends with', () => {
    expect(chunks[3]!.crc).toBe(0xae426082);
  });

  it('refuses sizes that do not fit', () => {
    expect(() => writePng({ ...picture, height: 3 })).toThrow('6 pixels for a picture of 3 × 3');
    expect(() => writePng({ ...picture, palette: new Uint8Array(4) })).toThrow('a palette of 4 bytes');
  });
});

describe('pngAddress', () => {
  it.each([[[1, 2, 3]], [[250, 251]], [[255]], [[0, 16, 131, 16]]])('is base64 of any length: %j', (bytes) => {
    const address = pngAddress(Uint8Array.from(bytes));
    expect([...Buffer.from(address.replace('data:image/png;base64,', ''), 'base64')]).toEqual(bytes);
  });
});
