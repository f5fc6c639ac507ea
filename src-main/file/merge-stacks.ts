import { copyFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Dataset, File, Group } from 'h5wasm/node';
import { AppError } from '../../src-shared/model/app-error.ts';
import { writeWholeWith } from './atomic-write.ts';
import { hdf5WriteError } from './hdf5-write-error.ts';
import { loadHdf5 } from './hdf5-library.ts';

/** Axes that all rows share; everything else in the group has one row for each frame. */
const AXES: ReadonlySet<string> = new Set(['radial', 'azimuth']);

interface OpenPart {
  readonly file: File;
  readonly data: Group;
  readonly frames: readonly number[];
}

/** Numbers of the frames in an HDF5 file of results, row by row; none if it cannot be read. */
export async function framesOfStack(path: string): Promise<readonly number[]> {
  const part = await openPart(path).catch(() => null);
  part?.file.close();
  return part?.frames ?? [];
}

/**
 * Makes one HDF5 file of results of several that hold frames of the same image file, in the order of the frames; a frame
 * that is in two of them is taken once. One row at a time is in memory.
 *
 * @returns the frames in it
 * @throws AppError format  if the parts have other axes or columns; "exists", "forbidden" or "disk"
 */
export async function mergeStacks(
  paths: readonly string[],
  target: string,
  { overwrite }: { readonly overwrite: boolean },
): Promise<readonly number[]> {
  const parts: OpenPart[] = [];
  try {
    for (const path of paths) parts.push(await openPart(path));
    const [first] = parts;
    if (!first) throw new RangeError('there are no parts to merge');
    for (const [i, part] of parts.entries())
      if (!isAlike(first.data, part.data))
        throw new AppError(
          'format',
          `${paths[i] ?? ''} has other axes or columns than ${basename(paths[0] ?? '')}: integrate all frames with one recipe.`,
        );
    const rows = rowsInOrder(parts);
    await writeWholeWith(
      target,
      async (whole) => {
        await copyFile(paths[0]!, whole);
        await fill(whole, parts, rows);
      },
      { overwrite },
    );
    return rows.map(({ frame }) => frame);
  } catch (cause) {
    throw hdf5WriteError(cause, target);
  } finally {
    for (const { file } of parts) file.close();
  }
}

interface Row {
  readonly frame: number;
  readonly part: OpenPart;
  readonly row: number;
}

function rowsInOrder(parts: readonly OpenPart[]): Row[] {
  const rows = new Map<number, Row>();
  for (const part of parts)
    for (const [row, frame] of part.frames.entries()) if (!rows.has(frame)) rows.set(frame, { frame, part, row });
  return [...rows.values()].sort((a, b) => a.frame - b.frame);
}

async function fill(path: string, parts: readonly OpenPart[], rows: readonly Row[]): Promise<void> {
  const library = await loadHdf5();
  const file = new library.File(path, 'a');
  try {
    const data = file.get('entry/data') as Group;
    for (const name of columnsOf(data)) {
      const target = data.get(name) as Dataset;
      const [, ...rest] = target.shape ?? [];
      const sources = new Map(parts.map((part) => [part, part.data.get(name) as Dataset]));
      target.resize([rows.length, ...rest]);
      const whole = rest.map((length): [number, number] => [0, length]);
      for (const [i, { part, row }] of rows.entries()) {
        const values = sources.get(part)!.slice([[row, row + 1], ...whole]) as Float64Array;
        target.write_slice([[i, i + 1], ...whole], values);
      }
    }
  } finally {
    file.close();
  }
}

async function openPart(path: string): Promise<OpenPart> {
  const library = await loadHdf5();
  const file = new library.File(path, 'r');
  try {
    const data = file.get('entry/data') as Group;
    return { file, data, frames: Array.from((data.get('frame') as Dataset).value as Int32Array) };
  } catch (cause) {
    file.close();
    throw cause;
  }
}

function columnsOf(data: Group): string[] {
  return data.keys().filter((name) => !AXES.has(name));
}

function isAlike(a: Group, b: Group): boolean {
  if (columnsOf(a).join() !== columnsOf(b).join()) return false;
  return [...AXES].every((name) => {
    const [one, other] = [a.get(name), b.get(name)].map((axis) => (axis as Dataset | null)?.value as Float64Array);
    return one?.length === other?.length && (one?.every((value, i) => value === other?.[i]) ?? true);
  });
}
