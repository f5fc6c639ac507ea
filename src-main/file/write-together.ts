import { basename } from 'node:path';
import { rm } from 'node:fs/promises';
import { AppError } from '../../src-shared/model/app-error.ts';
import { writeWhole } from './atomic-write.ts';
import { pathExists } from './output-folder.ts';

export interface FileContent {
  readonly path: string;
  readonly content: string;
}

/**
 * Writes files that belong together, each whole: if one of them cannot be written, those written before it that were
 * not there earlier are taken away again.
 *
 * @throws AppError  "exists" before anything is written, without `overwrite`; as `writeWhole`
 */
export async function writeTogether(
  files: readonly FileContent[],
  { overwrite }: { readonly overwrite: boolean },
): Promise<void> {
  const isNew: boolean[] = [];
  for (const { path } of files) {
    const exists = await pathExists(path);
    if (exists && !overwrite)
      throw new AppError('exists', `${basename(path)} exists already: give another name or replace it.`);
    isNew.push(!exists);
  }
  const written: string[] = [];
  try {
    for (const [index, { path, content }] of files.entries()) {
      await writeWhole(path, content, { overwrite });
      if (isNew[index]) written.push(path);
    }
  } catch (cause) {
    await Promise.all(written.map((path) => rm(path, { force: true })));
    throw cause;
  }
}
