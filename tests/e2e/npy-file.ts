import { writeFile } from 'node:fs/promises';

const TYPES = new Map<unknown, string>([
  [Uint8Array, '|u1'],
  [Uint16Array, '<u2'],
  [Int32Array, '<i4'],
  [Float32Array, '<f4'],
]);

/** Writes an image as numpy would, version 1.0. */
export async function writeNpy(
  path: string,
  samples: Uint8Array | Uint16Array | Int32Array | Float32Array,
  [rows, columns]: readonly [number, number],
): Promise<void> {
  const entry = `{'descr': '${TYPES.get(samples.constructor)}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const header = `${entry.padEnd(128 - 10 - 1)}\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\0\0${header}`, 'latin1');
  head.writeUInt16LE(header.length, 8);
  await writeFile(path, Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]));
}
