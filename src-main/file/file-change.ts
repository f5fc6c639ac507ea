import { stat } from 'node:fs/promises';

/** Size and time of a file: whether it is still as it was. null where there is none. */
export async function fileChange(path: string): Promise<{ readonly size: number; readonly modified: number } | null> {
  const info = await stat(path).catch(() => null);
  return info && { size: info.size, modified: info.mtimeMs };
}
