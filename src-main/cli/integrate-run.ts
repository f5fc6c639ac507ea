import { basename, dirname, resolve } from 'node:path';
import { patternSuffix, patternTextFormat } from '../../src-shared/format/pattern-formats.ts';
import { formatRecipe } from '../../src-shared/format/recipe-json.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Calibration, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { expandInputs } from '../file/expand-inputs.ts';
import {
  canonicalPath,
  checkFolderOf,
  checkOutputFolder,
  createOutputFolder,
  pathExists,
} from '../file/output-folder.ts';
import { splitDatasetPath } from '../file/open-image.ts';
import { parseFrameRange } from '../service/frame-range.ts';
import { loadCalibration, orientCalibration } from '../service/load-calibration.ts';
import { patternOf } from '../service/pattern-of.ts';
import { programVersion } from '../service/program-name.ts';
import { createIntegrationEngine } from '../worker/integration-engine.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { checkFormats, checkWavelength } from './integrate-checks.ts';
import {
  type InputFailure,
  nameOf,
  openInputs,
  originName,
  readRunImages,
  type RunImages,
} from './integrate-inputs.ts';
import type { IntegrateOptions } from './integrate-options.ts';
import { mergeRecipe } from './integrate-recipe.ts';
import { type FrameJob, type OutputPlan, planOutputs } from './plan-outputs.ts';
import { readRecipe } from './recipe-file.ts';
import { createResultWriter } from './result-writer.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';
import { warnOfGaps } from './warn-of-gaps.ts';
import { warnOfOrientation } from './warn-of-orientation.ts';

/** All that is known when the work begins. */
interface Run {
  readonly recipe: Recipe;
  readonly calibration: Calibration;
  readonly shape: Shape;
  readonly images: RunImages;
  readonly plan: OutputPlan;
}

/**
 * Integrates images. Everything that can be refused is refused before the first frame is read.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export async function runIntegrate(
  images: readonly string[],
  options: IntegrateOptions,
  signal: AbortSignal,
): Promise<number> {
  const started = performance.now();
  const terminal = createTerminal(options);
  if (options.resume && options.overwrite)
    throw new AppError('usage', '--resume keeps results and --overwrite replaces them: give one of them.');
  const base = options.recipe === undefined ? undefined : await readRecipe(options.recipe);
  const recipe = mergeRecipe(options, base, programVersion());
  checkFormats(recipe);
  const range = recipe.frames === undefined ? undefined : parseFrameRange(recipe.frames);
  const file = await loadCalibration(recipe.calibration);
  checkWavelength(file.calibration, recipe);
  const calibration = orientCalibration(file.calibration, recipe.flipRows, recipe.orientation);
  for (const warning of file.warnings) terminal.notice(warning);
  if (options.out !== undefined) await checkOutputFolder(options.out);

  const expanded = await expandInputs(images);
  const { opened, failures: unreadable, shape } = await openInputs(expanded.inputs, calibration, signal);
  const failures: InputFailure[] = [
    ...expanded.failures.map(({ argument, error }) => ({ image: argument, reason: error.message })),
    ...unreadable,
  ];
  const plan = await planOutputs(opened, {
    formats: recipe.formats,
    suffixOf: patternSuffix,
    out: options.out,
    range,
    resume: options.resume === true,
    overwrite: options.overwrite === true,
  });
  for (const input of plan.empty)
    failures.push({ image: nameOf(input), reason: `--frames ${recipe.frames ?? ''} selects none of its frames.` });
  for (const folder of plan.folders) await checkOutputFolder(folder);
  await checkRecipeFile(options, recipe, plan);

  let written: readonly string[] = [];
  let planHash: string | null = null;
  if (shape && plan.frames.length > 0) {
    const run: Run = {
      recipe,
      calibration,
      shape,
      plan,
      images: await readRunImages(recipe, calibration, shape, signal),
    };
    if (recipe.orientation === undefined && !recipe.flipRows && !options.quiet)
      await warnOfOrientation(run.plan.frames[0] as FrameJob, run, terminal, signal);
    warnOfGaps(calibration, recipe, shape, terminal);
    for (const folder of plan.folders) await createOutputFolder(folder);
    await saveRecipe(options, recipe);
    reportFailures(terminal, failures);
    const done = await integrateAll(run, options, terminal, signal);
    reportFailures(terminal, done.failures);
    failures.push(...done.failures);
    ({ written, planHash } = done);
  } else {
    reportFailures(terminal, failures);
    if (opened.length > 0) await saveRecipe(options, recipe);
  }
  report(terminal, { written, failures, plan, recipe, planHash, seconds: (performance.now() - started) / 1000 });
  return failures.length > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
}

interface Done {
  readonly written: readonly string[];
  readonly failures: InputFailure[];
  readonly planHash: string | null;
}

async function integrateAll(
  run: Run,
  options: IntegrateOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Done> {
  const { recipe, calibration, shape, images, plan } = run;
  const failures: InputFailure[] = [];
  const engine = createIntegrationEngine(options.workers === undefined ? {} : { workers: options.workers });
  const writer = createResultWriter(options.overwrite === true);
  let planHash: string | null = null;
  let firstAxis: Float64Array | undefined;
  let axesDiffer = false;
  let hasEmptyBins = false;
  let emptyPattern: string | undefined;
  let count = 0;
  try {
    const results = engine.integrateFiles(
      {
        calibration,
        shape,
        settings: recipe.settings,
        staticMask: images.staticMask,
        dark: images.dark,
        flat: images.flat,
        background: images.background,
        frames: plan.frames.map((job, key) => ({
          path: job.file.input.path,
          dataset: job.file.input.dataset,
          frame: job.frame,
          key,
        })),
      },
      { signal },
    );
    for await (const result of results) {
      const job = plan.frames[result.key] as FrameJob;
      terminal.progress(++count, plan.frames.length, 'frames');
      if ('error' in result) {
        failures.push({ image: nameOf(job.file.input), frame: job.frame, reason: result.error.message });
        continue;
      }
      const pattern = patternOf(result, {
        settings: recipe.settings,
        calibration,
        image: originName(job.file.input.path),
        frame: job.frame,
        masks: recipe.masks.map(originName),
        ...(recipe.dark === undefined ? {} : { dark: originName(recipe.dark) }),
        ...(recipe.flat === undefined ? {} : { flat: originName(recipe.flat) }),
        ...(recipe.background === undefined ? {} : { background: originName(recipe.background) }),
      });
      planHash ??= result.planHash;
      firstAxis ??= pattern.radial;
      axesDiffer ||= !isSameAxis(firstAxis, pattern.radial);
      hasEmptyBins ||= isAnyBinEmpty(pattern);
      emptyPattern ??= pattern.count.some((count) => count > 0) ? undefined : nameOf(job.file.input);
      await writer.write(job, pattern);
    }
    await writer.finish();
  } catch (cause) {
    const { code, message } = AppError.from(cause);
    if (signal.aborted || !['disk', 'forbidden', 'exists'].includes(code)) throw cause;
    const { file, frame } = plan.frames[Math.max(0, count - 1)] as FrameJob;
    failures.push({ image: nameOf(file.input), frame, reason: `Stopped: ${message}` });
  } finally {
    await writer.abandon();
    await engine.close();
  }
  if (axesDiffer)
    terminal.notice(
      'The radial axes of the results differ, because value limits leave other pixels in each image: --radial-range A,B gives all the same axis.',
    );
  if (emptyPattern !== undefined)
    terminal.notice(
      `Warning: no pixel of ${emptyPattern} lies inside the ranges, so every bin is empty: check --radial-range and --azimuth-range.`,
    );
  const zeroed = recipe.formats.filter((id) => patternTextFormat(id)?.emptyBin === 'zero');
  if (hasEmptyBins && zeroed.length > 0)
    terminal.notice(
      `Some bins are empty: ${zeroed.join(' and ')} can only say 0 there; csv tells them by their count.`,
    );
  const written = new Set(writer.written);
  return { written: plannedPaths(plan).filter((path) => written.has(path)), failures, planHash };
}

/** Results in the order of the inputs; they are finished in any order. */
export function plannedPaths({ frames }: Pick<OutputPlan<string>, 'frames'>): string[] {
  const paths = new Set<string>();
  for (const { outputs, file } of frames) {
    for (const { path } of outputs) paths.add(path);
    if (file.hdf5 !== undefined) paths.add(file.hdf5);
  }
  return [...paths];
}

function isSameAxis(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a[0] === b[0] && a.at(-1) === b.at(-1));
}

function isAnyBinEmpty({ count }: Pattern1d): boolean {
  return count.includes(0);
}

export function reportFailures(terminal: Terminal, failures: readonly InputFailure[]): void {
  for (const { image, frame, reason } of failures)
    terminal.problem(
      frame === undefined || frame === 0 ? nameFailure(image, reason) : `${image}, frame ${frame}: ${reason}`,
    );
}

/** The recipe is a result as well: it is not replaced by surprise, and replaces nothing that the run reads or writes. */
export async function checkRecipeFile(
  { saveRecipe: path, overwrite, resume }: IntegrateOptions,
  {
    calibration,
    masks,
    dark,
    flat,
    background,
  }: Pick<Recipe, 'calibration' | 'masks' | 'dark' | 'flat' | 'background'>,
  { inputs, outputs }: Pick<OutputPlan, 'inputs' | 'outputs'>,
): Promise<void> {
  if (path === undefined) return;
  if (outputs.every((output) => dirname(output) !== dirname(resolve(path)))) await checkFolderOf(path);
  const target = await canonicalPath(resolve(path));
  const others = [calibration, ...masks, dark, flat, background].filter((name) => name !== undefined);
  const isSame = async (other: string): Promise<boolean> =>
    resolve(other) === resolve(path) || (basename(other) === basename(path) && (await canonicalPath(other)) === target);
  for (const other of [...inputs, ...outputs, ...others.map((name) => splitDatasetPath(name).path)])
    if (await isSame(other))
      throw new AppError('usage', `The recipe would replace ${other}, which this run needs: give it another name.`);
  if (!overwrite && !resume && (await pathExists(path)))
    throw new AppError('exists', `The recipe ${path} exists already: give --overwrite or another name.`);
}

async function saveRecipe({ saveRecipe: path }: IntegrateOptions, recipe: Recipe): Promise<void> {
  if (path !== undefined) await writeWhole(path, formatRecipe(recipe), { overwrite: true });
}

function report(
  terminal: Terminal,
  run: {
    readonly written: readonly string[];
    readonly failures: readonly InputFailure[];
    readonly plan: OutputPlan;
    readonly recipe: Recipe;
    readonly planHash: string | null;
    readonly seconds: number;
  },
): void {
  const { written, failures, plan, recipe, planHash, seconds } = run;
  terminal.report({
    written,
    frames: plan.frames.length,
    skipped: plan.skipped,
    failed: failures,
    radialUnit: recipe.settings.radialUnit,
    npt: recipe.settings.npt,
    planHash,
    seconds,
  });
  for (const path of written.slice(0, MAX_LISTED)) terminal.print(path);
  if (written.length > MAX_LISTED) terminal.print(`… ${written.length} files in all, ${seconds.toFixed(1)} s`);
  if (plan.skipped > 0) terminal.print(`${plan.skipped} skipped: their results exist.`);
}

const MAX_LISTED = 20;
