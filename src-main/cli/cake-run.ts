import { cakeFormat, cakeSuffix } from '../../src-shared/format/cake-formats.ts';
import { SIDECAR_SUFFIX } from '../../src-shared/format/cake-sidecar.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, CakeRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { expandInputs } from '../file/expand-inputs.ts';
import { checkOutputFolder, createOutputFolder } from '../file/output-folder.ts';
import { cakeOf } from '../service/cake-of.ts';
import { parseFrameRange } from '../service/frame-range.ts';
import { loadCalibration, orientCalibration } from '../service/load-calibration.ts';
import { programVersion } from '../service/program-name.ts';
import { createFrameReader } from '../worker/frame-reader.ts';
import { createIntegrationEngine } from '../worker/integration-engine.ts';
import type { CakeOptions } from './cake-options.ts';
import { mergeCakeRecipe, readCakeRecipe } from './cake-recipe.ts';
import { type CakeOutputId, createCakeWriter } from './cake-writer.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { checkWavelength } from './integrate-checks.ts';
import {
  type InputFailure,
  nameOf,
  openInputs,
  originName,
  readRunImages,
  type RunImages,
} from './integrate-inputs.ts';
import { checkRecipeFile, plannedPaths, reportFailures } from './integrate-run.ts';
import { type FrameJob, type OutputPlan, planOutputs } from './plan-outputs.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { warnOfGaps } from './warn-of-gaps.ts';
import { warnOfOrientation } from './warn-of-orientation.ts';

/** All that is known when the work begins. */
interface Run {
  readonly recipe: CakeRecipe;
  readonly calibration: Calibration;
  readonly shape: Shape;
  readonly images: RunImages;
  readonly plan: OutputPlan<CakeOutputId>;
}

/**
 * Makes cakes of images. Everything that can be refused is refused before the first frame is read.
 *
 * @returns the exit code
 * @throws AppError  for what is refused
 */
export async function runCake(images: readonly string[], options: CakeOptions, signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const terminal = createTerminal(options);
  if (options.resume && options.overwrite)
    throw new AppError('usage', '--resume keeps results and --overwrite replaces them: give one of them.');
  const base = options.recipe === undefined ? undefined : await readCakeRecipe(options.recipe);
  const recipe = mergeCakeRecipe(options, base, programVersion());
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
  const plan = await planOutputs<CakeOutputId>(opened, {
    formats: [...recipe.layouts, 'sidecar'],
    suffixOf: (id) => (id === 'sidecar' ? SIDECAR_SUFFIX : cakeSuffix(id)),
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
    const [first] = plan.frames;
    warnOfGaps(calibration, recipe, shape, terminal);
    if (first && recipe.orientation === undefined && !recipe.flipRows && !options.quiet)
      await warnOfOrientation(first, run, terminal, signal);
    for (const folder of plan.folders) await createOutputFolder(folder);
    await saveRecipe(options, recipe);
    reportFailures(terminal, failures);
    const done = await cakeAll(run, options, terminal, signal);
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

async function cakeAll(run: Run, options: CakeOptions, terminal: Terminal, signal: AbortSignal): Promise<Done> {
  const { recipe, plan } = run;
  const failures: InputFailure[] = [];
  const engine = createIntegrationEngine(options.workers === undefined ? {} : { workers: options.workers });
  const writer = createCakeWriter(options.overwrite === true);
  const reader = createFrameReader();
  let planHash: string | null = null;
  let hasEmptyCells = false;
  let emptyCake: string | undefined;
  let current: FrameJob<CakeOutputId> | undefined;
  try {
    for (const [index, job] of plan.frames.entries()) {
      signal.throwIfAborted();
      current = job;
      terminal.progress(index + 1, plan.frames.length, 'frames');
      const made = await cakeOne(run, job, engine, reader, signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        const error = AppError.from(cause);
        if (error.code === 'internal') throw cause;
        failures.push({ image: nameOf(job.file.input), frame: job.frame, reason: error.message });
        return null;
      });
      if (!made) continue;
      planHash ??= made.provenance.planHash;
      const filled = made.count.reduce((total, count) => total + (count > 0 ? 1 : 0), 0);
      hasEmptyCells ||= filled < made.count.length;
      if (filled === 0) emptyCake ??= nameOf(job.file.input);
      await writer.write(job, made);
    }
    await writer.finish();
  } catch (cause) {
    const { code, message } = AppError.from(cause);
    if (signal.aborted || !current || !['disk', 'forbidden', 'exists'].includes(code)) throw cause;
    failures.push({ image: nameOf(current.file.input), frame: current.frame, reason: `Stopped: ${message}` });
  } finally {
    await writer.abandon();
    await reader.close();
    await engine.close();
  }
  if (emptyCake !== undefined)
    terminal.notice(
      `Warning: no pixel of ${emptyCake} lies inside the ranges, so every cell is empty: check --radial-range and --azimuth-range.`,
    );
  const zeroed = recipe.layouts.filter((id) => cakeFormat(id)?.emptyCell === 'zero');
  if (hasEmptyCells && emptyCake === undefined && zeroed.length > 0)
    terminal.notice(`Some cells are empty: ${zeroed.join(' and ')} can only say 0 there; npy and h5 have NaN.`);
  const done = new Set(writer.written);
  return { written: plannedPaths(plan).filter((path) => done.has(path)), failures, planHash };
}

async function cakeOne(
  { recipe, calibration, shape, images }: Run,
  { file, frame }: FrameJob<CakeOutputId>,
  engine: ReturnType<typeof createIntegrationEngine>,
  reader: ReturnType<typeof createFrameReader>,
  signal: AbortSignal,
): Promise<ReturnType<typeof cakeOf>> {
  const { settings, cut } = recipe;
  const { path, dataset } = file.input;
  // The first frame of a file lays out the radial axis for all of them.
  const axisFrame = settings.radialRange || frame === 0 ? undefined : await reader.read({ path, dataset, frame: 0 });
  const image = await reader.read({ path, dataset, frame });
  const result = await engine.integrateCake({ calibration, shape, settings, cut, ...images, axisFrame, image }, signal);
  return cakeOf(result, {
    settings,
    cut,
    calibration,
    image: originName(path),
    frame,
    masks: recipe.masks.map(originName),
    ...(recipe.dark === undefined ? {} : { dark: originName(recipe.dark) }),
    ...(recipe.flat === undefined ? {} : { flat: originName(recipe.flat) }),
    ...(recipe.background === undefined ? {} : { background: originName(recipe.background) }),
  });
}

async function saveRecipe({ saveRecipe: path }: CakeOptions, recipe: CakeRecipe): Promise<void> {
  if (path !== undefined) await writeWhole(path, `${JSON.stringify(recipe, null, 2)}\n`, { overwrite: true });
}

const MAX_LISTED = 20;

function report(
  terminal: Terminal,
  run: {
    readonly written: readonly string[];
    readonly failures: readonly InputFailure[];
    readonly plan: OutputPlan<CakeOutputId>;
    readonly recipe: CakeRecipe;
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
    cakes: recipe.cut.azimuthBins,
    planHash,
    seconds,
  });
  for (const path of written.slice(0, MAX_LISTED)) terminal.print(path);
  if (written.length > MAX_LISTED) terminal.print(`… ${written.length} files in all, ${seconds.toFixed(1)} s`);
  if (plan.skipped > 0) terminal.print(`${plan.skipped} skipped: their results exist.`);
}
