import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryFolder } from './output-folder.ts';

/** Rows of numbers of equal length on the disk, so that memory does not grow with their number. Gone after `close`. */
export interface RowFile {
  readonly columns: number;
  /** @throws Error  of the file system */
  write(row: number, values: Float32Array): Promise<void>;
  /** @returns rows in the order asked for, one after the other; what was never written is 0 or left out at the end */
  read(rows: readonly number[]): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @throws Error  if no temporary file can be made */
export async function createRowFile(columns: number): Promise<RowFile> {
  const folder = await createTemporaryFolder('annulus-rows-');
  const file = await open(join(folder, 'rows'), 'w+');
  const rowBytes = columns * 4;
  let isClosed = false;

  return {
    columns,
    async write(row, values) {
      await file.write(new Uint8Array(values.buffer, values.byteOffset, rowBytes), 0, rowBytes, row * rowBytes);
    },
    async read(rows) {
      const result = new Float32Array(rows.length * columns);
      const bytes = new Uint8Array(result.buffer);
      // Neighbours are read together.
      for (let i = 0; i < rows.length;) {
        let end = i + 1;
        while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
        await file.read(bytes, i * rowBytes, (end - i) * rowBytes, rows[i]! * rowBytes);
        i = end;
      }
      return result;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await file.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
