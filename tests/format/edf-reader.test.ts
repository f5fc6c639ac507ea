import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { edfReader } from '../../src-shared/format/edf-reader.ts';
import { latin1Bytes } from '../../src-shared/format/image-writer.ts';

/** A header of 512 bytes. */
function header(entries: Readonly<Record<string, string | number>>): Uint8Array {
  const text = `{\n${Object.entries(entries)
    .map(([key, value]) => `${key} = ${value} ;\n`)
    .join('')}`;
  return latin1Bytes(`${text.padEnd(510)}}\n`);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const open = (...parts: readonly Uint8Array[]) => edfReader.open(sourceFromBytes('test.edf', join(...parts)), {});
const small = { HeaderID: 'EH:000001:000000:000000', ByteOrder: 'LowByteFirst', Dim_1: 2, Dim_2: 1 };

describe('edfReader', () => {
  it.each([
    ['UnsignedByte', [1, 255], [1, 255], 'uint8'],
    ['SignedByte', [1, 255], [1, -1], 'int8'],
    ['UnsignedShort', [0, 1, 255, 255], [256, 65535], 'uint16'],
    ['SignedShort', [0, 1, 255, 255], [256, -1], 'int16'],
    ['UnsignedInteger', [0, 1, 0, 0, 255, 255, 255, 255], [256, 4294967295], 'uint32'],
    ['SignedLong', [0, 1, 0, 0, 255, 255, 255, 255], [256, -1], 'int32'],
    ['FloatValue', [0, 0, 192, 63, 0, 0, 0, 192], [1.5, -2], 'float32'],
    ['DoubleValue', [0, 0, 0, 0, 0, 0, 248, 63, 0, 0, 0, 0, 0, 0, 0, 192], [1.5, -2], 'float64'],
  ])('reads %s', async (dataType, bytes, values, sampleType) => {
    const image = await open(header({ ...small, DataType: dataType }), Uint8Array.from(bytes));
    expect(image.summary).toMatchObject({ shape: [1, 2], sampleType, frameCount: 1 });
    expect([...(await image.readFrame(0)).samples]).toEqual(values);
  });

  it('reads the other byte order', async () => {
    const image = await open(
      header({ ...small, ByteOrder: 'HighByteFirst', DataType: 'UnsignedShort' }),
      Uint8Array.of(1, 0, 0, 2),
    );
    expect([...(await image.readFrame(0)).samples]).toEqual([256, 2]);
  });

  it('turns 64-bit integers into float64, exact up to 2^53, the nearest beyond', async () => {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    view.setBigInt64(0, -(2n ** 53n) + 1n, true);
    view.setBigInt64(8, 2n ** 62n + 1n, true);
    const image = await open(header({ ...small, DataType: 'Signed64' }), bytes);
    expect(image.summary.sampleType).toBe('float64');
    expect([...(await image.readFrame(0)).samples]).toEqual([-9007199254740991, 2 ** 62]);
  });

  it('reads frames one after another, each with its own header', async () => {
    const first = header({ ...small, DataType: 'UnsignedByte', Size: 512, motor_mne: 'phi', motor_pos: '1.5' });
    const second = header({ ...small, DataType: 'UnsignedByte', motor_mne: 'phi  chi', motor_pos: '2.5 -7e-1' });
    const padded = new Uint8Array(512);
    padded.set([1, 2]);
    const image = await open(first, padded, second, Uint8Array.of(3, 4));
    expect(image.summary.frameCount).toBe(2);
    const frame = await image.readFrame(1);
    expect([...frame.samples]).toEqual([3, 4]);
    expect(frame.metadata.motors).toEqual({ phi: 2.5, chi: -0.7 });
    await expect(image.readFrame(2)).rejects.toThrow('frames 0 to 1');
  });

  it('counts a third dimension as frames', async () => {
    const image = await open(header({ ...small, DataType: 'UnsignedByte', Dim_3: 2 }), Uint8Array.of(1, 2, 3, 4));
    expect(image.summary.frameCount).toBe(2);
    expect([...(await image.readFrame(1)).samples]).toEqual([3, 4]);
  });

  it('keeps metadata in SI, axis 1 being the fast one', async () => {
    const entries = {
      PSize_1: 1e-4,
      PSize_2: 2e-4,
      WaveLength: 1.393e-11,
      SampleDistance: 1.25,
      Center_1: 10.5,
      Center_2: 20,
    };
    const image = await open(
      header({ ...small, ...entries, ExposureTime: 0.25, DataType: 'UnsignedByte' }),
      new Uint8Array(2),
    );
    expect(image.summary.metadata).toMatchObject({
      pixel1: 2e-4,
      pixel2: 1e-4,
      wavelength: 1.393e-11,
      distance: 1.25,
      beamCentre: [10.5, 20],
      exposureTime: 0.25,
    });
  });

  it('refuses a Size that is too small for the dimensions', async () => {
    const lying = header({ ...small, DataType: 'UnsignedShort', Size: 2 });
    await expect(open(lying, new Uint8Array(4))).rejects.toThrow('its Size is 2 bytes, its dimensions need 4');
  });

  it('refuses dimensions that the file cannot hold', async () => {
    await expect(open(header({ ...small, DataType: 'UnsignedByte', Dim_2: 5000 }), new Uint8Array(4))).rejects.toThrow(
      'take 10000 bytes, but only 4 are there',
    );
    await expect(open(header({ ...small, DataType: 'UnsignedByte', Dim_2: -1 }), new Uint8Array(4))).rejects.toThrow(
      'positive whole numbers',
    );
  });

  it('refuses compressed files and unknown types in words', async () => {
    const compressed = header({ ...small, DataType: 'UnsignedByte', Compression: 'GzipCompression' });
    await expect(open(compressed, new Uint8Array(2))).rejects.toThrow('compressed by "GzipCompression"');
    await expect(open(header({ ...small, DataType: 'Complex' }), new Uint8Array(2))).rejects.toThrow('"Complex"');
  });

  it('is not fooled by an SMV file', () => {
    const smv = latin1Bytes('{\nHEADER_BYTES= 512;\nDIM=2;\nBYTE_ORDER=little_endian;\n}\n');
    expect(edfReader.recognises(smv, sourceFromBytes('x.img', smv))).toBe(false);
  });
});
