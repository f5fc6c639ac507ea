import { describe, expect, it } from 'vitest';
import type { Samples, Shape } from '../../src-shared/model/detector-image.ts';
import { builtInReaders } from '../../src-shared/format/built-in-readers.ts';
import { builtInWriters, findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { writeCbf } from '../../src-shared/format/cbf-writer.ts';
import { writeEdf } from '../../src-shared/format/edf-writer.ts';
import { writeFit2dMask } from '../../src-shared/format/fit2d-mask-writer.ts';
import { formatNpyHeader, writeNpy } from '../../src-shared/format/npy-writer.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';

const SHAPE: Shape = [2, 3];
const SAMPLES: readonly Samples[] = [
  Uint8Array.of(0, 1, 2, 253, 254, 255),
  Int8Array.of(-128, -1, 0, 1, 126, 127),
  Uint16Array.of(0, 1, 256, 65533, 65534, 65535),
  Int16Array.of(-32768, -1, 0, 1, 256, 32767),
  Uint32Array.of(0, 1, 65536, 4294967293, 4294967294, 4294967295),
  Int32Array.of(-2147483648, -1, 0, 1, 65536, 2147483647),
  Float32Array.of(-1.5, 0, 1e-30, 1e30, Infinity, 0.1),
  Float64Array.of(-1.5, 0, 1e-300, 1e300, -Infinity, 0.1),
];
const metadata = {
  header: { sample: 'CeO2; {ring}', note: 'two\nlines' },
  wavelength: 0.9763e-10,
  distance: 0.123,
  exposureTime: 0.5,
  pixel1: 172e-6,
  pixel2: 150e-6,
  beamCentre: [10.5, 20.25] as const,
  motors: { Phi: 1.5 },
};

async function read(bytes: Uint8Array) {
  const source = sourceFromBytes('written', bytes);
  const reader = builtInReaders.find((candidate) => candidate.recognises(bytes.subarray(0, 4096), source));
  const image = await reader!.open(source, {});
  return { summary: image.summary, frame: await image.readFrame(0) };
}

describe('writers', () => {
  it.each(['tiff', 'edf', 'npy'])('%s gives back every sample type', async (id) => {
    const writer = builtInWriters.find((candidate) => candidate.id === id)!;
    for (const samples of SAMPLES) {
      const { frame } = await read(writer.write({ samples, shape: SHAPE, metadata }));
      expect(frame.samples.constructor).toBe(samples.constructor);
      expect([...frame.samples]).toEqual([...samples]);
      expect(frame.shape).toEqual(SHAPE);
    }
  });

  it('cbf gives back whole numbers, unsigned where they need it', async () => {
    for (const samples of SAMPLES.slice(0, 6)) {
      const { summary, frame } = await read(writeCbf({ samples, shape: SHAPE }));
      expect([...frame.samples]).toEqual([...samples]);
      expect(summary.sampleType).toBe(samples instanceof Uint32Array ? 'uint32' : 'int32');
    }
  });

  it('cbf refuses fractions and numbers beyond 32 bits', () => {
    expect(() => writeCbf({ samples: Float32Array.of(1.5), shape: [1, 1] })).toThrow('CBF holds whole numbers');
    expect(() => writeCbf({ samples: Float64Array.of(NaN), shape: [1, 1] })).toThrow('has NaN');
    expect(() => writeCbf({ samples: Float64Array.of(2 ** 32), shape: [1, 1] })).toThrow(
      'reaches from 0 to 4294967296',
    );
    expect(() => writeCbf({ samples: Float64Array.of(-1, 2 ** 31), shape: [1, 2] })).toThrow('numbers of 32 bits');
  });

  it('msk gives back what is masked, in the same rows', async () => {
    const samples = Int32Array.of(0, 5, 0, -1, 0, 0);
    expect([...(await read(writeFit2dMask({ samples, shape: SHAPE }))).frame.samples]).toEqual([0, 1, 0, 1, 0, 0]);
  });

  it.each([writeTiff, writeEdf, writeCbf])('%o keeps what is known of the experiment', async (write) => {
    const { summary } = await read(write({ samples: new Uint8Array(6), shape: SHAPE, metadata }));
    expect(summary.metadata).toMatchObject({
      distance: 0.123,
      exposureTime: 0.5,
      pixel1: 172e-6,
      pixel2: 150e-6,
      beamCentre: [10.5, 20.25],
      motors: { Phi: 1.5 },
    });
    // written in ångström by two of them: one rounding each way
    expect(summary.metadata.wavelength! / 0.9763e-10).toBeCloseTo(1, 14);
  });

  it('edf keeps header entries, without the characters that end them', async () => {
    const { header } = (await read(writeEdf({ samples: new Uint8Array(6), shape: SHAPE, metadata }))).summary.metadata;
    expect(header['sample']).toBe('CeO2, ,ring,');
    expect(header['note']).toBe('two lines');
  });

  it('edf does not repeat how another file stored its samples', async () => {
    const other = {
      header: { Dim_1: '999', DataType: 'FloatValue', ByteOrder: 'HighByteFirst', EDF_HeaderSize: '4096' },
    };
    const samples = Uint16Array.of(1, 2, 3, 4, 5, 6);
    expect([...(await read(writeEdf({ samples, shape: SHAPE, metadata: other }))).frame.samples]).toEqual([...samples]);
  });

  it.each(builtInWriters.map((writer) => [writer.id, writer] as const))(
    '%s refuses samples that do not fill the shape',
    (_id, writer) => {
      expect(() => writer.write({ samples: new Uint8Array(5), shape: SHAPE })).toThrow('5 samples cannot be written');
      expect(() => writer.write({ samples: new Uint8Array(0), shape: [0, 0] })).toThrow('image of 0 × 0');
    },
  );

  it('are found by suffix', () => {
    expect(findImageWriter('a/b.TIFF')?.id).toBe('tiff');
    expect(findImageWriter('mask.msk')?.id).toBe('fit2d-mask');
    expect(findImageWriter('a.b/noSuffix')).toBeUndefined();
  });
});

describe('bytes written', () => {
  it('npy: what numpy.save writes for a 2 × 3 array of <u2', () => {
    const header = "\x93NUMPY\x01\x00\x76\x00{'descr': '<u2', 'fortran_order': False, 'shape': (2, 3), }";
    const expected = header.padEnd(127) + '\n' + '\x01\0\x02\0\x03\0\x04\0\x05\0\x06\0';
    const written = writeNpy({ samples: Uint16Array.of(1, 2, 3, 4, 5, 6), shape: SHAPE });
    expect(Buffer.from(written).toString('latin1')).toBe(expected);
  });

  it('npy: a stack has as many axes as it is given', () => {
    expect(Buffer.from(formatNpyHeader('float32', [5, 2, 3])).toString('latin1')).toContain("'shape': (5, 2, 3), }");
  });

  it('edf: header of whole blocks, then samples', () => {
    const written = writeEdf({ samples: Uint16Array.of(1, 2, 3, 4, 5, 6), shape: SHAPE });
    const text = Buffer.from(written).toString('latin1');
    expect(text.slice(0, 512).replace(/ +\}/, ' }')).toBe(
      '{\nHeaderID = EH:000001:000000:000000 ;\nImage = 1 ;\nByteOrder = LowByteFirst ;\nDataType = UnsignedShort ;\nDim_1 = 3 ;\nDim_2 = 2 ;\nSize = 12 ;\n }\n',
    );
    expect(text.slice(512)).toBe('\x01\0\x02\0\x03\0\x04\0\x05\0\x06\0');
  });

  it('tiff: one strip at a multiple of 16 bytes, so that readers may view it', () => {
    const written = writeTiff({ samples: Uint8Array.of(7, 8, 9), shape: [1, 3] });
    expect(Buffer.from(written.subarray(0, 8)).toString('hex')).toBe('49492a0008000000');
    expect([...written.subarray(-3)]).toEqual([7, 8, 9]);
    expect((written.length - 3) % 16).toBe(0);
  });

  it('msk: letters, sizes, bottom row first, least significant bit first', () => {
    const written = writeFit2dMask({ samples: Uint8Array.of(1, 0, 0, 0, 0, 1), shape: SHAPE });
    expect(Buffer.from(written.subarray(0, 28)).toString('hex')).toBe(
      '4d00000041000000530000004b000000030000000200000001000000',
    );
    expect(Buffer.from(written.subarray(1024)).toString('hex')).toBe('0400000001000000');
  });
});
