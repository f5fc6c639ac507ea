import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from './disk-error.ts';
import { fileChange } from './file-change.ts';
import { modulesAmong, together } from './detector-modules.ts';
import { imageNames } from './expand-inputs.ts';

export interface ListedImage {
  readonly path: string;
  /** With all modules of a detector. */
  readonly size: number;
  /** ms since 1970 */
  readonly modified: number;
}

const STATS_AT_A_TIME = 64;

/**
 * Images of a folder in natural order, those of the folders below after them.
 *
 * @throws AppError  "not-found", "forbidden" or "disk"
 */
export async function listImages(folder: string, recursive: boolean, signal: AbortSignal): Promise<ListedImage[]> {
  signal.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw diskError(cause, folder);
  });
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const names = imageNames(files);
  const images: ListedImage[] = [];
  for (let i = 0; i < names.length; i += STATS_AT_A_TIME) {
    const some = names.slice(i, i + STATS_AT_A_TIME).map(async (name) => {
      const path = join(folder, name);
      const info = await stat(path).catch(() => null); // gone meanwhile
      if (!info?.isFile()) return null;
      const modules = modulesAmong(name, files);
      const change = { size: info.size, modified: info.mtimeMs };
      if (modules.length === 1) return { path, ...change };
      const others = modules.filter((one) => one !== name).map((one) => fileChange(join(folder, one)));
      const all = together([change, ...(await Promise.all(others))]);
      return all && { path, ...all };
    });
    for (const image of await Promise.all(some)) if (image) images.push(image);
  }
  if (!recursive) return images;
  for (const entry of entries)
    if (entry.isDirectory() && !entry.name.startsWith('.'))
      images.push(...(await listImages(join(folder, entry.name), true, signal)));
  return images;
}
