import { join } from 'node:path';
import { framesOfStack } from '../file/merge-stacks.ts';
import { listNames } from '../file/output-folder.ts';
import type { FileJob } from './plan-outputs.ts';

/** Ranges of frames of one HDF5 file, each in a folder of its own beside it until they are merged. */
export interface StackPart {
  readonly folder: string;
  /** The HDF5 file. */
  readonly path: string;
  readonly frames: readonly number[];
}

/** Folder in which the parts of a file of results lie. */
export function partsFolder(hdf5: string): string {
  return `${hdf5}.parts`;
}

/** Folder of the results of a range. */
export function partFolder(hdf5: string, { first, last }: { readonly first: number; readonly last: number }): string {
  const number = (frame: number): string => String(frame).padStart(5, '0');
  return join(partsFolder(hdf5), `${number(first)}-${number(last)}`);
}

/** Parts that are finished, in the order of their names. */
export async function finishedParts({ hdf5 }: Pick<FileJob, 'hdf5'>): Promise<StackPart[]> {
  if (hdf5 === undefined) return [];
  const parts: StackPart[] = [];
  const name = hdf5.slice(Math.max(hdf5.lastIndexOf('/'), hdf5.lastIndexOf('\\')) + 1);
  for (const range of await listNames(partsFolder(hdf5))) {
    const folder = join(partsFolder(hdf5), range);
    const path = join(folder, name);
    if (!(await listNames(folder)).includes(name)) continue;
    parts.push({ folder, path, frames: await framesOfStack(path) });
  }
  return parts;
}
