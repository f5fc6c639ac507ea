import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import { FormatError } from '../../src-shared/model/app-error.ts';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { HEAD_LENGTH, type ByteSource } from '../../src-shared/format/image-reader.ts';

/** More than any image in use takes; what grows beyond is refused as a decompression bomb. */
export const MAX_UNPACKED = 2 ** 30;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/**
 * The first bytes inside a gzip file, enough to recognise what it is before it is unpacked as a whole.
 *
 * @throws FormatError  if the stream is damaged at its start
 */
export async function gzipHead(source: ByteSource, signal?: AbortSignal): Promise<Uint8Array> {
  const packed = await source.read(0, Math.min(source.size, HEAD_LENGTH), signal);
  try {
    // At most 1032 times the input: 4 MB.
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, HEAD_LENGTH);
  } catch (cause) {
    throw damaged(source.name, cause);
  }
}

/** What `recognises` may know before unpacking: name and size, as the end of the file states it (modulo 2³²). */
export async function unpackedName(source: ByteSource, signal?: AbortSignal): Promise<ByteSource> {
  const end = await source.read(Math.max(0, source.size - 4), Math.min(4, source.size), signal);
  const size = end.length < 4 ? 0 : new DataView(end.buffer, end.byteOffset).getUint32(0, true);
  const name = nameInside(source.name);
  return { name, size, read: () => Promise.reject(new RangeError(`${name} is not unpacked yet`)) };
}

function nameInside(name: string): string {
  return name.replace(/\.gz$/i, '');
}

/**
 * A gzip file unpacked into memory, under its name without `.gz`.
 *
 * @throws FormatError  if it is damaged, cut off, or more than `limit` bytes long
 */
export async function unpackGzip(source: ByteSource, signal?: AbortSignal, limit = MAX_UNPACKED): Promise<ByteSource> {
  const name = nameInside(source.name);
  const tooLarge = (cause?: unknown) =>
    new FormatError('gzip', `${source.name} unpacks to more than ${limit / 2 ** 20} MB, the limit for one file.`, {
      cause,
    });
  if (source.size > limit) throw tooLarge();
  const packed = await source.read(0, source.size, signal);
  try {
    return sourceFromBytes(name, await promisify(gunzip)(packed, { maxOutputLength: limit, chunkSize: 2 ** 18 }));
  } catch (cause) {
    signal?.throwIfAborted();
    throw (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge(cause)
      : damaged(source.name, cause);
  }
}

function damaged(name: string, cause: unknown): FormatError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FormatError(
    'gzip',
    `${name} is gzip data that cannot be unpacked (${reason}): it is cut off or damaged.`,
    { cause },
  );
}
