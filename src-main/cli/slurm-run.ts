import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { cakeSuffix } from '../../src-shared/format/cake-formats.ts';
import { SIDECAR_SUFFIX } from '../../src-shared/format/cake-sidecar.ts';
import { patternSuffix } from '../../src-shared/format/pattern-formats.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { openInputs, nameOf } from '../batch/integrate-inputs.ts';
import { type FrameJob, planOutputs } from '../batch/plan-outputs.ts';
import { shareFrames } from '../batch/share-frames.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { expandInputs } from '../file/expand-inputs.ts';
import { checkOutputFolder, createOutputFolder } from '../file/output-folder.ts';
import { readTextFile } from '../file/text-file.ts';
import { parseFrameRange } from '../service/frame-range.ts';
import { loadCalibration, orientCalibration } from '../service/load-calibration.ts';
import { readCakeRecipe } from './cake-recipe.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { readRecipe } from './recipe-file.ts';
import { createTerminal, nameFailure } from './terminal.ts';

export interface SlurmOptions extends CommonOptions {
  readonly out: string;
  readonly tasks?: number;
  readonly cpus?: number;
  readonly sbatch?: string;
  readonly dryRun?: boolean;
}

const DEFAULT_TASKS = 16;
const DEFAULT_CPUS = 4;

/**
 * Shares out the frames that have no result yet between the tasks of a job array, and submits it.
 *
 * @returns the exit code
 * @throws AppError  for what is refused, or if sbatch refuses it
 */
export async function runSlurm(
  recipePath: string,
  images: readonly string[],
  { out, tasks = DEFAULT_TASKS, cpus = DEFAULT_CPUS, sbatch, dryRun, ...common }: SlurmOptions,
  signal: AbortSignal,
): Promise<number> {
  const terminal = createTerminal(common);
  const isCake = /"command"\s*:\s*"cake"/.test(await readTextFile(recipePath));
  const recipe = isCake ? await readCakeRecipe(recipePath) : await readRecipe(recipePath);
  const formats: string[] = 'layouts' in recipe ? [...recipe.layouts, 'sidecar'] : [...recipe.formats];
  const file = await loadCalibration(recipe.calibration);
  const calibration = orientCalibration(file.calibration, recipe.flipRows, recipe.orientation);
  await checkOutputFolder(out);
  const expanded = await expandInputs(images);
  const { opened, failures } = await openInputs(expanded.inputs, calibration, signal);
  const plan = await planOutputs<string>(opened, {
    formats,
    suffixOf: (id) => suffixOf(id, isCake),
    out,
    range: recipe.frames === undefined ? undefined : parseFrameRange(recipe.frames),
    resume: true,
    overwrite: false,
  });
  for (const { argument, error } of expanded.failures) terminal.problem(nameFailure(argument, error.message));
  for (const { image, reason } of failures) terminal.problem(nameFailure(image, reason));
  const failed = expanded.failures.length + failures.length;
  const code = failed > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
  if (plan.frames.length === 0) {
    terminal.report({ frames: 0, done: plan.skipped, tasks: 0, submitted: null, failed });
    terminal.print(`All ${plan.skipped} results are there: nothing is left to do.`);
    return code;
  }
  const folder = join(resolve(out), 'slurm');
  await createOutputFolder(folder);
  const shares = shareFrames(plan.frames, tasks);
  const step = recipe.frames === undefined ? 1 : parseFrameRange(recipe.frames).step;
  for (const [task, parts] of shares.entries()) {
    const whole = parts.filter(({ range }) => range === undefined);
    const list = join(folder, `task-${task}.txt`);
    await writeWhole(list, whole.map(({ job }) => `${inputName(job)}\n`).join(''), { overwrite: true });
    const command = (input: string, more: readonly string[]): string =>
      [process.execPath, process.argv[1] ?? 'annulus', isCake ? 'cake' : 'integrate', input]
        .concat(
          '--recipe',
          resolve(recipePath),
          '--out',
          resolve(out),
          '--resume',
          '--no-sidecar',
          '--workers',
          String(cpus),
          ...more,
        )
        .map(quoted)
        .join(' ');
    const lines = [
      ...(whole.length > 0 ? [command(`@${list}`, [])] : []),
      ...parts.flatMap(({ job, range }) =>
        range ? [command(inputName(job), ['--frames', `${range.first}:${range.last + 1}:${step}`])] : [],
      ),
    ];
    // Every part is tried; the task fails if one does.
    const script = [
      '#!/bin/bash',
      'status=0',
      `cd ${quoted(process.cwd())}`,
      ...lines.map((line) => `${line} || status=1`),
    ];
    await writeWhole(join(folder, `task-${task}.sh`), `${script.join('\n')}\nexit $status\n`, { overwrite: true });
  }
  const script = join(folder, 'job.sh');
  await writeWhole(script, jobScript(folder, shares.length, cpus), { overwrite: true });
  const answer = dryRun ? null : submit(script, sbatch);
  terminal.report({
    frames: plan.frames.length,
    done: plan.skipped,
    tasks: shares.length,
    script,
    submitted: answer,
    failed,
  });
  terminal.print(`${plan.frames.length} frames in ${shares.length} tasks: ${script}`);
  if (answer !== null) terminal.print(answer);
  else if (!dryRun)
    terminal.notice(`There is no sbatch here (${availableParallelism()} cores): submit ${script} where there is.`);
  return code;
}

function suffixOf(id: string, isCake: boolean): string {
  if (id === 'sidecar') return SIDECAR_SUFFIX;
  return isCake
    ? cakeSuffix(id as Parameters<typeof cakeSuffix>[0])
    : patternSuffix(id as Parameters<typeof patternSuffix>[0]);
}

function inputName(job: FrameJob<string>): string {
  const { path, dataset } = job.file.input;
  return nameOf({ path: resolve(path), ...(dataset === undefined ? {} : { dataset }) });
}

function jobScript(folder: string, tasks: number, cpus: number): string {
  return [
    '#!/bin/bash',
    '#SBATCH --job-name=annulus',
    `#SBATCH --array=0-${tasks - 1}`,
    `#SBATCH --cpus-per-task=${cpus}`,
    `#SBATCH --output=${folder}/task-%a.log`,
    `exec bash ${quoted(folder)}/task-"$SLURM_ARRAY_TASK_ID".sh`,
    '',
  ].join('\n');
}

/** @returns what sbatch says; null where there is none. @throws AppError  if it refuses */
function submit(script: string, options: string | undefined): string | null {
  const words = options?.split(/\s+/).filter((word) => word !== '') ?? [];
  const { error, status, stdout, stderr } = spawnSync('sbatch', [...words, script], { encoding: 'utf8' });
  if (error) return null;
  if (status !== 0)
    throw new AppError('unavailable', `sbatch refused the job (${stderr.trim()}): correct --sbatch or the recipe.`);
  return stdout.trim();
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
