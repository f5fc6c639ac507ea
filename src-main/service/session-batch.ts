import { setMaxListeners } from 'node:events';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Cake } from '../../src-shared/model/cake.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type {
  BatchFramesParams,
  BatchMatrixParams,
  BatchSummaryParams,
  BatchTask,
} from '../../src-shared/model/schema-types.generated.ts';
import type {
  BatchFrameEntry,
  BatchFramePage,
  BatchMatrix,
  BatchPattern,
  BatchStatus,
  BatchSummary,
} from '../../src-shared/rpc/batch-contract.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { type BatchRun, createBatchRun } from '../batch/batch-run.ts';
import { cakeFrames } from '../batch/cake-frames.ts';
import { createCakeWriter } from '../batch/cake-writer.ts';
import { formatSummaryCsv, SUMMARY_NAME } from '../batch/summary-csv.ts';
import type { FrameSetup } from '../batch/frame-recipe.ts';
import type { BatchWriter, FrameResult, IntegrateFrames } from '../batch/frame-result.ts';
import type { InputFailure } from '../batch/integrate-inputs.ts';
import { patternFrames } from '../batch/pattern-frames.ts';
import { createFrameTable } from '../batch/frame-table.ts';
import { NO_RESUME } from '../batch/stack-writer.ts';
import { createPatternRows } from '../batch/pattern-rows.ts';
import { createPatternWriter } from '../batch/pattern-writer.ts';
import type { FrameJob, OutputPlan } from '../batch/plan-outputs.ts';
import type { ComparedBatch } from '../batch/compare-runs.ts';
import { earlierOf } from '../batch/earlier-run.ts';
import { directDistance } from '../../src-shared/geometry/beam-centre.ts';
import type { FolderWatcher } from '../batch/folder-watcher.ts';
import { writeWhole } from '../file/atomic-write.ts';
import type { IntegrationEngine } from '../worker/integration-engine.ts';
import type { BatchOutputId, RefInput } from './batch-task.ts';

/** Files on their way to the disk at a time, for each thread. */
const WRITES_PER_THREAD = 8;

export interface SessionBatchOptions {
  readonly id: string;
  readonly task: BatchTask;
  /** Folder of the results. */
  readonly out: string;
  readonly engine: IntegrationEngine;
  readonly isWatching: boolean;
  /** Files of one table of all patterns. */
  readonly tables: readonly string[];
}

export type SessionBatch = ReturnType<typeof createSessionBatch>;

/** One batch of a window: the run, what is shown of it, and the names that the window knows its files by. */
export function createSessionBatch({ id, task, out, engine, isWatching, tables }: SessionBatchOptions) {
  const rows = createPatternRows();
  const refs = new Map<string, RefInput>();
  let setup: FrameSetup | undefined;
  let skipped = 0;
  let failedInputs: { readonly name: string; readonly ref: FileRef; readonly reason: string }[] = [];
  let watcher: FolderWatcher | undefined;

  const readySetup = (): FrameSetup => {
    if (!setup) throw new AppError('internal', 'A frame was integrated before it was known how.');
    return setup;
  };

  async function onResult(index: number, { radial, intensity }: FrameResult<unknown>): Promise<void> {
    await rows.put(index, radial, intensity);
  }

  function createRun<T>(
    integrate: () => IntegrateFrames<T, BatchOutputId>,
    writer: BatchWriter<T, BatchOutputId>,
  ): BatchRun<BatchOutputId> {
    return createBatchRun<T, BatchOutputId>({
      shape: () => readySetup().shape,
      integrate: (jobs, signal) => integrate()(jobs, signal),
      writer,
      pendingWrites: WRITES_PER_THREAD * engine.threads,
      onDiskProblem: 'pause',
      isOpen: isWatching,
      bytesOf: ({ file }) => (refs.get(file.input.path)?.size ?? 0) / file.summary.frameCount,
      onResult,
      onEnd: writeSummary,
    });
  }

  const isReplacing = task.existing === 'replace';
  const givenUp = new AbortController();
  setMaxListeners(0, givenUp.signal); // every result that waits for a thread listens
  const table =
    tables.length === 0
      ? undefined
      : createFrameTable({
          paths: tables,
          overwrite: isReplacing || isWatching,
          settings: id,
          resume: false, // masks and companions of a window are known by ids that mean nothing later
          signal: givenUp.signal,
        });
  const { cakes } = task;
  /** Results that wait for a thread are given up with the batch. */
  const formatting: IntegrationEngine = {
    ...engine,
    formatFiles: (input, use) => engine.formatFiles(input, use, givenUp.signal),
  };
  // One kind of batch has one kind of outputs; the names of formats are all that both share.
  const run = cakes
    ? createRun<Cake>(
        () => cakeFrames({ ...readySetup(), recipe: { ...readySetup().recipe, cut: cakes.cut } }, engine),
        createCakeWriter(formatting, isReplacing) as BatchWriter<Cake, string>,
      )
    : createRun<Pattern1d>(
        () => patternFrames(readySetup(), engine),
        createPatternWriter(formatting, isReplacing, NO_RESUME, table) as BatchWriter<Pattern1d, string>,
      );

  async function writeSummary(): Promise<void> {
    if (!task.summaryFile || run.frames.length === 0) return;
    await writeWhole(`${out}/${SUMMARY_NAME}`, formatSummaryCsv(run.frames), { overwrite: true });
  }

  function status(): BatchStatus {
    const { frames } = run;
    const counts = {
      waiting: frames.count('waiting'),
      running: frames.count('running'),
      done: frames.count('done'),
      skipped,
      failed: frames.count('failed') + failedInputs.length,
    };
    return {
      batchId: id,
      kind: task.cakes ? 'cakes' : 'patterns',
      label: task.directory.slice(task.directory.replace(/\/$/, '').lastIndexOf('/') + 1),
      directory: task.directory,
      version: run.version,
      state: run.state,
      isWatching: watcher !== undefined,
      problem: run.problem?.message ?? null,
      frames: { total: frames.length + skipped + failedInputs.length, ...counts },
      ...run.reading(),
      newest: run.newest === null ? null : entryOf(run.newest),
      radialUnit: task.settings.radialUnit,
    };
  }

  function entryOf(index: number): BatchFrameEntry {
    const { job, state, reason } = run.frames.at(index);
    const { input } = job.file;
    const dataset = input.dataset === undefined ? {} : { dataset: input.dataset };
    const ref = refs.get(input.path)?.ref ?? '';
    return { index, name: nameOf(job), ref, ...dataset, frame: job.frame, state, reason };
  }

  function knownFrame(index: number): void {
    if (index >= run.frames.length)
      throw new AppError('not-found', `There is no frame ${index}: the batch has ${run.frames.length}.`);
  }

  return {
    id,
    run,
    status,
    compared: {
      ...{ rows, frames: run.frames, radialUnit: task.settings.radialUnit },
      context: {
        wavelength: task.calibration.geometry.wavelength,
        directDistance: directDistance(task.calibration.geometry),
      },
    } satisfies ComparedBatch,
    /** For batches after this one. */
    asEarlier: earlierOf(rows, task.settings.radialUnit, run.frames),
    /** How frames are integrated; before the first of them. */
    prepare(next: FrameSetup): void {
      setup ??= next;
    },
    isPrepared: () => setup !== undefined,
    know(inputs: readonly RefInput[]): void {
      for (const input of inputs) refs.set(input.path, input);
    },
    addFailures(failures: readonly InputFailure[]): void {
      const found = failures.map(({ image, reason }) => {
        const ref = refs.get(image.split('::', 1)[0] ?? image)?.ref ?? '';
        return { name: ref === '' ? image : lastName(ref), ref, reason };
      });
      const names = new Set(found.map(({ name }) => name)); // a file that is written again may fail again
      failedInputs = [...failedInputs.filter(({ name }) => !names.has(name)), ...found];
    },
    addPlan(plan: OutputPlan<BatchOutputId>): void {
      skipped += plan.skipped;
      const good = new Set(plan.inputs.map((path) => refs.get(path)?.ref));
      failedInputs = failedInputs.filter(({ ref }) => !good.has(ref));
      table?.expect(plan.frames).catch(() => undefined); // what is missing then is found out frame by frame
      run.add(plan.frames);
      if (!isWatching) run.complete();
    },
    attachWatcher(next: FolderWatcher): void {
      watcher = next;
    },
    async stopWatching(): Promise<void> {
      const current = watcher;
      watcher = undefined;
      await current?.stop();
      run.complete();
    },
    /** Failed frames, or those named; of a file that becomes one HDF5 file all frames are made again. */
    retry(indices: readonly number[] | undefined): void {
      const chosen = indices ?? run.frames.inState('failed');
      for (const index of chosen) knownFrame(index);
      const stacks = new Set(
        chosen.map((index) => run.frames.at(index).job.file).filter(({ hdf5 }) => hdf5 !== undefined),
      );
      const others: number[] = [];
      if (stacks.size > 0)
        for (let index = 0; index < run.frames.length; index++)
          if (stacks.has(run.frames.at(index).job.file)) others.push(index);
      run.repeat([...new Set([...chosen, ...others])].sort((a, b) => a - b));
    },
    page({ offset, limit, state }: Omit<BatchFramesParams, 'batchId'>): BatchFramePage {
      const { frames } = run;
      const inputs = state === undefined || state === 'failed' ? failedInputs : [];
      const chosen = state === undefined ? undefined : frames.inState(state);
      const total = (chosen?.length ?? frames.length) + inputs.length;
      const entries: BatchFramePage['entries'][number][] = [];
      for (let i = offset; i < Math.min(total, offset + limit); i++) {
        const index = chosen ? chosen[i] : i < frames.length ? i : undefined;
        if (index === undefined) {
          const input = inputs[i - (chosen?.length ?? frames.length)]!;
          entries.push({ index: -1, ...input, frame: 0, state: 'failed' });
          continue;
        }
        entries.push(entryOf(index));
      }
      return { total, entries };
    },
    async matrix({ first, count, radialRange, ...size }: Omit<BatchMatrixParams, 'batchId'>): Promise<BatchMatrix> {
      const { version } = run;
      const left = Math.max(0, run.frames.length - first);
      const range = radialRange as [number, number] | undefined;
      const found = await rows.matrix({ ...size, first, count: Math.min(count ?? left, left), radialRange: range });
      return { radialUnit: task.settings.radialUnit, ...found, version };
    },
    async pattern(index: number): Promise<BatchPattern> {
      knownFrame(index);
      const found = await rows.row(index);
      if (!found) throw new AppError('not-found', `Frame ${index} is not integrated yet.`);
      return { radialUnit: task.settings.radialUnit, ...found };
    },
    async summary({ first, count, window }: Omit<BatchSummaryParams, 'batchId'>): Promise<BatchSummary> {
      const { frames, version } = run;
      const left = Math.max(0, frames.length - first);
      const length = Math.min(count ?? left, left);
      const of = (pick: (index: number) => number): Float64Array =>
        Float64Array.from({ length }, (_, i) => pick(first + i));
      return {
        first,
        integral: of((index) => frames.at(index).numbers.integral),
        ...(window ? { windowMean: await rows.means(first, length, window as [number, number]) } : {}),
        maximum: of((index) => frames.at(index).numbers.maximum),
        pixels: of((index) => frames.at(index).numbers.pixels),
        maskedFraction: of((index) => frames.at(index).numbers.maskedFraction),
        flags: Uint8Array.from({ length }, (_, i) => frames.flags(first + i)),
        version,
      };
    },
    async cancel(): Promise<void> {
      givenUp.abort();
      await watcher?.stop();
      watcher = undefined;
      await run.cancel();
    },
    async close(): Promise<void> {
      givenUp.abort();
      await watcher?.stop();
      watcher = undefined;
      await run.cancel();
      await rows.close();
      await table?.close(true);
      failedInputs = [];
    },
  };
}

function nameOf({ file, frame }: FrameJob<string>): string {
  const name = lastName(file.input.path);
  return file.summary.frameCount === 1 ? name : `${name} [${frame}]`;
}

function lastName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
