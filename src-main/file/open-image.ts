import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import {
  HEAD_LENGTH,
  type ByteSource,
  type ImageReader,
  type OpenImage,
} from '../../src-shared/format/image-reader.ts';
import { describeContent } from './describe-content.ts';
import { type FileSourceOptions, openFileSource } from './file-source.ts';
import { gzipHead, isGzip, unpackedName, unpackGzip } from './gzip-source.ts';
import { imageReaders } from './image-readers.ts';

export interface OpenImageOptions extends FileSourceOptions {
  /** Dataset inside a container; wins over one named in the path. */
  readonly dataset?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Formats to try, in this order; absent: all. */
  readonly readers?: readonly ImageReader[] | undefined;
}

/** `file.h5::/path/to/dataset` in its two parts. */
export function splitDatasetPath(text: string): { readonly path: string; readonly dataset?: string } {
  const at = text.indexOf('::');
  if (at < 0) return { path: text };
  const dataset = text.slice(at + 2);
  return dataset === '' ? { path: text.slice(0, at) } : { path: text.slice(0, at), dataset };
}

/**
 * Opens an image file of any known format, recognised by its content, also inside gzip. The caller closes it.
 *
 * @param path  of the host; `file.h5::/path` names a dataset
 * @throws AppError  'not-found', 'forbidden', 'usage' or 'disk'
 * @throws FormatError  if no reader knows the file, or it is damaged
 */
export async function openImage(path: string, options: OpenImageOptions = {}): Promise<OpenImage> {
  const { signal, readers = imageReaders } = options;
  const split = splitDatasetPath(path);
  const dataset = options.dataset ?? split.dataset;
  const file = await openFileSource(split.path, options);
  try {
    const image = await openSource(file, readers, dataset, signal);
    return {
      summary: image.summary,
      readFrame: (frame, frameSignal) => guard(image.readFrame(frame, frameSignal), file.name, frameSignal),
      ...(image.stored && { stored: image.stored }),
      async close() {
        await image.close();
        await file.close();
      },
    };
  } catch (cause) {
    await file.close();
    throw asAppError(cause, file.name, signal);
  }
}

/** One frame of a file, which is opened and closed again. */
export async function readImage(path: string, frame = 0, options: OpenImageOptions = {}): Promise<DetectorImage> {
  const image = await openImage(path, options);
  try {
    return await image.readFrame(frame, options.signal);
  } finally {
    await image.close();
  }
}

/** Like `openImage`, for bytes that need not be a file: an upload. HDF5 needs a path and is refused without one. */
export async function openSource(
  source: ByteSource,
  readers: readonly ImageReader[],
  dataset?: string,
  signal?: AbortSignal,
): Promise<OpenImage> {
  const head = await source.read(0, Math.min(HEAD_LENGTH, source.size), signal);
  if (!isGzip(head)) return findReader(source, head, readers).open(source, { dataset, signal });
  // Look inside first: what nobody can read is not unpacked as a whole.
  const inner = await gzipHead(source, signal);
  const reader = findReader(await unpackedName(source, signal), inner, readers);
  if (reader.needsPath)
    throw new FormatError(
      'gzip',
      `${source.name} is ${reader.label} inside gzip, but this format is read in place: unpack it first (gunzip).`,
    );
  return reader.open(await unpackGzip(source, signal), { dataset, signal });
}

/** The first reader that recognises the bytes. */
function findReader(source: ByteSource, head: Uint8Array, readers: readonly ImageReader[]): ImageReader {
  const reader = readers.find((candidate) => candidate.recognises(head, source));
  if (reader) return reader;
  const known = readers.map(({ label }) => label.replace(/ (image|array)$/, '')).join(', ');
  throw new FormatError(
    'unknown',
    `${source.name} is not an image that can be read: it looks like ${describeContent(head, source.size)}; known formats are ${known}.`,
  );
}

/** Errors of readers as they come, anything unforeseen as a damaged file: readers get arbitrary bytes. */
async function guard<T>(result: Promise<T>, name: string, signal?: AbortSignal): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    throw asAppError(cause, name, signal);
  }
}

function asAppError(cause: unknown, name: string, signal?: AbortSignal): AppError {
  if (signal?.aborted) return new AppError('cancelled', 'Cancelled.', { cause });
  if (cause instanceof AppError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FormatError('unknown', `${name} cannot be read: it is damaged (${reason}).`, { cause });
}
