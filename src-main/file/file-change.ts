import { stat } from 'node:fs/promises';

/** Size and time of a file, ms since 1970; null where there is none. */
export type FileChange = { readonly size: number; readonly modified: number } | null;

/** Whether a file is still as it was. */
export async function fileChange(path: string): Promise<FileChange> {
  const info = await stat(path).catch(() => null);
  return info && { size: info.size, modified: info.mtimeMs };
}
