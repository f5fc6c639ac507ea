import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { diskError } from './disk-error.ts';

const MAX_BYTES = 4 * 2 ** 20; // calibrations and recipes have a few kB

/**
 * Reads a small text file.
 *
 * @throws AppError  "not-found", "forbidden" or "disk"; "format" if it is too large to be what was asked for, or binary
 */
export async function readTextFile(path: string): Promise<string> {
  const name = basename(path);
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MAX_BYTES)
        throw new AppError(
          'format',
          `"${name}" has ${size} bytes, far more than such a text file: is it the right one?`,
        );
      const bytes = await file.readFile();
      const text = decodeText(bytes);
      if (text.includes('\0'))
        throw new AppError('format', `"${name}" is a binary file, and a text file was expected.`);
      return text;
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw diskError(cause, path);
  }
}

/** UTF-8; UTF-16 where a byte order mark says so; what is neither was written by older programs in the Windows alphabet. */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
