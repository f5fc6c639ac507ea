import { describe, expect, it } from 'vitest';
import { builtInReaders } from '../../src-shared/format/built-in-readers.ts';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { latin1Bytes } from '../../src-shared/format/image-writer.ts';
import { marccdReader } from '../../src-shared/format/marccd-reader.ts';
import { buildTiff } from './build-tiff.ts';

/** Directory before byte 1024, header of 3072 bytes, then two samples of 16 bits. */
function marccd(fields: Readonly<Record<number, number>>): Uint8Array {
  const tags = { 256: 2, 257: 1, 258: 16, 259: 1, 262: 1, 278: 1 };
  const tiff = buildTiff({ pages: [{ tags, blocks: [new Uint8Array(4)] }] });
  const out = new Uint8Array(4100);
  out.set(tiff);
  const view = new DataView(out.buffer);
  const directory = view.getUint32(4, true);
  for (let entry = directory + 2; entry < directory + 2 + 12 * view.getUint16(directory, true); entry += 12)
    if (view.getUint16(entry, true) === 273) view.setUint32(entry + 8, 4096, true);
  view.setUint32(1024, 2, true);
  out.set(latin1Bytes('MMX'), 1028);
  view.setUint32(1024 + 28, 1234, true);
  for (const [at, value] of Object.entries(fields)) view.setInt32(1024 + Number(at), value, true);
  out.set(latin1Bytes('0607121520112011.30'), 1024 + 1344);
  out.set([1, 0, 255, 255], 4096);
  return out;
}

describe('marccdReader', () => {
  const bytes = marccd({
    640: 200123, // µm
    644: 1024500, // 1000 · px
    648: 1030250,
    656: 1500, // ms
    684: 45500, // 1000 · degrees
    772: 79346, // nm, x
    776: 79300, // y
    908: 97918, // fm
  });

  it('is asked before TIFF, which it is as well', () => {
    const source = sourceFromBytes('x.mccd', bytes);
    expect(builtInReaders.find((reader) => reader.recognises(bytes, source))?.id).toBe('marccd');
  });

  it('reads samples and the header in SI', async () => {
    const image = await marccdReader.open(sourceFromBytes('x.mccd', bytes), {});
    expect([...(await image.readFrame(0)).samples]).toEqual([1, 65535]);
    expect(image.summary).toMatchObject({
      formatId: 'marccd',
      shape: [1, 2],
      metadata: {
        distance: 0.200123,
        beamCentre: [1024.5, 1030.25],
        exposureTime: 1.5,
        pixel2: 79.346e-6,
        pixel1: 79.3e-6,
        wavelength: 97918 / 1e15,
        motors: { phi: 45.5 },
        time: '0607121520112011.30',
      },
    });
  });
});
