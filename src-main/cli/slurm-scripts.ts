import { join, resolve } from 'node:path';
import type { SlurmRun } from '../../src-shared/model/schema-types.generated.ts';
import { nameOf } from '../batch/integrate-inputs.ts';
import type { FrameJob } from '../batch/plan-outputs.ts';
import { shareFrames, type TaskPart } from '../batch/share-frames.ts';
import { partFolder } from '../batch/stack-parts.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { createOutputFolder } from '../file/output-folder.ts';
import { parseFrameRange } from '../service/frame-range.ts';
import { folderOf, type SlurmPlan } from './slurm-plan.ts';

export interface SlurmScripts {
  readonly tasks: number;
  /** For `sbatch`: the array. */
  readonly job: string;
  /** For `sbatch`, after the array: puts the results together. */
  readonly merge: string;
}

/**
 * Writes lists of images and the scripts of an array that does what is left of a run.
 *
 * @param folder  of this array
 * @throws AppError  "forbidden" or "disk"
 */
export async function writeSlurmScripts(
  { recipe, isCake, todo }: SlurmPlan,
  run: Pick<SlurmRun, 'recipe' | 'tasks' | 'cpus'>,
  out: string,
  folder: string,
): Promise<SlurmScripts> {
  await createOutputFolder(folder);
  const shares = shareFrames(todo, run.tasks);
  const step = recipe.frames === undefined ? 1 : parseFrameRange(recipe.frames).step;
  const common = ['--recipe', run.recipe, '--resume', '--no-sidecar', '--quiet', '--workers', String(run.cpus)];
  for (const [task, parts] of shares.entries()) {
    const commands: string[] = [];
    const add = (input: string, more: readonly string[]): void => {
      const summary = join(folder, `summary-${task}-${commands.length}.csv`);
      const command = [isCake ? 'cake' : 'integrate', input, ...common, ...more, '--summary', summary];
      // Every command is tried; the task fails if one does.
      commands.push(`${program(command)} || status=1`);
    };
    for (const [target, whole] of wholeFilesByFolder(parts, out)) {
      const list = join(folder, `task-${task}-${commands.length}.txt`);
      await writeWhole(list, whole.map((job) => `${inputName(job)}\n`).join(''), { overwrite: true });
      add(`@${list}`, ['--out', target]);
    }
    for (const { job, range } of parts) {
      if (!range) continue;
      const { hdf5 } = job.file;
      const target = hdf5 === undefined ? folderOf(job, out) : partFolder(hdf5, range);
      add(inputName(job), ['--out', target, '--frames', `${range.first}:${range.last + 1}:${step}`]);
    }
    const lines = ['#!/bin/bash', 'status=0', `cd ${quoted(process.cwd())}`, ...commands, 'exit $status'];
    await writeWhole(join(folder, `task-${task}.sh`), `${lines.join('\n')}\n`, { overwrite: true });
  }
  const job = join(folder, 'job.sh');
  const merge = join(folder, 'merge.sh');
  await writeWhole(job, jobScript(folder, shares.length, run.cpus), { overwrite: true });
  await writeWhole(merge, mergeScript(folder, out), { overwrite: true });
  return { tasks: shares.length, job, merge };
}

function wholeFilesByFolder(parts: readonly TaskPart[], out: string): Map<string, FrameJob<string>[]> {
  const folders = new Map<string, FrameJob<string>[]>();
  for (const { job, range } of parts) {
    if (range) continue;
    const folder = folderOf(job, out);
    const jobs = folders.get(folder);
    if (jobs) jobs.push(job);
    else folders.set(folder, [job]);
  }
  return folders;
}

function inputName({ file }: FrameJob<string>): string {
  const { path, dataset } = file.input;
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

function mergeScript(folder: string, out: string): string {
  return [
    '#!/bin/bash',
    '#SBATCH --job-name=annulus-merge',
    '#SBATCH --cpus-per-task=1',
    `#SBATCH --output=${folder}/merge.log`,
    `cd ${quoted(process.cwd())}`,
    `exec ${program(['slurm', '--merge', '--out', out])}`,
    '',
  ].join('\n');
}

/** This very program, as a shell calls it. */
function program(args: readonly string[]): string {
  return [process.execPath, process.argv[1] ?? 'annulus', ...args].map(quoted).join(' ');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
