import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './disk-error.ts';

export interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/**
 * Files in and below a folder, as they are found; hidden ones and links to folders are left out, and so is what vanishes
 * meanwhile.
 *
 * @param accepts  by name
 * @throws  the system's error if the folder itself cannot be read
 */
export async function* walkFiles(
  folder: string,
  accepts: (name: string) => boolean,
  signal?: AbortSignal,
): AsyncGenerator<FoundFile> {
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = await opendir(next).catch((cause: unknown) => {
      if (next !== folder && ['ENOENT', 'EACCES', 'ENOTDIR'].includes(errorCode(cause) ?? '')) return [];
      throw cause;
    });
    const names: string[] = [];
    for await (const entry of entries) {
      signal?.throwIfAborted();
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) waiting.push(join(next, entry.name));
      else if (accepts(entry.name)) names.push(entry.name);
    }
    for (const name of names.sort()) {
      const path = join(next, name);
      const info = await lstat(path).catch(() => null);
      if (info?.isFile()) yield { path, size: info.size, modifiedMs: info.mtimeMs };
    }
  }
}

/** When a file was last written, ms since 1970; undefined if it is gone. */
export async function modifiedAt(path: string): Promise<number | undefined> {
  return lstat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
