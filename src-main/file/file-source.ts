import { close, closeSync, fstat, fstatSync, open, openSync, read, readSync, type Stats } from 'node:fs';
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

export interface FileSourceOptions {
  /** Asked for each large piece that is read, which otherwise has memory of its own. */
  readonly takeMemory?: TakeMemory | undefined;
  /** The thread waits for the disk: for threads that have nothing else to do, to whom it costs a third. */
  readonly waits?: boolean | undefined;
}

/**
 * @throws AppError  'not-found', 'forbidden' or 'disk' where the file cannot be opened, 'usage' where it is a folder
 */
export async function openFileSource(path: string, options: FileSourceOptions = {}): Promise<FileSource> {
  const { takeMemory, waits = false } = options;
  const disk = waits ? waitingCalls : calls;
  const name = basename(path);
  let size: number;
  let descriptor: number | undefined;
  try {
    descriptor = await disk.open(path);
    size = fileSize(await disk.stat(descriptor), name);
  } catch (cause) {
    if (descriptor !== undefined) await disk.close(descriptor);
    throw diskError(cause, name);
  }
  const file: OpenFile = { disk, descriptor, name };
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
        await readFully(file, offset, bytes);
        return bytes;
      }
      if (!block || offset < blockStart || offset + length > blockStart + block.length) {
        const start = offset + length <= BLOCK ? 0 : offset;
        block = new Uint8Array(Math.min(BLOCK, size - start));
        await readFully(file, start, block);
        blockStart = start;
      }
      return block.slice(offset - blockStart, offset - blockStart + length);
    },
    async readInto(target, offset) {
      if (offset < 0 || offset + target.length > size) throw endsEarly(name, size, offset, target.length);
      await readFully(file, offset, target);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await disk.close(descriptor);
    },
  };
}

/** What is asked of the system. */
interface DiskCalls {
  open(path: string): number | Promise<number>;
  stat(descriptor: number): Stats | Promise<Stats>;
  /** @returns bytes read, 0 at the end of the file */
  read(descriptor: number, target: Uint8Array, at: number, position: number): number | Promise<number>;
  /** Never fails: a descriptor that was only read from has nothing to lose. */
  close(descriptor: number): void | Promise<void>;
}

// The callback functions of node:fs cost half of what its promises do; opening a frame takes four of them.
const calls: DiskCalls = {
  open: (path) =>
    new Promise((resolve, reject) => {
      open(path, 'r', (error, descriptor) => (error ? reject(error) : resolve(descriptor)));
    }),
  stat: (descriptor) =>
    new Promise((resolve, reject) => {
      fstat(descriptor, (error, stats) => (error ? reject(error) : resolve(stats)));
    }),
  read: (descriptor, target, at, position) =>
    new Promise((resolve, reject) => {
      read(descriptor, target, at, target.length - at, position, (error, count) =>
        error ? reject(error) : resolve(count),
      );
    }),
  close: (descriptor) =>
    new Promise((resolve) => {
      close(descriptor, () => resolve());
    }),
};

const waitingCalls: DiskCalls = {
  open: (path) => openSync(path, 'r'),
  stat: (descriptor) => fstatSync(descriptor),
  read: (descriptor, target, at, position) => readSync(descriptor, target, at, target.length - at, position),
  close(descriptor) {
    try {
      closeSync(descriptor);
    } catch {
      // nothing to lose
    }
  },
};

function fileSize(stats: Stats, name: string): number {
  if (stats.isDirectory()) throw new AppError('usage', `${name} is a folder; expected a file.`);
  if (!stats.isFile()) throw new AppError('usage', `${name} is not a regular file.`);
  return stats.size;
}

interface OpenFile {
  readonly disk: DiskCalls;
  readonly descriptor: number;
  readonly name: string;
}

async function readFully({ disk, descriptor, name }: OpenFile, offset: number, target: Uint8Array): Promise<void> {
  let filled = 0;
  while (filled < target.length) {
    let count: number;
    try {
      count = await disk.read(descriptor, target, filled, offset + filled);
    } catch (cause) {
      throw diskError(cause, name);
    }
    if (count === 0) throw endsEarly(name, offset + filled, offset, target.length); // shortened since it was opened
    filled += count;
  }
}
