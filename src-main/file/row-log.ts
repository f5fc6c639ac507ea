import { type FileHandle, open, rm } from 'node:fs/promises';
import { murmurHash128 } from '../../src-shared/numerics/murmur-hash.ts';

/**
 * Rows of doubles of equal length in a file that grows, each with its key and a hash of both: a row that was cut off or
 * never reached the disk is not there when the file is opened again.
 */
export interface RowLog {
  /** Doubles in a row. */
  readonly width: number;
  /** Rows by their keys; of two with one key the later. */
  readonly rows: ReadonlyMap<string, number>;
  /** @param key  32 hexadecimal digits. @throws Error  of the file system */
  append(key: string, values: Float64Array): Promise<void>;
  /** Reads `values.length` doubles of a row from `from` on. @throws Error  of the file system */
  read(row: number, from: number, values: Float64Array): Promise<void>;
  close(): Promise<void>;
  /** Closes it, and the file is gone. */
  remove(): Promise<void>;
}

const HEADER_BYTES = 64;
const HASH_BYTES = 16;

/** @param title  what the rows are of, 32 hexadecimal digits. @throws Error  of the file system */
export async function createRowLog(path: string, title: string, width: number): Promise<RowLog> {
  const file = await open(path, 'w+');
  await file.write(Buffer.from(headerOf(title, width)), 0, HEADER_BYTES, 0);
  return rowLog(path, file, width, new Map(), 0);
}

/** @returns null if there is none, or one of something else */
export async function openRowLog(path: string, title: string): Promise<RowLog | null> {
  const file = await open(path, 'r+').catch(() => null);
  if (!file) return null;
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    await file.read(header, 0, HEADER_BYTES, 0);
    const width = Number(header.toString('latin1').trim().split(' ')[3]);
    if (Number.isInteger(width) && width > 0 && header.toString('latin1') === headerOf(title, width)) {
      const { rows, count } = await scan(file, width);
      return rowLog(path, file, width, rows, count);
    }
  } catch {
    // what cannot be read is made again
  }
  await file.close();
  return null;
}

function headerOf(title: string, width: number): string {
  return `annulus rows ${title} ${width}\n`.padEnd(HEADER_BYTES, ' ');
}

function rowBytes(width: number): number {
  return HASH_BYTES + width * 8 + HASH_BYTES;
}

async function scan(file: FileHandle, width: number): Promise<{ rows: Map<string, number>; count: number }> {
  const size = rowBytes(width);
  const rows = new Map<string, number>();
  const bytes = Buffer.alloc(size);
  for (let row = 0; ; row++) {
    const { bytesRead } = await file.read(bytes, 0, size, HEADER_BYTES + row * size);
    if (bytesRead < size) return { rows, count: row };
    const hash = bytes.toString('hex', size - HASH_BYTES);
    if (hash === murmurHash128(bytes.subarray(0, size - HASH_BYTES)))
      rows.set(bytes.toString('hex', 0, HASH_BYTES), row);
  }
}

function rowLog(path: string, file: FileHandle, width: number, rows: Map<string, number>, count: number): RowLog {
  const size = rowBytes(width);
  let next = count;
  let isClosed = false;

  return {
    width,
    rows,
    async append(key, values) {
      if (values.length !== width) throw new RangeError(`a row of ${values.length} does not fit into ${width}`);
      const row = next++;
      const bytes = Buffer.alloc(size);
      bytes.write(key, 'hex');
      bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), HASH_BYTES);
      bytes.write(murmurHash128(bytes.subarray(0, size - HASH_BYTES)), size - HASH_BYTES, 'hex');
      await file.write(bytes, 0, size, HEADER_BYTES + row * size);
      rows.set(key, row);
    },
    async read(row, from, values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      await file.read(bytes, 0, bytes.length, HEADER_BYTES + row * size + HASH_BYTES + from * 8);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await file.close();
    },
    async remove() {
      await this.close();
      await rm(path, { force: true });
    },
  };
}
