import { randomUUID } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeFile, writeFileSync } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { diskError, errorCode } from './disk-error.ts';

export interface WholeFileOptions {
  /** Replace a file that is there; otherwise that is an error (default false). */
  readonly overwrite?: boolean;
  /** Permissions of the new file (default 0o666, less the umask). */
  readonly mode?: number;
  /** Wait until the bytes are on the disk, so that a power cut leaves the old file or the new one (default true). */
  readonly flush?: boolean;
}

/**
 * Writes a file whole or not at all: into a file beside it, then renamed, so that no reader ever sees a part of it.
 *
 * @throws AppError  "exists" without `overwrite`, "forbidden", "disk": one sentence; nothing is left behind
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { mode = 0o666, flush = true, ...options }: WholeFileOptions = {},
): Promise<void> {
  await writeWholeWith(path, (part) => (flush ? writeThrough(part, content, mode) : writeNew(part, content, mode)), {
    ...options,
    flush: false,
  });
}

/**
 * As `writeWhole`, for writers that need a path: `write` creates and fills `part`, which then takes its place.
 *
 * @throws AppError  as `writeWhole`; whatever else `write` throws is passed on
 */
export async function writeWholeWith(
  path: string,
  write: (part: string) => Promise<void>,
  { overwrite = false, flush = true }: WholeFileOptions = {},
): Promise<void> {
  const part = partBeside(path);
  try {
    if (!overwrite && (await exists(path))) throw alreadyThere(basename(path)); // early: spares the work, decides nothing
    await write(part);
    await putInPlace(part, path, { overwrite, flush });
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined); // the first error is the one to report
    throw diskError(cause, path);
  }
}

/**
 * As `writeWhole` with `overwrite` and without `flush`, while the thread waits: for threads that have nothing else to do,
 * to whom it costs half.
 *
 * @throws AppError  as `writeWhole`
 */
export function writeWholeWaiting(path: string, content: Uint8Array): void {
  const part = partBeside(path);
  try {
    const file = openSync(part, 'wx');
    try {
      writeFileSync(file, content);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    throw diskError(cause, path);
  }
}

/** Hidden, and with another suffix, so that neither a listing nor a watcher takes it for a result. */
function partBeside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID().slice(-12)}.part`);
}

/**
 * Gives a finished file its name, once its bytes are on the disk.
 *
 * @throws the error of the file system; EEXIST without `overwrite`
 */
export async function putInPlace(
  part: string,
  path: string,
  { overwrite = false, flush = true }: WholeFileOptions = {},
): Promise<void> {
  if (flush) await flushFile(part);
  if (overwrite) await rename(part, path);
  else {
    await moveWithoutReplacing(part, path);
    await rm(part, { force: true });
  }
}

/**
 * Before several files are written that belong together.
 *
 * @throws AppError exists  if one of them is there
 */
export async function refuseToReplace(paths: readonly string[]): Promise<void> {
  for (const path of paths) if (await exists(path)) throw alreadyThere(basename(path));
}

const alreadyThere = (name: string): AppError =>
  new AppError('exists', `"${name}" exists already: choose another name or allow overwriting.`);

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (cause: unknown) => {
      if (errorCode(cause) === 'ENOENT') return false;
      throw cause;
    },
  );
}

/** New bytes, on the disk when it is done: here, where the file need not be opened again. */
async function writeThrough(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    if (typeof content === 'string') await file.writeFile(content);
    else for (let at = 0; at < content.length;) at += (await file.write(content, at)).bytesWritten;
    await file.sync();
  } finally {
    await file.close();
  }
}

/** With a callback of node:fs, which costs less than its promises: small files are written for every frame. */
function writeNew(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  return new Promise((resolve, reject) => {
    writeFile(path, content, { flag: 'wx', mode }, (error) => (error ? reject(error) : resolve()));
  });
}

/** Waits until the bytes of a file are on the disk. */
export async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** rename() would replace a file that appeared meanwhile; link() fails instead. */
async function moveWithoutReplacing(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (cause) {
    // FAT and some network file systems have no hard links: there an empty file holds the name until the rename.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errorCode(cause) ?? '')) throw cause;
    await (await open(path, 'wx')).close();
    try {
      await rename(part, path);
    } catch (failure) {
      await rm(path, { force: true });
      throw failure;
    }
  }
}
