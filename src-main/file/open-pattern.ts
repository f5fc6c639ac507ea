import { readPatternText } from '../../src-shared/format/read-pattern-text.ts';
import { HEAD_LENGTH } from '../../src-shared/format/image-reader.ts';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import type { PatternCurve } from '../../src-shared/model/pattern-curve.ts';
import { openFileSource } from './file-source.ts';
import { isGzip, unpackGzip } from './gzip-source.ts';
import { readHdf5Pattern } from './hdf5-pattern-reader.ts';
import { hdf5Reader } from './hdf5-reader.ts';

/** A million points of seven columns; beyond it a text file is none that a program of patterns wrote. */
const MAX_TEXT_BYTES = 128 * 2 ** 20;

/**
 * Reads a pattern of any known format, recognised by its content, also inside gzip.
 *
 * @param path  of the host
 * @param frame  which pattern of a file that holds several
 * @throws AppError  'not-found', 'forbidden', 'usage' or 'disk'
 * @throws FormatError  if it holds no pattern, or is damaged
 */
export async function openPattern(path: string, frame = 0, signal?: AbortSignal): Promise<PatternCurve> {
  const file = await openFileSource(path);
  try {
    const head = await file.read(0, Math.min(HEAD_LENGTH, file.size), signal);
    if (hdf5Reader.recognises(head, file)) return await readHdf5Pattern(path, file.name, frame);
    checkSize(file.name, file.size);
    const source = isGzip(head) ? await unpackGzip(file, signal) : file;
    checkSize(file.name, source.size);
    const bytes = await source.read(0, source.size, signal);
    if (bytes.includes(0))
      throw new FormatError('pattern', `${file.name} is a binary file, and a pattern as text or HDF5 was expected.`);
    if (frame > 0)
      throw new AppError('usage', `${file.name} holds one pattern, so there is none with the number ${frame}.`);
    return readPatternText(file.name, new TextDecoder().decode(bytes));
  } finally {
    await file.close();
  }
}

function checkSize(name: string, size: number): void {
  if (size > MAX_TEXT_BYTES)
    throw new FormatError(
      'pattern',
      `${name} has ${Math.round(size / 2 ** 20)} MiB of text, far more than a pattern: is it the right file?`,
    );
}
