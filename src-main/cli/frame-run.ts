import { basename, dirname, resolve } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { type ExpandedInputs, expandInputs } from '../file/expand-inputs.ts';
import { splitDatasetPath } from '../file/open-image.ts';
import {
  canonicalPath,
  checkFolderOf,
  checkOutputFolder,
  createOutputFolder,
  pathExists,
} from '../file/output-folder.ts';
import { parseFrameRange } from '../service/frame-range.ts';
import { loadCalibration, orientCalibration } from '../service/load-calibration.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { checkSensor, checkWavelength } from './integrate-checks.ts';
import type { CakeRecipe, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import type { FrameRun } from '../batch/frame-recipe.ts';
import { type InputFailure, nameOf, openInputs, readRunImages } from '../batch/integrate-inputs.ts';
import type { IntegrateOptions } from './integrate-options.ts';
import { type FrameJob, type OutputPlan, planOutputs, type TableFormatId } from '../batch/plan-outputs.ts';
import { findOutdated } from '../batch/outdated-results.ts';
import { isTableWhole } from '../batch/whole-table.ts';
import { writeRecipeBeside } from '../batch/recipe-beside.ts';
import { type PairedInput, recordInputs } from './run-inputs.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';
import { warnOfGaps } from './warn-of-gaps.ts';
import { warnOfOrientation } from './warn-of-orientation.ts';

export type FrameRunOptions = Omit<IntegrateOptions, 'format'>;

export interface FramesDone {
  /** Files, in any order. */
  readonly written: ReadonlySet<string>;
  readonly failures: readonly InputFailure[];
  readonly planHash: string | null;
}

/** What one command does with frames. */
export interface FrameWork<F extends string, R extends Recipe | CakeRecipe> {
  readonly recipe: R;
  readonly formats: readonly F[];
  /** Of one table of all frames. */
  readonly tables?: readonly TableFormatId[];
  /** With dot. */
  readonly suffixOf: (format: F) => string;
  /** Does all frames of the plan. One that fails does not stop the others. */
  readonly run: (run: FrameRun<F, R>, terminal: Terminal) => Promise<FramesDone>;
  /** More for `--json`. */
  readonly summary?: Readonly<Record<string, number>>;
}

/**
 * Reads calibration, inputs and masks, refuses all that can be refused before the first frame, lets the work be done and
 * reports.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export async function runFrames<F extends string, R extends Recipe | CakeRecipe>(
  inputs: readonly string[],
  options: FrameRunOptions,
  prepare: () => Promise<FrameWork<F, R>>,
  signal: AbortSignal,
  pairs: readonly PairedInput[] = [],
): Promise<number> {
  const started = performance.now();
  const terminal = createTerminal(options);
  if (options.resume && options.overwrite)
    throw new AppError('usage', '--resume keeps results and --overwrite replaces them: give one of them.');
  const work = await prepare();
  const { recipe, formats, tables = [], suffixOf } = work;
  const range = recipe.frames === undefined ? undefined : parseFrameRange(recipe.frames);
  const file = await loadCalibration(recipe.calibration);
  checkWavelength(file.calibration, recipe);
  checkSensor(file.calibration, recipe);
  const calibration = orientCalibration(file.calibration, recipe.flipRows, recipe.orientation);
  for (const warning of file.warnings) terminal.notice(warning);
  if (options.out !== undefined) await checkOutputFolder(options.out);

  const recorded: R = {
    ...recipe,
    inputs: recordInputs(inputs, pairs, options.out),
    ...(options.recursive === undefined ? {} : { recursive: options.recursive }),
  };
  const expanded = await expandPairs(inputs, pairs, options);
  const { opened, failures: unreadable, shape } = await openInputs(expanded.inputs, calibration, signal);
  const failures: InputFailure[] = [
    ...expanded.failures.map(({ argument, error }) => ({ image: argument, reason: error.message })),
    ...unreadable,
  ];
  const [resume, overwrite] = [options.resume === true, options.overwrite === true];
  const [firstInput] = opened;
  const recipeFolder = options.out ?? firstInput?.input.out ?? dirname(firstInput?.input.path ?? '.');
  const isOutdated = resume ? await findOutdated(options.sidecar === false ? null : recipeFolder, recipe) : undefined;
  const plan = await planOutputs<F>(opened, {
    ...{ formats, tables, suffixOf, range, resume, overwrite },
    out: options.out,
    ...(isOutdated && {
      isOutdated,
      isTableWhole: (path: string, frames: readonly FrameJob<F>[]) => isTableWhole(path, frames, isOutdated),
    }),
  });
  for (const input of plan.empty)
    failures.push({ image: nameOf(input), reason: `--frames ${recipe.frames ?? ''} selects none of its frames.` });
  for (const folder of plan.folders) await checkOutputFolder(folder);
  await checkRecipeFile(options, recipe, plan);
  const { summary } = options;
  if (summary !== undefined && !plan.folders.some((folder) => folder === dirname(resolve(summary))))
    await checkFolderOf(summary);
  if (options.dryRun) {
    reportFailures(terminal, failures);
    terminal.report({ outputs: plan.outputs, frames: plan.frames.length, skipped: plan.skipped, failed: failures });
    for (const path of plan.outputs) terminal.print(path);
    return failures.length > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
  }

  let done: FramesDone = { written: new Set(), failures: [], planHash: null };
  const [first] = plan.frames;
  if (shape && first) {
    const images = await readRunImages(recipe, calibration, shape, signal);
    const run: FrameRun<F, R> = { recipe, calibration, shape, plan, images };
    if (recipe.orientation === undefined && !recipe.flipRows && !options.quiet)
      await warnOfOrientation(first, run, terminal, signal);
    warnOfGaps(calibration, recipe, shape, terminal);
    for (const folder of plan.folders) await createOutputFolder(folder);
    await saveRecipe(options, recorded, plan);
    reportFailures(terminal, failures);
    done = await work.run(run, terminal);
    reportFailures(terminal, done.failures);
    failures.push(...done.failures);
  } else {
    reportFailures(terminal, failures);
    if (opened.length > 0) await saveRecipe(options, recorded, plan);
  }
  const seconds = (performance.now() - started) / 1000;
  report(terminal, { work, plan, failures, planHash: done.planHash, written: plannedPaths(plan, done), seconds });
  return failures.length > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
}

/** Inputs of the command line, and those that have a folder for their results of their own. */
async function expandPairs(
  args: readonly string[],
  pairs: readonly PairedInput[],
  options: FrameRunOptions,
): Promise<ExpandedInputs> {
  const { inputs, failures } = await expandInputs(args, options);
  const all = { inputs: [...inputs], failures: [...failures] };
  for (const { argument, out } of pairs) {
    const found = await expandInputs([argument], { ...options, out });
    all.inputs.push(...found.inputs.map((input) => (out === undefined ? input : { out, ...input })));
    all.failures.push(...found.failures);
  }
  return all;
}

/** Results in the order of the inputs; they are finished in any order. */
function plannedPaths(
  { frames, tables }: Pick<OutputPlan<string>, 'frames' | 'tables'>,
  { written }: FramesDone,
): string[] {
  const paths = new Set<string>();
  for (const { outputs, file } of frames) {
    for (const { path } of outputs) paths.add(path);
    if (file.hdf5 !== undefined) paths.add(file.hdf5);
  }
  return [...paths, ...tables].filter((path) => written.has(path));
}

function reportFailures(terminal: Terminal, failures: readonly InputFailure[]): void {
  for (const { image, frame, reason } of failures)
    terminal.problem(
      frame === undefined || frame === 0 ? nameFailure(image, reason) : `${image}, frame ${frame}: ${reason}`,
    );
}

/** The recipe is a result as well: it is not replaced by surprise, and replaces nothing that the run reads or writes. */
async function checkRecipeFile(
  { saveRecipe: path, overwrite, resume }: FrameRunOptions,
  { calibration, masks, dark, flat, background, normalizeBy }: Recipe | CakeRecipe,
  { inputs, outputs }: Pick<OutputPlan<string>, 'inputs' | 'outputs'>,
): Promise<void> {
  if (path === undefined) return;
  if (outputs.every((output) => dirname(output) !== dirname(resolve(path)))) await checkFolderOf(path);
  const target = await canonicalPath(resolve(path));
  const others = [calibration, ...masks, dark, flat, background, normalizeBy].filter((name) => name !== undefined);
  const isSame = async (other: string): Promise<boolean> =>
    resolve(other) === resolve(path) || (basename(other) === basename(path) && (await canonicalPath(other)) === target);
  for (const other of [...inputs, ...outputs, ...others.map((name) => splitDatasetPath(name).path)])
    if (await isSame(other))
      throw new AppError('usage', `The recipe would replace ${other}, which this run needs: give it another name.`);
  if (!overwrite && !resume && (await pathExists(path)))
    throw new AppError('exists', `The recipe ${path} exists already: give --overwrite or another name.`);
}

/** Where it was asked for; else the recipe of several frames lies beside their results. */
async function saveRecipe(
  { saveRecipe: path, sidecar, out }: FrameRunOptions,
  recipe: Recipe | CakeRecipe,
  { frames, skipped, folders }: Pick<OutputPlan<string>, 'frames' | 'skipped' | 'folders'>,
): Promise<void> {
  const [first = '.'] = folders;
  if (path !== undefined) await writeWhole(path, `${JSON.stringify(recipe, null, 2)}\n`, { overwrite: true });
  else if (sidecar !== false && frames.length + skipped > 1) await writeRecipeBeside(out ?? first, recipe);
}

const MAX_LISTED = 20;

function report<F extends string, R extends Recipe | CakeRecipe>(
  terminal: Terminal,
  run: {
    readonly work: FrameWork<F, R>;
    readonly plan: OutputPlan<F>;
    readonly failures: readonly InputFailure[];
    readonly planHash: string | null;
    readonly written: readonly string[];
    readonly seconds: number;
  },
): void {
  const { work, plan, failures, planHash, written, seconds } = run;
  const { radialUnit, npt } = work.recipe.settings;
  terminal.report({
    ...{ written, frames: plan.frames.length, skipped: plan.skipped, failed: failures, radialUnit, npt },
    ...work.summary,
    ...{ planHash, seconds },
  });
  for (const path of written.slice(0, MAX_LISTED)) terminal.print(path);
  if (written.length > MAX_LISTED) terminal.print(`… ${written.length} files in all, ${seconds.toFixed(1)} s`);
  if (plan.skipped > 0) terminal.print(`${plan.skipped} skipped: their results exist.`);
}
