import { dirname, resolve } from 'node:path';
import { cakeSuffix } from '../../src-shared/format/cake-formats.ts';
import { SIDECAR_SUFFIX } from '../../src-shared/format/cake-sidecar.ts';
import { patternSuffix } from '../../src-shared/format/pattern-formats.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CakeRecipe, Recipe, SlurmRun } from '../../src-shared/model/schema-types.generated.ts';
import { type InputFailure, openInputs } from '../batch/integrate-inputs.ts';
import { type FileJob, type FrameJob, planOutputs } from '../batch/plan-outputs.ts';
import { finishedParts, partsFolder, type StackPart } from '../batch/stack-parts.ts';
import { expandInputs, type InputFile } from '../file/expand-inputs.ts';
import { checkOutputFolder, isFolder } from '../file/output-folder.ts';
import { parseFrameRange } from '../service/frame-range.ts';
import { loadCalibration, orientCalibration } from '../service/load-calibration.ts';
import { readCakeRecipe } from './cake-recipe.ts';
import { pairsOf } from './run-inputs.ts';

/** Frames of a cluster run: what is done, in parts or wholly, and what is left. */
export interface SlurmPlan {
  readonly recipe: Recipe | CakeRecipe;
  readonly isCake: boolean;
  readonly todo: readonly FrameJob<string>[];
  /** Frames that have all their results. */
  readonly done: number;
  /** HDF5 files of which parts are there. */
  readonly stacks: readonly { readonly file: FileJob; readonly parts: readonly StackPart[] }[];
  readonly failures: readonly InputFailure[];
}

/**
 * Compares what a run makes with what is there.
 *
 * @param out  folder of the results
 * @throws AppError  for what is refused
 */
export async function planSlurm(
  { recipe: path, images, recursive }: Pick<SlurmRun, 'recipe' | 'images' | 'recursive'>,
  out: string,
  signal: AbortSignal,
): Promise<SlurmPlan> {
  const recipe = await readCakeRecipe(path);
  const isCake = 'layouts' in recipe;
  if (!isCake && (recipe.tables?.length ?? 0) > 0)
    throw new AppError(
      'usage',
      `${path} makes a table of all frames, which tasks cannot share: choose HDF5 or files of each frame for the cluster.`,
    );
  const formats: string[] = isCake ? [...recipe.layouts, 'sidecar'] : [...recipe.formats];
  const file = await loadCalibration(recipe.calibration);
  const calibration = orientCalibration(file.calibration, recipe.flipRows, recipe.orientation);
  await checkOutputFolder(out);
  const inputs: InputFile[] = [];
  const failures: InputFailure[] = [];
  const named = images.length > 0 ? images.map((argument) => ({ argument, out })) : pairsOf(recipe, out);
  if (named.length === 0)
    throw new AppError('usage', `No image was given and ${path} names none: name files, globs or folders.`);
  for (const { argument, out: folder } of named) {
    const found = await expandInputs([argument], { recursive, out: folder });
    inputs.push(...found.inputs.map((input) => ({ ...(folder === undefined ? {} : { out: folder }), ...input })));
    failures.push(...found.failures.map(({ error }) => ({ image: argument, reason: error.message })));
  }
  const { opened, failures: unreadable } = await openInputs(inputs, calibration, signal);
  const plan = await planOutputs<string>(opened, {
    formats,
    suffixOf: (id) => suffixOf(id, isCake),
    out,
    range: recipe.frames === undefined ? undefined : parseFrameRange(recipe.frames),
    resume: true,
    overwrite: false,
    isUnfinished: (result) => isFolder(partsFolder(result)),
  });
  const stacks: { file: FileJob; parts: StackPart[] }[] = [];
  const inParts = new Map<FileJob, ReadonlySet<number>>();
  for (const one of new Set(plan.frames.map((job) => job.file))) {
    const parts = await finishedParts(one);
    if (parts.length > 0) stacks.push({ file: one, parts });
    inParts.set(one, new Set(parts.flatMap(({ frames }) => frames)));
  }
  const todo = plan.frames.filter(({ file: its, frame }) => !inParts.get(its)?.has(frame));
  return {
    ...{ recipe, isCake, todo, stacks },
    done: plan.skipped + plan.frames.length - todo.length,
    failures: [...failures, ...unreadable],
  };
}

/** Where the results of a frame go. */
export function folderOf({ file, outputs }: FrameJob<string>, out: string): string {
  const [first] = outputs;
  return resolve(file.hdf5 !== undefined ? dirname(file.hdf5) : first ? dirname(first.path) : out);
}

function suffixOf(id: string, isCake: boolean): string {
  if (id === 'sidecar') return SIDECAR_SUFFIX;
  return isCake
    ? cakeSuffix(id as Parameters<typeof cakeSuffix>[0])
    : patternSuffix(id as Parameters<typeof patternSuffix>[0]);
}
