import { FormatError } from '../model/app-error.ts';
import type { ByteSource } from './image-reader.ts';

/** Bytes in memory (an upload, a decompressed file, a test) as a source. `read` copies, so that readers may keep what they get. */
export function sourceFromBytes(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read(offset, length, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      if (offset < 0 || length < 0 || offset + length > bytes.length)
        return Promise.reject(endsEarly(name, bytes.length, offset, length));
      // not slice(): that of a Node Buffer shares memory
      return Promise.resolve(new Uint8Array(bytes.subarray(offset, offset + length)));
    },
  };
}

/** The error of a source that is asked for bytes it does not have. */
export function endsEarly(name: string, size: number, offset: number, length: number): FormatError {
  return new FormatError(
    'source',
    `${name} ends after ${size} bytes but ${length} bytes from ${offset} on were expected: the file is cut off or damaged.`,
  );
}
