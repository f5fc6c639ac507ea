import { readFileSync } from 'node:fs';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { npyReader } from '../../src-shared/format/npy-reader.ts';

/** Rows of a two-dimensional NumPy file. */
export async function referenceRows(path: string): Promise<Float64Array[]> {
  const image = await npyReader.open(sourceFromBytes('array.npy', new Uint8Array(readFileSync(path))), {});
  const { samples, shape } = await image.readFrame(0);
  const values = Float64Array.from(samples);
  return Array.from({ length: shape[0] }, (_, i) => values.subarray(i * shape[1], (i + 1) * shape[1]));
}
