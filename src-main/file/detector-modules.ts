import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskError } from './disk-error.ts';
import { compareNatural } from './natural-order.ts';

/** Each module of a Lambda detector writes a file of its own: RUN_m1_part00000.nxs, RUN_m2_part00000.nxs, … */
const MODULE = /^(.+_m)\d+((?:_part\d+)?\.nxs)$/i;

/** What the names of the modules of one detector share; undefined for other names. */
function familyOf(name: string): string | undefined {
  const [, run, rest] = MODULE.exec(name) ?? [];
  return run === undefined ? undefined : `${run}*${rest}`;
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
 * The files of all modules beside one of them, in natural order and with itself; links are not followed.
 *
 * @throws AppError  "not-found", "forbidden" or "disk"
 */
export async function moduleFiles(path: string): Promise<string[]> {
  const family = familyOf(basename(path));
  if (family === undefined) return [path];
  const folder = dirname(path);
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw diskError(cause, folder);
  });
  const others = entries.filter((entry) => entry.isFile() && familyOf(entry.name) === family);
  const names = new Set([basename(path), ...others.map(({ name }) => name)]);
  return [...names].sort(compareNatural).map((name) => join(folder, name));
}
