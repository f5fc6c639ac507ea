import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/model/app-error.ts';
import { builtInReaders } from '../../src-shared/format/built-in-readers.ts';
import { builtInWriters } from '../../src-shared/format/built-in-writers.ts';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { buildTiff, bytesOf } from './build-tiff.ts';

const ROUNDS = 400;

/** Numbers from 0 to 1, the same in every run (xorshift32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A valid file of every kind that the readers tell apart. */
function validFiles(): [string, Uint8Array][] {
  const shape = [12, 17] as const;
  const samples = Int32Array.from({ length: 12 * 17 }, (_, i) => (i * i * 31) % 70000);
  const metadata = { header: { a: '1' }, wavelength: 1e-10, beamCentre: [1, 2] as const };
  const written = builtInWriters.map(({ id, write }): [string, Uint8Array] => [
    id,
    write({ samples, shape, metadata }),
  ]);
  const tags = { 256: 17, 257: 12, 258: 32, 259: 1, 262: 1, 278: 5, 339: 2 };
  const rows = (from: number, to: number) => bytesOf([...samples.subarray(from * 17, to * 17)], 4);
  const strips = [rows(0, 5), rows(5, 10), rows(10, 12)];
  const deflated = strips.map((strip) => new Uint8Array(deflateSync(strip)));
  const tiffs: [string, Uint8Array][] = [
    [
      'tiff in strips',
      buildTiff({
        pages: [
          { tags, blocks: strips },
          { tags, blocks: strips },
        ],
      }),
    ],
    ['tiff deflate', buildTiff({ pages: [{ tags: { ...tags, 259: 8, 317: 2 }, blocks: deflated }] })],
    ['tiff big', buildTiff({ big: true, littleEndian: false, pages: [{ tags, blocks: strips }] })],
    [
      'tiff LZW',
      buildTiff({
        pages: [
          {
            tags: { ...tags, 258: 8, 256: 8, 257: 3, 259: 5, 278: 3 },
            blocks: [hex('800000202018100a0603806150b85024110e88022020')],
          },
        ],
      }),
    ],
    [
      'tiff PackBits',
      buildTiff({
        pages: [
          {
            tags: { ...tags, 258: 8, 256: 8, 257: 3, 259: 32773, 278: 3 },
            blocks: [hex('070001020304050607f901070908090809080908')],
          },
        ],
      }),
    ],
    [
      'tiff Zstandard',
      buildTiff({
        pages: [
          {
            tags: { ...tags, 258: 8, 256: 8, 257: 3, 259: 50000, 278: 3 },
            blocks: [hex('28b52ffd0060c10000000102030405060701010101010101010908090809080908')],
          },
        ],
      }),
    ],
  ];
  const spe = new Uint8Array(4100 + 12 * 17 * 4);
  const view = new DataView(spe.buffer);
  view.setUint16(42, 17, true);
  view.setInt16(108, 1, true);
  view.setUint16(656, 12, true);
  view.setInt32(1446, 1, true);
  view.setInt32(2996, 0x01234567, true);
  return [...written, ...tiffs, ['spe', spe]];
}

function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** Reads every frame, at most three. Answers the error, undefined where all went well. */
async function readAll(bytes: Uint8Array): Promise<unknown> {
  const source = sourceFromBytes('damaged', bytes);
  const reader = builtInReaders.find((candidate) => candidate.recognises(bytes.slice(0, 4096), source));
  if (!reader) return undefined; // nobody claims it: nothing to fail
  try {
    const image = await reader.open(source, {});
    for (let frame = 0; frame < Math.min(image.summary.frameCount, 3); frame++) {
      const { samples, shape } = await image.readFrame(frame);
      if (samples.length !== shape[0] * shape[1])
        return new Error(`${samples.length} samples for ${shape.join(' × ')}`);
    }
    await image.close();
    return undefined;
  } catch (cause) {
    return cause;
  }
}

describe('a damaged file', () => {
  it.each(validFiles())('of kind %s is read or refused in one sentence', async (_kind, valid) => {
    expect(await readAll(valid)).toBeUndefined();
    const random = randomNumbers(2463534242);
    const failures: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      let bytes = valid.slice();
      if (round % 4 === 0) bytes = bytes.slice(0, Math.floor(random() * bytes.length));
      else {
        // in headers mostly: damaged samples are only other samples
        const span = Math.min(bytes.length, [bytes.length, 1024, 200][(round % 4) - 1]!);
        for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--)
          bytes[Math.floor(random() * span)] = [0, 255, Math.floor(random() * 256)][Math.floor(random() * 3)]!;
      }
      const error = await readAll(bytes);
      if (error === undefined) continue;
      const isPlain = error instanceof AppError && !error.message.includes('\n') && error.message.length < 400;
      if (!isPlain) failures.push(`round ${round}: ${String(error)}`);
    }
    expect(failures).toEqual([]);
  });
});
