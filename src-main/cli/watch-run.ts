import { join } from 'node:path';
import { patternSuffix } from '../../src-shared/format/pattern-formats.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { checkAutoMaskAxis } from '../batch/auto-masked-frames.ts';
import { createBatchRun } from '../batch/batch-run.ts';
import { createFrameTable } from '../batch/frame-table.ts';
import { NO_RESUME } from '../batch/stack-writer.ts';
import { createFeedWatcher, type FeedOptions } from '../batch/feed-watcher.ts';
import { createFolderWatcher, type SeenFile, type WatcherOptions } from '../batch/folder-watcher.ts';
import type { FrameSetup } from '../batch/frame-recipe.ts';
import { nameOf, openInputs, readRunImages } from '../batch/integrate-inputs.ts';
import { isImageComplete } from '../batch/is-image-complete.ts';
import { patternFrames } from '../batch/pattern-frames.ts';
import { createPatternWriter } from '../batch/pattern-writer.ts';
import { planOutputs } from '../batch/plan-outputs.ts';
import { writeRecipeBeside } from '../batch/recipe-beside.ts';
import { formatSummaryCsv } from '../batch/summary-csv.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { listenToFolder } from '../file/listen-to-folder.ts';
import { readLineFeed } from '../file/line-feed.ts';
import { listImages } from '../file/list-images.ts';
import { checkFolderOf, checkOutputFolder, createOutputFolder } from '../file/output-folder.ts';
import { parseFrameRange } from '../service/frame-range.ts';
import { loadCalibration, orientCalibration } from '../service/load-calibration.ts';
import { programVersion } from '../service/program-name.ts';
import { createIntegrationEngine } from '../worker/integration-engine.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { checkFormats, checkWavelength } from './integrate-checks.ts';
import type { IntegrateOptions } from './integrate-options.ts';
import { mergeRecipe } from './integrate-recipe.ts';
import { recordInputs } from './run-inputs.ts';
import { readRecipe } from './recipe-file.ts';
import { createTerminal, nameFailure } from './terminal.ts';

export interface WatchOptions extends IntegrateOptions {
  /** s */
  readonly stopAfter?: number;
  /** Where the names of the files come from, in place of looking into the folder: "-", a pipe or a list that grows. */
  readonly from?: string;
}

const WRITES_PER_THREAD = 8;
/** After a problem with the disk the run goes on by itself when there is room again. */
const TRY_AGAIN_MS = 5000;

/**
 * Integrates what arrives in a folder until the signal is aborted or nothing arrives any more.
 *
 * @returns the exit code
 * @throws AppError  for what is refused before the first image
 */
export async function runWatch(folder: string, options: WatchOptions, signal: AbortSignal): Promise<number> {
  const terminal = createTerminal(options);
  const base = options.recipe === undefined ? undefined : await readRecipe(options.recipe);
  const recipe = mergeRecipe(options, base, programVersion());
  checkFormats(recipe);
  const file = await loadCalibration(recipe.calibration);
  checkWavelength(file.calibration, recipe);
  const calibration = orientCalibration(file.calibration, recipe.flipRows, recipe.orientation);
  await listImages(folder, false, signal); // there must be such a folder
  if (options.out !== undefined) await checkOutputFolder(options.out);
  for (const path of [options.summary, options.saveRecipe]) if (path !== undefined) await checkFolderOf(path);

  const engine = createIntegrationEngine(options.workers === undefined ? {} : { workers: options.workers });
  engine.start(); // threads load while the folder is looked at
  const framesOf = new Map<string, number[]>();
  const refused = new Set<string>();
  let setup: FrameSetup<Recipe> | undefined;
  let lastArrival = Date.now();
  const ready = (): FrameSetup<Recipe> => {
    if (!setup) throw new AppError('internal', 'A frame was integrated before it was known how.');
    return setup;
  };
  const tables = (recipe.tables ?? []).map((id) => join(options.out ?? folder, `annulus-table.${id}`));
  const table =
    tables.length === 0
      ? undefined
      : createFrameTable({ paths: tables, overwrite: true, settings: [recipe, calibration], resume: false, signal });
  const batch = createBatchRun<Pattern1d, PatternFormatId>({
    shape: () => ready().shape,
    integrate: (jobs, runSignal) => patternFrames<PatternFormatId>(ready(), engine)(jobs, runSignal),
    writer: createPatternWriter(engine, true, NO_RESUME, table),
    pendingWrites: WRITES_PER_THREAD * engine.threads,
    onDiskProblem: 'pause',
    isOpen: true,
    onDone(index) {
      for (const { path } of batch.frames.at(index).job.outputs) terminal.print(path);
    },
  });

  async function take(files: readonly SeenFile[], isFromStart: boolean): Promise<void> {
    lastArrival = Date.now();
    batch.repeat(files.flatMap(({ path }) => framesOf.get(path) ?? []));
    const fresh = files.filter(({ path }) => !framesOf.has(path));
    const isKeeping = isFromStart && !options.overwrite;
    const { opened, failures, shape } = await openInputs(fresh, calibration, signal);
    for (const { image, reason } of failures) {
      refused.add(image);
      terminal.problem(nameFailure(image, reason));
    }
    const plan = await planOutputs<PatternFormatId>(opened, {
      formats: recipe.formats,
      suffixOf: patternSuffix,
      out: options.out,
      range: recipe.frames === undefined ? undefined : parseFrameRange(recipe.frames),
      resume: isKeeping,
      overwrite: !isKeeping,
    });
    checkAutoMaskAxis(recipe, plan.frames);
    const isFirstSetup = shape !== undefined && !setup;
    if (shape) setup ??= { recipe, calibration, shape, images: await imagesFor(shape) };
    for (const path of plan.folders) await createOutputFolder(path);
    if (isFirstSetup) await saveRecipe();
    const first = batch.frames.length;
    for (const { input } of opened) {
      refused.delete(input.path);
      framesOf.set(input.path, []);
    }
    for (const [i, job] of plan.frames.entries()) framesOf.get(job.file.input.path)?.push(first + i);
    await table?.expect(plan.frames);
    if (plan.frames.length > 0) batch.add(plan.frames);
  }
  async function saveRecipe(): Promise<void> {
    const { saveRecipe: path, sidecar, out, recursive } = options;
    const recorded: Recipe = {
      ...recipe,
      inputs: recordInputs([folder], [], out),
      ...(recursive === undefined ? {} : { recursive }),
    };
    if (path !== undefined) await writeWhole(path, `${JSON.stringify(recorded, null, 2)}\n`, { overwrite: true });
    else if (sidecar !== false) await writeRecipeBeside(out ?? folder, recorded);
  }
  function refuse({ message }: AppError): void {
    refused.add(from ?? folder);
    terminal.problem(message);
  }
  const imagesFor = (shape: Shape) => readRunImages(recipe, calibration, shape, signal);

  const { from } = options;
  const feed: FeedOptions = {
    lines: (feedSignal) => readLineFeed(from ?? '-', feedSignal),
    folder,
    isComplete: (path, feedSignal) => isImageComplete(path, feedSignal, true),
    onReady: (files) => take(files, false),
    onMissing(path, reason) {
      refused.add(path);
      terminal.problem(nameFailure(path, reason));
    },
    onEnd: () => batch.complete(),
    onProblem: refuse,
  };
  const looking: WatcherOptions = {
    scan: (scanSignal) => listImages(folder, options.recursive === true, scanSignal),
    isComplete: isImageComplete,
    onReady: take,
    listen: (onChange) => listenToFolder(folder, options.recursive === true, onChange),
    onProblem: ({ message }) => terminal.problem(message),
  };
  const watcher = from === undefined ? createFolderWatcher(looking) : createFeedWatcher(feed);
  const reported = new Set<number>();
  try {
    while (!signal.aborted && batch.state !== 'done' && batch.state !== 'cancelled') {
      const idle = options.stopAfter === undefined ? Infinity : options.stopAfter * 1000 - (Date.now() - lastArrival);
      if (idle <= 0 && batch.frames.count('waiting') + batch.frames.count('running') === 0) {
        const before = lastArrival;
        await watcher.scanNow(); // what came at the last moment
        if (lastArrival === before) break;
        continue;
      }
      await batch.changed(batch.version, signal, Math.min(TRY_AGAIN_MS, Math.max(50, idle)));
      for (const index of batch.frames.inState('failed')) {
        if (reported.has(index)) continue;
        reported.add(index);
        const { job, reason } = batch.frames.at(index);
        terminal.problem(nameFailure(nameOf(job.file.input), reason));
      }
      if (batch.state !== 'paused') continue;
      terminal.problem(`${batch.problem?.message ?? ''} Trying again.`);
      await new Promise<void>((resolve) => void setTimeout(resolve, TRY_AGAIN_MS));
      batch.resume();
    }
    await watcher.stop();
    batch.complete();
    if (signal.aborted) await Promise.all([batch.cancel(), engine.close()]); // threads end in the middle of what they do
    await batch.finished;
  } finally {
    await watcher.stop();
    await engine.close();
    await table?.close(true);
  }
  if (options.summary !== undefined)
    await writeWhole(options.summary, formatSummaryCsv(batch.frames), { overwrite: true });
  const failed = batch.frames.count('failed') + refused.size;
  terminal.report({ frames: batch.frames.length, done: batch.frames.count('done'), failed });
  signal.throwIfAborted();
  return failed > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
}
