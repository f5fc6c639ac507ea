import { join, resolve } from 'node:path';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import type { SlurmRun } from '../../src-shared/model/schema-types.generated.ts';
import { nameOf } from '../batch/integrate-inputs.ts';
import { absoluteInput, writeRecipeBeside } from '../batch/recipe-beside.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { createOutputFolder, pathExists } from '../file/output-folder.ts';
import { readTextFile } from '../file/text-file.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { attemptFolder, mergeSlurm } from './slurm-merge.ts';
import { planSlurm, type SlurmPlan } from './slurm-plan.ts';
import { type SlurmQueue, slurmQueue } from './slurm-queue.ts';
import { writeSlurmScripts } from './slurm-scripts.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';

export interface SlurmOptions extends CommonOptions {
  readonly out: string;
  readonly tasks?: number;
  readonly cpus?: number;
  readonly sbatch?: string;
  readonly retries?: number;
  readonly recursive?: boolean;
  readonly merge?: boolean;
  readonly resubmit?: boolean;
  readonly dryRun?: boolean;
}

const DEFAULT_TASKS = 16;
const DEFAULT_CPUS = 4;
const DEFAULT_RETRIES = 1;

/**
 * Shares out the frames that have no result yet between the tasks of a job array and submits it, with a job after it
 * that puts the results together; or does the latter.
 *
 * @returns the exit code
 * @throws AppError  for what is refused, or if sbatch refuses it
 */
export async function runSlurm(
  recipe: string | undefined,
  images: readonly string[],
  options: SlurmOptions,
  signal: AbortSignal,
  queue: SlurmQueue = slurmQueue,
): Promise<number> {
  const out = resolve(options.out);
  const terminal = createTerminal(options);
  if (options.merge && options.resubmit)
    throw new AppError('usage', '--merge submits again by itself what is missing: give --merge or --resubmit.');
  const goesOn = options.merge === true || options.resubmit === true;
  if (goesOn && recipe !== undefined)
    throw new AppError('usage', `${options.out} knows its recipe and images: leave out ${recipe}.`);
  const run = goesOn ? await readRun(out) : await newRun(recipe, images, options, out);
  const changed = withOptions(run, options);
  if (run.job !== undefined && !options.dryRun && queue.isUnderWay(run.job))
    throw new AppError('unavailable', `Job ${run.job} is still under way: wait for its end, or cancel it (scancel).`);
  const plan = await planSlurm(changed, out, signal);
  return options.merge
    ? merge(changed, plan, out, options, terminal, queue)
    : submitRest(changed, plan, out, options, terminal, queue);
}

async function newRun(
  recipe: string | undefined,
  images: readonly string[],
  { recursive }: SlurmOptions,
  out: string,
): Promise<SlurmRun> {
  if (recipe === undefined)
    throw new AppError('usage', 'No recipe was given: write one with annulus integrate … --save-recipe run.json.');
  const before = (await pathExists(runFile(out))) ? await readRun(out) : undefined;
  return {
    recipe: resolve(recipe),
    images: images.map(absoluteInput),
    recursive: recursive ?? false,
    tasks: DEFAULT_TASKS,
    cpus: DEFAULT_CPUS,
    retries: DEFAULT_RETRIES,
    attempts: before?.attempts ?? 0,
    ...(before?.job === undefined ? {} : { job: before.job }),
  };
}

function withOptions(run: SlurmRun, { tasks, cpus, sbatch, retries }: SlurmOptions): SlurmRun {
  return {
    ...run,
    ...(tasks === undefined ? {} : { tasks }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(sbatch === undefined ? {} : { sbatch }),
    ...(retries === undefined ? {} : { retries }),
  };
}

/** Submits what has no result. */
async function submitRest(
  run: SlurmRun,
  plan: SlurmPlan,
  out: string,
  { dryRun }: SlurmOptions,
  terminal: Terminal,
  queue: SlurmQueue,
): Promise<number> {
  for (const { image, reason } of plan.failures) terminal.problem(nameFailure(image, reason));
  const failed = plan.failures.length;
  const code = failed > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
  if (plan.todo.length === 0) {
    terminal.report({ frames: 0, done: plan.done, tasks: 0, submitted: null, failed });
    terminal.print(
      plan.stacks.length > 0
        ? `All ${plan.done} results are there, some in parts: annulus slurm --merge puts them together.`
        : `All ${plan.done} results are there: nothing is left to do.`,
    );
    return code;
  }
  const attempt = run.attempts + 1;
  await createOutputFolder(join(out, 'slurm'));
  if (attempt === 1) await writeRecipeBeside(out, recordedRecipe(run, plan, out));
  const scripts = await writeSlurmScripts(plan, run, out, attemptFolder(out, attempt));
  const more = run.sbatch?.split(/\s+/).filter((word) => word !== '') ?? [];
  const job = dryRun ? null : queue.submit(scripts.job, more);
  const next: SlurmRun = { ...run, attempts: attempt };
  delete next.job;
  await writeRun(out, job === null ? next : { ...next, job });
  if (job !== null) queue.submit(scripts.merge, [...more, `--dependency=afterany:${job}`]);
  terminal.report({
    ...{ frames: plan.todo.length, done: plan.done, tasks: scripts.tasks, script: scripts.job },
    ...{ merge: scripts.merge, submitted: job, failed },
  });
  terminal.print(`${plan.todo.length} frames in ${scripts.tasks} tasks: ${scripts.job}`);
  if (job !== null) terminal.print(`Submitted as job ${job}; a job after it puts the results together.`);
  else if (!dryRun) terminal.notice(`There is no sbatch here: submit ${scripts.job} where there is.`);
  return code;
}

/** Puts the results together; submits again what is missing as long as that was asked for. */
async function merge(
  run: SlurmRun,
  plan: SlurmPlan,
  out: string,
  options: SlurmOptions,
  terminal: Terminal,
  queue: SlurmQueue,
): Promise<number> {
  if (plan.todo.length > 0 && run.retries > 0 && !options.dryRun && run.job !== undefined)
    return submitRest({ ...run, retries: run.retries - 1 }, plan, out, options, terminal, queue);
  const missing = plan.todo.map(({ file, frame }) => ({
    image: resolve(file.input.path),
    name: nameOf(file.input),
    frame,
  }));
  const { written, rows } = options.dryRun ? { written: [], rows: [] } : await mergeSlurm(plan, out, run.attempts);
  const reasons = new Map(
    rows.map(({ image, frame, reason }) => [`${image.split('::', 1)[0] ?? ''},${frame}`, reason]),
  );
  for (const { image, reason } of plan.failures) terminal.problem(nameFailure(image, reason));
  for (const { image, name, frame } of missing) {
    const reason = reasons.get(`${image},${frame}`);
    const said = reason === undefined || reason === '' ? 'It has no result: its task ended before.' : reason;
    terminal.problem(frame === 0 ? nameFailure(name, said) : `${name}, frame ${frame}: ${said}`);
  }
  const failed = plan.failures.length + missing.length;
  terminal.report({ frames: plan.done + missing.length, done: plan.done, missing: missing.length, written, failed });
  for (const path of written) terminal.print(path);
  terminal.print(
    missing.length === 0
      ? `All ${plan.done} frames have their results.`
      : `${missing.length} of ${plan.done + missing.length} frames have no result: --resubmit tries them again.`,
  );
  return failed > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
}

/** The recipe with the images of this run, which stays beside the results. */
function recordedRecipe({ images, recursive }: SlurmRun, { recipe }: SlurmPlan, out: string): SlurmPlan['recipe'] {
  if (images.length === 0) return recipe;
  return { ...recipe, inputs: images.map((image) => ({ image, out })), recursive };
}

const runFile = (out: string): string => join(out, 'slurm', 'run.json');

async function writeRun(out: string, run: SlurmRun): Promise<void> {
  await writeWhole(runFile(out), `${JSON.stringify(run, null, 2)}\n`, { overwrite: true });
}

/** @throws AppError usage  if none was begun there. @throws FormatError  if it is damaged */
async function readRun(out: string): Promise<SlurmRun> {
  const path = runFile(out);
  if (!(await pathExists(path)))
    throw new AppError(
      'usage',
      `No cluster run was begun in ${out}: annulus slurm RECIPE IMAGE… --out DIR begins one.`,
    );
  let json: unknown;
  try {
    json = JSON.parse(await readTextFile(path));
  } catch (cause) {
    throw new FormatError('slurm', `${path} is damaged: begin again with the recipe; results are kept.`, { cause });
  }
  const { describeMismatch, loadValidator } = await import('../rpc/schema-validation.ts');
  const validate = (await loadValidator()).getSchema<SlurmRun>('annulus/slurm-run.schema.json');
  if (!validate?.(json))
    throw new FormatError('slurm', `${path} is damaged (${describeMismatch(validate?.errors)}): begin again.`);
  return json as SlurmRun;
}
