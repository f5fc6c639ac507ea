import { dirname, isAbsolute, join } from 'node:path';
import { readTextFile } from './text-file.ts';

/**
 * Names in a list, one to a line; empty lines and those that begin with # are left out. Relative names start at the
 * folder of the list.
 *
 * @throws AppError  if it cannot be read
 */
export async function readList(path: string): Promise<string[]> {
  const lines = (await readTextFile(path)).split(/\r\n|\n|\r/).map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (isAbsolute(line) ? line : join(dirname(path), line)));
}
