import { open } from 'node:fs/promises';
import type { TableTextFormat } from '../../src-shared/format/frame-table.ts';
import { PatternText } from '../../src-shared/format/pattern-text.ts';
import { writeWholeWith } from './atomic-write.ts';

export interface TableText {
  readonly radialUnit: string;
  readonly radial: Float64Array;
  readonly columns: readonly string[];
  /** Intensities of a frame in the bins from `from` on. */
  readonly read: (frame: number, from: number, values: Float64Array) => Promise<void>;
}

/** Doubles in memory at a time. */
const BLOCK = 2 ** 21;
const BYTES_AT_A_TIME = 2 ** 20;

/**
 * Writes a table whose columns are the rows that `read` gives: some bins of all frames at a time, so that memory depends
 * neither on the number of frames nor of bins.
 *
 * @throws AppError  "exists", "forbidden" or "disk"
 */
export async function writeTableText(
  path: string,
  format: TableTextFormat,
  { radialUnit, radial, columns, read }: TableText,
  overwrite: boolean,
): Promise<void> {
  const count = columns.length;
  const binsAtATime = Math.max(1, Math.min(radial.length, Math.floor(BLOCK / Math.max(1, count))));
  await writeWholeWith(
    path,
    async (part) => {
      const file = await open(part, 'wx');
      try {
        await file.write(format.header(radialUnit, columns));
        const line = new Float64Array(count);
        for (let from = 0; from < radial.length; from += binsAtATime) {
          const bins = Math.min(binsAtATime, radial.length - from);
          const block = new Float64Array(count * bins);
          for (let frame = 0; frame < count; frame++)
            await read(frame, from, block.subarray(frame * bins, (frame + 1) * bins));
          let out = new PatternText();
          for (let bin = 0; bin < bins; bin++) {
            for (let frame = 0; frame < count; frame++) line[frame] = block[frame * bins + bin]!;
            format.line(out, radial[from + bin]!, line);
            if (out.length < BYTES_AT_A_TIME && bin < bins - 1) continue;
            await file.write(out.toBytes());
            out = new PatternText();
          }
        }
      } finally {
        await file.close();
      }
    },
    { overwrite },
  );
}
