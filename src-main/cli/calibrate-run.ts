import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrationRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { expandInputs, type ExpandedInputs, type InputFile } from '../file/expand-inputs.ts';
import { describeReport, reportCalibration, type CalibrationReport } from '../service/calibration-report.ts';
import { createCalibrationRunner, type CalibrationRunner } from '../worker/calibration-thread.ts';
import { mapInOrder } from '../worker/map-in-order.ts';
import { prepareInput, type PreparedInput } from './calibrate-job.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import { describeSummary, summaryOf, summaryOfFailure, type SummaryRow } from './calibrate-summary.ts';
import { checkOutputs, writeOutputs } from './calibrate-outputs.ts';
import { prepareFromRecipe, readCalibrationRecipe, recipeImage } from './calibrate-recipe.ts';
import { readSetup } from './calibrate-setup.ts';
import { planTogether, planTogetherFromRecipe, type TogetherPlan } from './calibrate-together-plan.ts';
import type { TogetherTask } from '../service/together-members.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { nameOf } from '../batch/integrate-inputs.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';

type ImageReport = CalibrationReport & { readonly image: string };

/** What a run does with each of its images. */
interface Plan extends ExpandedInputs {
  readonly prepare: (input: InputFile) => Promise<PreparedInput>;
}

/** @throws AppError  for whatever makes the calibration impossible, before it begins */
export async function runCalibrate(
  images: readonly string[],
  options: CalibrateOptions,
  signal: AbortSignal,
): Promise<number> {
  const terminal = createTerminal(options);
  const workers = options.workers ?? availableParallelism();
  // One image has all threads for itself; of several, each has one.
  const runner = createCalibrationRunner(workers, undefined, workers > 1 && images.length <= 1);
  runner.warmUp();
  const calibrateTogether = async (plan: TogetherPlan): Promise<number> => {
    const { runTogether } = await import('./calibrate-together-run.ts');
    const work: TogetherTask['work'] = (job, onProgress) =>
      runner.run(job, { signal, ...(onProgress && { onProgress }) });
    return runTogether({ plan, options, work, terminal, signal });
  };
  try {
    if (options.recipe !== undefined) {
      const { recipe: path } = options;
      const recipe = await readCalibrationRecipe(path, options);
      return recipe.command === 'calibrate'
        ? await calibrateAll(await planRecipe(path, recipe, images, signal), options, runner, terminal, signal)
        : await calibrateTogether(await planTogetherFromRecipe(path, recipe, images, signal));
    }
    if (images.length === 0) throw new AppError('usage', 'No image was named: give at least one, or --recipe FILE.');
    const setup = await readSetup(options, signal);
    const expanded = await expandInputs(images);
    if (options.together || options.distances !== undefined || options.rotations !== undefined)
      return await calibrateTogether(await planTogether(expanded, setup, options, signal));
    const prepare = (input: InputFile): Promise<PreparedInput> =>
      prepareInput(input, nameOf(input), setup.calibrant, setup, options, signal);
    return await calibrateAll({ ...expanded, prepare }, options, runner, terminal, signal);
  } finally {
    await runner.close();
  }
}

async function planRecipe(
  path: string,
  recipe: CalibrationRecipe,
  images: readonly string[],
  signal: AbortSignal,
): Promise<Plan> {
  const own = recipeImage(path, recipe);
  const expanded = images.length > 0 ? await expandInputs(images) : { inputs: [own], failures: [] };
  return { ...expanded, prepare: (input) => prepareFromRecipe(path, recipe, input, nameOf(input), signal) };
}

async function calibrateAll(
  { inputs, failures, prepare }: Plan,
  options: CalibrateOptions,
  runner: CalibrationRunner,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  await checkOutputs(options, inputs);
  const reports: ImageReport[] = [];
  const summary: SummaryRow[] = [];
  let failed = 0;
  const fail = (name: string, reason: string): void => {
    terminal.problem(nameFailure(name, reason));
    summary.push(summaryOfFailure(name, reason));
    failed++;
  };
  for (const { argument, error } of failures) fail(argument, error.message);
  const atATime = Math.min(inputs.length, options.workers ?? availableParallelism());
  const isOne = inputs.length === 1;
  const calibrated = mapInOrder(inputs, Math.max(1, atATime), async (input) => {
    const started = performance.now();
    try {
      const prepared = await prepare(input);
      const found = await runner.run(prepared.job, {
        signal,
        onProgress: (fraction, stage = '') => {
          if (isOne) terminal.progress(Math.round(100 * fraction), 100, stage);
        },
      });
      return { prepared, result: { ...found, seconds: (performance.now() - started) / 1000 } };
    } catch (cause) {
      signal.throwIfAborted();
      const error = AppError.from(cause);
      // One image: what is missing is said before any work. Several: the others are done all the same.
      if (['internal', 'usage', 'shape'].includes(error.code) && isOne) throw cause;
      return { error };
    }
  });
  let place = 0;
  for await (const outcome of calibrated) {
    const input = inputs[place++]!;
    const name = nameOf(input);
    if ('error' in outcome) {
      fail(name, outcome.error.message);
      continue;
    }
    const { prepared, result } = outcome;
    const report = reportCalibration(result, prepared.job.wavelength);
    for (const notice of prepared.notices) terminal.notice(notice);
    terminal.print(`${name}: ${result.calibrantLabel}`);
    for (const line of describeReport(report)) terminal.print(line);
    await writeOutputs(prepared, result, options, terminal);
    reports.push({ ...report, image: name });
    summary.push(summaryOf(name, report));
    if (report.verdict === 'bad') failed++;
    if (!isOne) terminal.progress(place, inputs.length, basename(input.path));
  }
  const [only] = reports;
  if (isOne && only) terminal.report(only);
  else terminal.report({ results: reports, summary });
  if (summary.length > 1) for (const line of describeSummary(summary)) terminal.print(line);
  return failed > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
}
