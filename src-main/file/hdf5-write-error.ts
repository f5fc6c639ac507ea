import { basename } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { diskError } from './disk-error.ts';
import { hdf5Reason, noticeHdf5Failure } from './hdf5-library.ts';

/** The library tells errors of the system by their text only. */
const SYSTEM_ERRORS: readonly (readonly [text: string, code: string])[] = [
  ['No space left on device', 'ENOSPC'],
  ['Quota exceeded', 'EDQUOT'],
  ['File too large', 'EFBIG'],
  ['Read-only file system', 'EROFS'],
  ['Permission denied', 'EACCES'],
  ['I/O error', 'EIO'],
];

/** Turns what the HDF5 library throws while it writes into one sentence about `path`; other errors are returned as they are. */
export function hdf5WriteError(cause: unknown, path: string): Error {
  noticeHdf5Failure(cause);
  if (!(cause instanceof Error)) return diskError(cause, path);
  const { message } = cause;
  // Closing a file that does not fit throws an error without words.
  if (message === '')
    return new AppError(
      'disk',
      `"${basename(path)}" could not be written, perhaps because the disk is full: free some space or choose another folder.`,
      { cause },
    );
  if (!message.includes('HDF5-DIAG')) return diskError(cause, path);
  const system = SYSTEM_ERRORS.find(([text]) => message.includes(text));
  if (system) return diskError(Object.assign(new Error(message, { cause }), { code: system[1] }), path);
  return new AppError('disk', `"${basename(path)}" could not be written: ${hdf5Reason(cause)}.`, { cause });
}
