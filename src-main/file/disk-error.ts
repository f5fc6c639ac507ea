import { basename } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { ErrorCode } from '../../src-shared/model/app-error.ts';

const SENTENCES = new Map<string, readonly [code: ErrorCode, found: string, advice: string]>([
  ['ENOENT', ['not-found', 'does not exist', 'check the name and the folder']],
  ['ENOTDIR', ['not-found', 'lies below something that is not a folder', 'check the path']],
  ['EISDIR', ['disk', 'is a folder where a file was expected', 'choose a file name']],
  ['EACCES', ['forbidden', 'is not open to you', 'choose another folder or have its permissions changed']],
  ['EPERM', ['forbidden', 'is not open to you', 'choose another folder or have its permissions changed']],
  ['EEXIST', ['exists', 'exists already', 'choose another name or allow overwriting']],
  ['ENOSPC', ['disk', 'does not fit: the disk is full', 'free some space or choose another folder']],
  ['EDQUOT', ['disk', 'does not fit: your quota is used up', 'free some space or choose another folder']],
  ['EFBIG', ['disk', 'is larger than the file system or a limit allows', 'choose another folder']],
  ['EROFS', ['disk', 'lies on a read-only file system', 'choose another folder']],
  ['EMFILE', ['disk', 'cannot be opened: too many files are open', 'use fewer workers or raise the limit (ulimit -n)']],
  ['ENAMETOOLONG', ['disk', 'has a name too long for this file system', 'choose a shorter name']],
  [
    'EIO',
    ['disk', 'cannot be read or written: the disk or network reports an error', 'try again or copy it elsewhere'],
  ],
  ['ESTALE', ['disk', 'was lost by the network file system', 'open it again']],
]);

export function errorCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

/** Turns a failure of the file system into one sentence about `path`; other errors are returned as they are. */
export function diskError(cause: unknown, path: string): Error {
  if (cause instanceof AppError) return cause;
  const system = errorCode(cause);
  const name = basename(path) || path;
  const known = SENTENCES.get(system ?? '');
  if (known) return new AppError(known[0], `"${name}" ${known[1]}: ${known[2]}.`, { cause });
  if (cause instanceof Error && 'syscall' in cause)
    return new AppError('disk', `"${name}" could not be read or written (${system ?? cause.message}).`, { cause });
  return cause instanceof Error ? cause : new AppError('internal', String(cause));
}
