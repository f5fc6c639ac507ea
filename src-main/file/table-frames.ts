import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { titlesOf } from '../../src-shared/format/read-frame-table.ts';
import { withHdf5Patterns } from './hdf5-pattern-reader.ts';

/** The frames that a table of patterns has, in its order, without their numbers. */
export type TableFrames =
  | { readonly columns: readonly string[] }
  | { readonly frames: readonly { readonly image: string; readonly frame: number }[] };

/** @returns null where it is no table of ours, or cannot be read */
export async function readTableFrames(path: string): Promise<TableFrames | null> {
  try {
    if (path.endsWith('.h5'))
      return await withHdf5Patterns(path, basename(path), ({ frames }) => Promise.resolve(frames ? { frames } : null));
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
    try {
      for await (const line of lines) {
        const titles = titlesOf(line);
        return titles ? { columns: titles.slice(1) } : null;
      }
      return null;
    } finally {
      lines.close();
    }
  } catch {
    return null; // it is made again
  }
}
