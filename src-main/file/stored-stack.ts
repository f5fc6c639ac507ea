import type { Dataset, File, Group } from 'h5wasm/node';
import { murmurHash128 } from '../../src-shared/numerics/murmur-hash.ts';
import { loadHdf5, noticeHdf5Failure } from './hdf5-library.ts';

type Row = Float32Array | Float64Array;

/** An HDF5 file of results that a run left unfinished. */
export interface StoredStack {
  /** Number in the image file, row by row. */
  readonly frames: readonly number[];
  /** Hash of the intensities of a row. @throws Error  if it cannot be read */
  hash(row: number): string;
  /** Values of a row by the names that results call them by. @throws Error  if one cannot be read */
  values(row: number, columns: readonly string[]): Record<string, Row>;
  close(): void;
}

/** @returns null where there is none that can be read: what was in it is made again */
export async function openStoredStack(path: string, nameOf: (column: string) => string): Promise<StoredStack | null> {
  const library = await loadHdf5();
  let file: File;
  try {
    file = new library.File(path, 'r');
  } catch (cause) {
    noticeHdf5Failure(cause);
    return null;
  }
  try {
    const data = file.get('entry/data') as Group;
    const read = (column: string, row: number): Row => {
      const dataset = data.get(nameOf(column)) as Dataset;
      const [, ...rest] = dataset.shape ?? [];
      return dataset.slice([[row, row + 1], ...rest.map((length): [number, number] => [0, length])]) as Row;
    };
    const frames = Array.from((data.get('frame') as Dataset).value as Int32Array);
    return {
      frames,
      hash: (row) => rowHash(read('intensity', row)),
      values: (row, columns) => Object.fromEntries(columns.map((column) => [column, read(column, row)])),
      close: () => void file.close(),
    };
  } catch (cause) {
    noticeHdf5Failure(cause);
    file.close();
    return null;
  }
}

/** What the journal remembers of a row. */
export function rowHash(intensity: Row): string {
  return murmurHash128(new Uint8Array(intensity.buffer, intensity.byteOffset, intensity.byteLength));
}
