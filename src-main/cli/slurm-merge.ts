import { dirname, join } from 'node:path';
import { SUMMARY_NAME } from '../batch/summary-csv.ts';
import { partsFolder } from '../batch/stack-parts.ts';
import { mergeSummaries, type SummaryRow } from '../batch/merge-summaries.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { mergeStacks } from '../file/merge-stacks.ts';
import { listNames, moveFile, removeFolder } from '../file/output-folder.ts';
import { readTextFile } from '../file/text-file.ts';
import type { SlurmPlan } from './slurm-plan.ts';

export interface SlurmMerge {
  /** Files made of the results of several tasks. */
  readonly written: readonly string[];
  /** What the tasks said of every frame. */
  readonly rows: readonly SummaryRow[];
}

/**
 * Puts the results of the tasks together: HDF5 files of their parts, texts beside them, one summary.
 *
 * @throws AppError  "format" for parts that do not go together; "forbidden" or "disk"
 */
export async function mergeSlurm(plan: SlurmPlan, out: string, attempts: number): Promise<SlurmMerge> {
  const written: string[] = [];
  for (const { file, parts } of plan.stacks) {
    const { hdf5 } = file;
    if (hdf5 === undefined) continue;
    const paths = parts.map(({ path }) => path);
    const merged = new Set(await mergeStacks(paths, hdf5, { overwrite: true }));
    written.push(hdf5);
    for (const { folder } of parts)
      for (const name of await listNames(folder))
        if (!name.startsWith('.') && !name.includes('.h5'))
          await moveFile(join(folder, name), join(dirname(hdf5), name));
    // As long as frames are missing the parts say that the file is not whole.
    if (file.frames.every((frame) => merged.has(frame))) await removeFolder(partsFolder(hdf5));
  }
  const texts: string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const folder = attemptFolder(out, attempt);
    for (const name of await listNames(folder))
      if (name.startsWith('summary-')) texts.push(await readTextFile(join(folder, name)));
  }
  const { text, rows } = mergeSummaries(texts);
  if (rows.length > 0) {
    const path = join(out, SUMMARY_NAME);
    await writeWhole(path, text, { overwrite: true });
    written.push(path);
  }
  return { written, rows };
}

/** Scripts, lists, logs and summaries of one array. */
export function attemptFolder(out: string, attempt: number): string {
  return join(out, 'slurm', `attempt-${attempt}`);
}
