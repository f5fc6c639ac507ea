import { describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { cbfReader, decodeByteOffset } from '../../src-shared/format/cbf-reader.ts';
import { encodeByteOffset } from '../../src-shared/format/cbf-writer.ts';
import { latin1Bytes } from '../../src-shared/format/image-writer.ts';

// compByteOffset of fabio 0.14
const VALUES = [0, 1, -1, 127, -128, 300, -40000, 70000];
const ENCODED = '0001fe8080008001ff80ac018000809462ffff800080b0ad0100';
const encoded = new Uint8Array(Buffer.from(ENCODED, 'hex'));

function cbf(section: Readonly<Record<string, string | number>>, data: Uint8Array): Uint8Array {
  const lines = Object.entries({
    'X-Binary-Size': data.length,
    'X-Binary-Element-Type': '"signed 32-bit integer"',
    'X-Binary-Element-Byte-Order': 'LITTLE_ENDIAN',
    'X-Binary-Number-of-Elements': 8,
    'X-Binary-Size-Fastest-Dimension': 4,
    'X-Binary-Size-Second-Dimension': 2,
    ...section,
  }).map(([key, value]) => `${key}: ${value}\r\n`);
  const head = latin1Bytes(
    `###CBF: VERSION 1.5\r\n_array_data.header_contents\r\n;\r\n# Detector: PILATUS 6M, S/N 60-0100\r\n# 2010-07-20T11:32:02.123\r\n# Wavelength 0.9795 A\r\n# Detector_distance 0.2 m\r\n;\r\n--CIF-BINARY-FORMAT-SECTION--\r\n  conversions="x-CBF_BYTE_OFFSET"\r\n${lines.join('')}\r\n\x0c\x1a\x04\xd5`,
  );
  return Uint8Array.from([...head, ...data]);
}
const open = (bytes: Uint8Array) => cbfReader.open(sourceFromBytes('test.cbf', bytes), {});

describe('byte-offset compression', () => {
  it('gives the bytes of fabio', () => {
    expect(Buffer.from(encodeByteOffset(Int32Array.from(VALUES))).toString('hex')).toBe(ENCODED);
  });

  it('decodes them', () => {
    const out = new Int32Array(8);
    expect(decodeByteOffset(encoded, out)).toBe(8);
    expect([...out]).toEqual(VALUES);
  });

  it('wraps from one end of 32 bits to the other and back', () => {
    const ends = Int32Array.of(-2147483648, 2147483647, -1, -2147483648, 0, 2147483647);
    const out = new Int32Array(ends.length);
    decodeByteOffset(encodeByteOffset(ends), out);
    expect([...out]).toEqual([...ends]);
  });

  it('understands differences of 64 bits', () => {
    // 128, then 64-bit 2³² + 5: the sum of 32 bits is 5
    const bytes = Uint8Array.from([0x80, 0, 0x80, 0, 0, 0, 0x80, 5, 0, 0, 0, 1, 0, 0, 0]);
    const out = new Uint32Array(1);
    expect(decodeByteOffset(bytes, out)).toBe(1);
    expect(out[0]).toBe(5);
  });
});

describe('cbfReader', () => {
  it('reads samples and what Dectris writes about them', async () => {
    const image = await open(cbf({}, encoded));
    expect(image.summary).toMatchObject({
      shape: [2, 4],
      sampleType: 'int32',
      metadata: {
        detector: 'PILATUS 6M, S/N 60-0100',
        time: '2010-07-20T11:32:02.123',
        wavelength: 0.9795 / 1e10,
        distance: 0.2,
      },
    });
    expect([...(await image.readFrame(0)).samples]).toEqual(VALUES);
  });

  it('refuses element counts that lie', async () => {
    await expect(open(cbf({ 'X-Binary-Number-of-Elements': 9 }, encoded))).rejects.toThrow(
      '9 elements, but 2 × 4 pixels',
    );
    const huge = {
      'X-Binary-Number-of-Elements': 1e8,
      'X-Binary-Size-Fastest-Dimension': 1e4,
      'X-Binary-Size-Second-Dimension': 1e4,
    };
    await expect(open(cbf(huge, encoded))).rejects.toThrow('take 100000000 bytes, but only 26 are there');
  });

  it('refuses a size beyond the end of the file', async () => {
    await expect(open(cbf({ 'X-Binary-Size': 5000 }, encoded))).rejects.toThrow('claims 5000 bytes of samples, but 26');
  });

  it('says where samples end early', async () => {
    const image = await open(cbf({ 'X-Binary-Size': 20 }, encoded));
    await expect(image.readFrame(0)).rejects.toThrow('end after 7 of 8 pixels');
  });

  it('refuses other compressions by name', async () => {
    const text = Buffer.from(cbf({}, encoded)).toString('latin1').replace('x-CBF_BYTE_OFFSET', 'x-CBF_PACKED');
    await expect(open(latin1Bytes(text))).rejects.toThrow('"x-cbf_packed"');
  });
});
