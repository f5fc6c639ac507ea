import { close, fstat, open, read } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { endsEarly } from '../../src-shared/format/bytes-source.ts';
import type { ByteSource } from '../../src-shared/format/image-reader.ts';
import { diskError } from './disk-error.ts';

/** A file as a source. It holds a descriptor until `close`. */
export interface FileSource extends ByteSource {
  readonly path: string;
  /** As `read`, into memory of the caller: as many bytes as it holds. */
  readInto(target: Uint8Array, offset: number): Promise<void>;
  close(): Promise<void>;
}

/** Headers are read in many small pieces: one block of this size is fetched and kept. */
const BLOCK = 16384;

/** Memory for so many bytes, aligned to 8; undefined: none to be had. */
export type TakeMemory = (length: number) => Uint8Array | undefined;

/**
 * @param takeMemory  asked for each large piece that is read, which otherwise has memory of its own
 * @throws AppError  'not-found', 'forbidden' or 'disk' where the file cannot be opened, 'usage' where it is a folder
 */
export async function openFileSource(path: string, takeMemory?: TakeMemory): Promise<FileSource> {
  const name = basename(path);
  const descriptor = await openDescriptor(path, name);
  let size: number;
  try {
    size = await fileSize(descriptor, name);
  } catch (cause) {
    await closeDescriptor(descriptor);
    throw cause;
  }
  let isClosed = false;
  let block: Uint8Array | undefined;
  let blockStart = 0;

  return {
    name,
    path,
    size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      if (offset < 0 || length < 0 || offset + length > size) throw endsEarly(name, size, offset, length);
      if (length >= BLOCK / 2) {
        // Neither from the pool nor zeroed: every byte is written, and samples must start aligned.
        const bytes = takeMemory?.(length) ?? new Uint8Array(Buffer.allocUnsafeSlow(length).buffer, 0, length);
        await readFully(descriptor, name, offset, bytes);
        return bytes;
      }
      if (!block || offset < blockStart || offset + length > blockStart + block.length) {
        const start = offset + length <= BLOCK ? 0 : offset;
        block = new Uint8Array(Math.min(BLOCK, size - start));
        await readFully(descriptor, name, start, block);
        blockStart = start;
      }
      return block.slice(offset - blockStart, offset - blockStart + length);
    },
    async readInto(target, offset) {
      if (offset < 0 || offset + target.length > size) throw endsEarly(name, size, offset, target.length);
      await readFully(descriptor, name, offset, target);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await closeDescriptor(descriptor);
    },
  };
}

// The callback functions of node:fs cost half of what its promises do; opening a frame takes four of them.

function openDescriptor(path: string, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, 'r', (error, descriptor) => {
      if (error) reject(diskError(error, name));
      else resolve(descriptor);
    });
  });
}

function fileSize(descriptor: number, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    fstat(descriptor, (error, stats) => {
      if (error) reject(diskError(error, name));
      else if (stats.isDirectory()) reject(new AppError('usage', `${name} is a folder; expected a file.`));
      else if (!stats.isFile()) reject(new AppError('usage', `${name} is not a regular file.`));
      else resolve(stats.size);
    });
  });
}

async function readFully(descriptor: number, name: string, offset: number, target: Uint8Array): Promise<void> {
  let filled = 0;
  while (filled < target.length) {
    const count = await readSome(descriptor, name, target, filled, offset + filled);
    if (count === 0) throw endsEarly(name, offset + filled, offset, target.length); // shortened since it was opened
    filled += count;
  }
}

function readSome(descriptor: number, name: string, buffer: Uint8Array, at: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, buffer, at, buffer.length - at, position, (error, count) => {
      if (error) reject(diskError(error, name));
      else resolve(count);
    });
  });
}

function closeDescriptor(descriptor: number): Promise<void> {
  return new Promise((resolve) => {
    close(descriptor, () => {
      resolve(); // a descriptor that was only read from has nothing to lose
    });
  });
}
