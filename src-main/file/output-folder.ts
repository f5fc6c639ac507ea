import { mkdirSync } from 'node:fs';
import { access, constants, mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { diskError, errorCode } from './disk-error.ts';
import { compareNatural } from './natural-order.ts';

/** @throws AppError  "forbidden" or "disk" if it cannot be known */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return false;
    throw diskError(cause, path);
  }
}

/** @throws AppError  "forbidden" or "disk" if it cannot be known */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return false;
    throw diskError(cause, path);
  }
}

/**
 * Makes sure, before any work, that files can be written to a folder; it is not created yet.
 *
 * @throws AppError  "forbidden" or "disk", one sentence that names the folder
 */
export async function checkOutputFolder(folder: string): Promise<void> {
  let existing = folder;
  for (;;) {
    const info = await stat(existing).catch((cause: unknown) => {
      if (errorCode(cause) === 'ENOENT') return null;
      throw diskError(cause, existing);
    });
    if (info && !info.isDirectory())
      throw new AppError('usage', `"${existing}" is a file, and a folder for the results was expected.`);
    if (info) break;
    if (dirname(existing) === existing) return; // mkdir will say what is wrong
    existing = dirname(existing);
  }
  await access(existing, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    if (errorCode(cause) === 'EROFS') throw diskError(cause, existing);
    throw new AppError('forbidden', `Results cannot be written to the folder "${folder}": choose another with --out.`, {
      cause,
    });
  });
}

/**
 * As `checkOutputFolder`, for a single file, whose folder must be there already.
 *
 * @throws AppError  "usage" if it is not, else as `checkOutputFolder`
 */
export async function checkFolderOf(path: string): Promise<void> {
  const folder = dirname(path);
  await checkOutputFolder(folder);
  if (!(await pathExists(folder)))
    throw new AppError('usage', `There is no folder "${folder}" for ${path}: create it, or choose another.`);
}

/** @throws AppError  "forbidden" or "disk" */
export async function createOutputFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw diskError(cause, folder);
  });
}

/** As `createOutputFolder`, while the thread waits. */
export function createOutputFolderWaiting(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw diskError(cause, folder);
  }
}

/** The real path where there is one: two names of one file become equal. */
export async function canonicalPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** A new, empty folder among the temporary files of the system. */
export async function createTemporaryFolder(prefix: string): Promise<string> {
  return mkdtemp(join(tmpdir(), prefix));
}

/** Whether a file has these very bytes; false where it cannot be read. */
export async function hasContent(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await readFile(path).catch(() => null);
  return found?.equals(bytes) ?? false;
}

/** Names in a folder, in natural order; none where there is no such folder. @throws AppError  "forbidden" or "disk" */
export async function listNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort(compareNatural);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return [];
    throw diskError(cause, folder);
  }
}

/** Gives a file another place in the same file system. @throws AppError  "forbidden" or "disk" */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to).catch((cause: unknown) => {
    throw diskError(cause, to);
  });
}

/** Removes a folder of this program with all that is in it. @throws AppError  "forbidden" or "disk" */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((cause: unknown) => {
    throw diskError(cause, folder);
  });
}
