import type { Cake } from '../../src-shared/model/cake.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { openBatchJournal } from '../batch/batch-journal.ts';
import { createBatchRun } from '../batch/batch-run.ts';
import type { FrameRecipe, FrameRun } from '../batch/frame-recipe.ts';
import type { BatchWriter, IntegrateFrames } from '../batch/frame-result.ts';
import { type InputFailure, nameOf } from '../batch/integrate-inputs.ts';
import type { FrameJob, OutputPlan } from '../batch/plan-outputs.ts';
import { createFrameTable, type FrameTable } from '../batch/frame-table.ts';
import type { StackResume } from '../batch/stack-writer.ts';
import { formatSummaryCsv } from '../batch/summary-csv.ts';
import { writeWhole } from '../file/atomic-write.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import type { FramesDone } from './frame-run.ts';
import type { Terminal } from './terminal.ts';

/** Files on their way to the disk at a time, for each thread. */
const WRITES_PER_THREAD = 8;

/** At most so much work is lost with the program. */
const SAVE_EVERY_MS = 500;

/**
 * Does the frames of a plan and closes the engine. A disk that is full ends the run; all else fails its frame only.
 *
 * @throws AppError  what made all frames impossible; what the signal was aborted with
 */
export async function runBatch<T extends Pick<Pattern1d | Cake, 'intensity'>, F extends string, R extends FrameRecipe>({
  run,
  terminal,
  signal,
  engine,
  integrate,
  createWriter,
  resume,
  overwrite,
  summary,
  onResult,
}: {
  readonly run: FrameRun<F, R>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly engine: IntegrationEngine;
  readonly integrate: IntegrateFrames<T, F>;
  readonly createWriter: (stacks: StackResume, table: FrameTable | undefined) => BatchWriter<T, F>;
  /** Go on with what an earlier run left. */
  readonly resume: boolean;
  /** Replace results that are there. */
  readonly overwrite: boolean;
  /** File of the summary. */
  readonly summary: string | undefined;
  readonly onResult: (job: FrameJob<F>, value: T) => void;
}): Promise<FramesDone> {
  const journal = await openBatchJournal(run, resume);
  const { table, plan } = await withTable(run, journal.plan, { resume, overwrite, signal });
  const writer = createWriter(journal.stacks, table);
  const intensities = new Map<number, T['intensity']>();
  let savedAt = 0;
  let count = 0;
  const batch = createBatchRun<T, F>({
    ...{ integrate, writer },
    shape: () => run.shape,
    pendingWrites: WRITES_PER_THREAD * engine.threads,
    onDiskProblem: 'stop',
    onResult(index, { value }) {
      terminal.progress(++count, plan.frames.length, 'frames');
      if (plan.frames[index]!.file.hdf5 !== undefined) intensities.set(index, value.intensity);
      onResult(plan.frames[index]!, value);
    },
    async onDone(index) {
      const intensity = intensities.get(index);
      intensities.delete(index);
      if (!intensity) return;
      journal.note(plan.frames[index]!, intensity);
      if (performance.now() - savedAt < SAVE_EVERY_MS) return;
      savedAt = performance.now();
      await journal.save(writer.flush);
    },
  });
  const cancel = (): void => {
    void batch.cancel();
    engine.close().catch(() => undefined); // threads end in the middle of what they do; closed again below
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    batch.add(plan.frames);
    await batch.finished;
  } finally {
    signal.removeEventListener('abort', cancel);
    await engine.close();
    await journal.close(batch.state === 'done');
    await table?.close(batch.state === 'done');
  }
  if (summary !== undefined) await writeWhole(summary, formatSummaryCsv(batch.frames), { overwrite: true });
  signal.throwIfAborted();
  const failures: InputFailure[] = batch.frames.inState('failed').map((index) => {
    const { job, reason } = batch.frames.at(index);
    return { image: nameOf(job.file.input), frame: job.frame, reason };
  });
  const [stoppedAt] = batch.frames.inState('waiting');
  if (batch.problem && stoppedAt !== undefined) {
    const { job } = batch.frames.at(stoppedAt);
    failures.push({ image: nameOf(job.file.input), frame: job.frame, reason: `Stopped: ${batch.problem.message}` });
  }
  if (batch.problem && stoppedAt === undefined && !writer.written.has(plan.tables[0] ?? ''))
    failures.push({ image: plan.tables[0] ?? '', reason: batch.problem.message });
  return { written: writer.written, failures, planHash: batch.planHash };
}

/** The table of a run, if it makes one, and the frames that are left to do for it besides those of the journal. */
async function withTable<F extends string, R extends FrameRecipe>(
  { plan, recipe, calibration }: FrameRun<F, R>,
  left: OutputPlan<F>,
  options: { readonly resume: boolean; readonly overwrite: boolean; readonly signal: AbortSignal },
): Promise<{ readonly table: FrameTable | undefined; readonly plan: OutputPlan<F> }> {
  if (plan.tables.length === 0) return { table: undefined, plan: left };
  // A table that is there and lacks frames, or has others, is made again as a whole.
  const overwrite = options.overwrite || options.resume;
  const table = createFrameTable({ ...options, overwrite, paths: plan.tables, settings: [recipe, calibration] });
  const restored = await table.expect(plan.frames);
  const todo = new Set(left.frames);
  const frames = plan.frames.flatMap((job): FrameJob<F>[] => {
    const isInTable = restored.has(job);
    if (todo.has(job)) return isInTable && job.outputs.length === 0 && job.file.hdf5 === undefined ? [] : [job];
    // In its HDF5 file, as the journal says, but not in the table.
    return isInTable ? [] : [{ ...job, outputs: [], file: { ...job.file, hdf5: undefined } }];
  });
  return { table, plan: { ...left, frames, skipped: plan.skipped + plan.frames.length - frames.length } };
}
