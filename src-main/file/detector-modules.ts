import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskError } from './disk-error.ts';
import { type FileChange, fileChange } from './file-change.ts';
import { compareNatural } from './natural-order.ts';

/** Each module of a Lambda detector writes a file of its own: RUN_m1_part00000.nxs, RUN_m2_part00000.nxs, … */
const MODULE = /^(.+_m)(\d+)((?:_part\d+)?\.nxs)$/i;

/** What the names of the modules of one detector share; undefined for other names. */
function familyOf(name: string): string | undefined {
  const [, run, , rest] = MODULE.exec(name) ?? [];
  return run === undefined ? undefined : `${run}*${rest}`;
}

/** The same for every part and run of a series: numbers are left out. */
const seriesOf = (family: string): string => family.replace(/\d+/g, '#');

/** All modules of the detector that a name is one of, itself included; of other names themselves. @param names  of its folder */
export function modulesAmong(name: string, names: readonly string[]): string[] {
  const family = familyOf(name);
  return family === undefined ? [name] : names.filter((one) => familyOf(one) === family);
}

/**
 * Numbers of modules that are not there (yet): those that other parts or runs of the series beside it have, and those left
 * out in counting from the lowest to the highest. Where nothing else is there, nothing tells of them.
 *
 * @param names  of the folder
 */
export function missingModules(name: string, names: readonly string[]): number[] {
  const family = familyOf(name);
  if (family === undefined) return [];
  const own = new Set<number>();
  const all = new Set<number>();
  for (const one of names) {
    const other = familyOf(one);
    if (other === undefined || seriesOf(other) !== seriesOf(family)) continue;
    const number = Number(MODULE.exec(one)?.[2]);
    all.add(number);
    if (other === family) own.add(number);
  }
  for (let number = Math.min(...own); number < Math.max(...own); number++) all.add(number);
  return [...all].filter((number) => !own.has(number)).sort((a, b) => a - b);
}

/** Bytes of all modules of a detector, and when the last of them changed; of other files their own. */
export async function imageChange(path: string): Promise<FileChange> {
  const { files } = await moduleFiles(path).catch(() => ({ files: [path] }));
  return together(await Promise.all(files.map(fileChange)));
}

/** @returns null if one of the files is not there */
export function together(changes: readonly FileChange[]): FileChange {
  let [size, modified] = [0, -Infinity];
  for (const change of changes) {
    if (!change) return null;
    size += change.size;
    modified = Math.max(modified, change.modified);
  }
  return { size, modified };
}

/** The names without those of further modules: the first one stands for the detector. @param names  in natural order */
export function firstModules(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const family = familyOf(name);
    if (family === undefined) return true;
    const isFirst = !seen.has(family);
    seen.add(family);
    return isFirst;
  });
}

/**
 * The files of all modules beside one of them, in natural order and with itself, and the numbers of those that are missing;
 * links are not followed.
 *
 * @throws AppError  "not-found", "forbidden" or "disk"
 */
export async function moduleFiles(
  path: string,
): Promise<{ readonly files: readonly string[]; readonly missing: readonly number[] }> {
  const own = basename(path);
  if (familyOf(own) === undefined) return { files: [path], missing: [] };
  const folder = dirname(path);
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw diskError(cause, folder);
  });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const files = [...new Set([own, ...modulesAmong(own, names)])].sort(compareNatural);
  return { files: files.map((name) => join(folder, name)), missing: missingModules(own, [own, ...names]) };
}
