import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from './disk-error.ts';
import { imageNames } from './expand-inputs.ts';

export interface ListedImage {
  readonly path: string;
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
  const names = imageNames(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name));
  const images: ListedImage[] = [];
  for (let i = 0; i < names.length; i += STATS_AT_A_TIME) {
    const some = names.slice(i, i + STATS_AT_A_TIME).map(async (name) => {
      const path = join(folder, name);
      const info = await stat(path).catch(() => null); // gone meanwhile
      return info?.isFile() ? { path, size: info.size, modified: info.mtimeMs } : null;
    });
    for (const image of await Promise.all(some)) if (image) images.push(image);
  }
  if (!recursive) return images;
  for (const entry of entries)
    if (entry.isDirectory() && !entry.name.startsWith('.'))
      images.push(...(await listImages(join(folder, entry.name), true, signal)));
  return images;
}
