import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { latin1Bytes } from '../../src-shared/format/image-writer.ts';
import { speReader } from '../../src-shared/format/spe-reader.ts';

/** Header of 4100 bytes, samples, XML. */
function spe(
  fields: { type: number; columns: number; rows: number; frames: number; mark?: boolean },
  data: Uint8Array,
  xml = '',
) {
  const out = new Uint8Array(4100 + data.length + xml.length);
  const view = new DataView(out.buffer);
  view.setFloat32(10, 0.5, true);
  out.set(latin1Bytes('02Jun2011'), 20);
  out.set(latin1Bytes('153059'), 172);
  view.setUint16(42, fields.columns, true);
  view.setInt16(108, fields.type, true);
  view.setUint16(656, fields.rows, true);
  view.setInt32(1446, fields.frames, true);
  view.setFloat32(1992, xml ? 3 : 2.5, true);
  if (fields.mark !== false) view.setInt32(2996, 0x01234567, true);
  if (xml) view.setBigUint64(678, BigInt(4100 + data.length), true);
  out.set(data, 4100);
  out.set(latin1Bytes(xml), 4100 + data.length);
  return out;
}
const recognised = (bytes: Uint8Array) =>
  speReader.recognises(bytes.subarray(0, 4096), sourceFromBytes('x.spe', bytes));
const open = (bytes: Uint8Array) => speReader.open(sourceFromBytes('test.spe', bytes), {});
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer);

describe('speReader, version 2', () => {
  it.each([
    [0, 'float32', Float32Array.of(1.5, -2)],
    [1, 'int32', Int32Array.of(-5, 70000)],
    [2, 'int16', Int16Array.of(-5, 7)],
    [3, 'uint16', Uint16Array.of(65535, 7)],
    [5, 'float64', Float64Array.of(1.5, -2)],
    [6, 'uint8', Uint8Array.of(255, 7)],
    [8, 'uint32', Uint32Array.of(4294967295, 7)],
  ])('reads samples of type %i', async (type, sampleType, samples) => {
    const image = await open(spe({ type, columns: 2, rows: 1, frames: 1 }, bytesOf(samples)));
    expect(image.summary).toMatchObject({ shape: [1, 2], sampleType, frameCount: 1 });
    expect([...(await image.readFrame(0)).samples]).toEqual([...samples]);
  });

  it('reads frames, exposure and date', async () => {
    const image = await open(spe({ type: 3, columns: 2, rows: 1, frames: 2 }, bytesOf(Uint16Array.of(1, 2, 3, 4))));
    expect([...(await image.readFrame(1)).samples]).toEqual([3, 4]);
    expect(image.summary.metadata).toMatchObject({ exposureTime: 0.5, time: '02Jun2011 15:30:59' });
  });

  it('is recognised by its mark, or by sizes that fit exactly', () => {
    const plain = { type: 3, columns: 2, rows: 1, frames: 1 };
    expect(recognised(spe(plain, new Uint8Array(4)))).toBe(true);
    expect(recognised(spe({ ...plain, mark: false }, new Uint8Array(4)))).toBe(true);
    expect(recognised(spe({ ...plain, mark: false }, new Uint8Array(5)))).toBe(false);
  });

  it('refuses frames beyond the end', async () => {
    const bytes = spe({ type: 3, columns: 2, rows: 1, frames: 1000 }, new Uint8Array(8));
    await expect(open(bytes)).rejects.toThrow('claims 1000 frames of 4 bytes, but 8 bytes are there');
  });
});

describe('speReader, version 3', () => {
  const xml = (stride: number) =>
    `<SpeFormat version="3.0"><DataFormat><DataBlock type="Frame" count="2" pixelFormat="MonochromeUnsigned16" size="4" stride="${stride}"><DataBlock type="Region" count="1" width="2" height="1" size="4" stride="4"/></DataBlock></DataFormat><DataHistories><Origin created="2014-03-01T12:00:00"/><Camera model="PIXIS"/><ExposureTime type="Double">250</ExposureTime></DataHistories></SpeFormat>`;

  it('takes type, shape and the distance of frames from the footer', async () => {
    // 4 bytes of samples, 2 of something else, twice
    const data = bytesOf(Uint16Array.of(1, 2, 999, 3, 4, 999));
    const image = await open(spe({ type: 0, columns: 9, rows: 9, frames: 7 }, data, xml(6)));
    expect(image.summary).toMatchObject({
      shape: [1, 2],
      sampleType: 'uint16',
      frameCount: 2,
      metadata: { exposureTime: 0.25, detector: 'PIXIS', time: '2014-03-01T12:00:00' },
    });
    expect([...(await image.readFrame(1)).samples]).toEqual([3, 4]);
  });

  it('refuses a footer outside the file, and frames that reach into it', async () => {
    const bytes = spe({ type: 3, columns: 2, rows: 1, frames: 2 }, new Uint8Array(8), xml(4));
    new DataView(bytes.buffer).setBigUint64(678, 999999n, true);
    await expect(open(bytes)).rejects.toThrow('footer should begin at byte 999999');
    const short = spe({ type: 3, columns: 2, rows: 1, frames: 2 }, new Uint8Array(6), xml(4));
    await expect(open(short)).rejects.toThrow('claims 2 frames of 4 bytes, but 6 bytes are there');
  });
});
