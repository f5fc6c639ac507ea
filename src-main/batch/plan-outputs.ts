import { dirname, join, resolve } from 'node:path';
import type { ImageSummary } from '../../src-shared/format/image-reader.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import type { Recipe } from '../../src-shared/model/schema-types.generated.ts';
import type { StoredFrames } from '../../src-shared/format/stored-frames.ts';
import { HDF5_PATTERN } from '../../src-shared/format/pattern-formats.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { type InputFile, stemOf } from '../file/expand-inputs.ts';
import { canonicalPath, pathExists } from '../file/output-folder.ts';
import type { IsOutdated } from './outdated-results.ts';
import { type FrameRange, selectFrames } from '../service/frame-range.ts';

export interface OpenedInput {
  readonly input: InputFile;
  readonly summary: ImageSummary;
  readonly stored?: StoredFrames | undefined;
}

/** What is done with one frame. F: ids of output formats. */
export interface FrameJob<F extends string = PatternFormatId> {
  readonly file: FileJob;
  readonly frame: number;
  /** Text files to write; those that exist already are left out with --resume. */
  readonly outputs: readonly { readonly format: F; readonly path: string }[];
}

export interface FileJob {
  readonly input: InputFile;
  readonly summary: ImageSummary;
  /** Where the frames lie, if that is known. */
  readonly stored?: StoredFrames | undefined;
  readonly frames: readonly number[];
  /** HDF5 file that holds all frames; undefined if there is none to write. */
  readonly hdf5: string | undefined;
}

export interface OutputOptions<F extends string> {
  readonly formats: readonly F[];
  /** With dot. */
  readonly suffixOf: (format: F) => string;
  readonly out: string | undefined;
  /** Formats of one table of all frames. */
  readonly tables?: readonly TableFormatId[];
  readonly range: FrameRange | undefined;
  readonly resume: boolean;
  readonly overwrite: boolean;
  /** A file of results that is there, but lacks frames: it counts as missing. */
  readonly isUnfinished?: (path: string) => Promise<boolean>;
  /** With `resume`: results that are there, but of other images or settings, are made again. */
  readonly isOutdated?: IsOutdated;
  /** With `resume`: whether a table that is there has these frames; absent: it has. */
  readonly isTableWhole?: (path: string, frames: readonly FrameJob<F>[]) => Promise<boolean>;
}

export type TableFormatId = NonNullable<Recipe['tables']>[number];

export interface OutputPlan<F extends string = PatternFormatId> {
  readonly frames: readonly FrameJob<F>[];
  /** Files of one table of all frames; none if they exist. */
  readonly tables: readonly string[];
  /** Frames whose results all exist. */
  readonly skipped: number;
  /** Folders that will be written to. */
  readonly folders: readonly string[];
  /** Every input file. */
  readonly inputs: readonly string[];
  /** Every file that belongs to the results, whether it exists already or not. */
  readonly outputs: readonly string[];
  /** How many of them exist. */
  readonly existing: number;
  /** Results that are there and are replaced. */
  readonly outdated?: ReadonlySet<string>;
  /** Inputs of which `--frames` selects nothing. */
  readonly empty: readonly InputFile[];
}

const CHECKS_AT_A_TIME = 64;

/**
 * Decides every output path before any work, and refuses what would be lost or ambiguous.
 *
 * @throws AppError usage  if two inputs would be written to the same file, or an output would replace an input
 * @throws AppError exists  if an output exists and neither resume nor overwrite is set
 */
export async function planOutputs<F extends string>(
  inputs: readonly OpenedInput[],
  options: OutputOptions<F>,
): Promise<OutputPlan<F>> {
  const text = options.formats.filter((format) => format !== HDF5_PATTERN.id);
  const owners = new Map<string, string>();
  const frames: FrameJob<F>[] = [];
  const empty: InputFile[] = [];
  for (const { input, summary, stored } of inputs) {
    const folder = input.out ?? options.out ?? dirname(input.path);
    const stem = stemOf(input.path);
    const selected = selectFrames(options.range, summary.frameCount);
    if (selected.length === 0) {
      empty.push(input);
      continue;
    }
    const hdf5 = options.formats.some((format) => format === HDF5_PATTERN.id)
      ? join(folder, `${stem}${HDF5_PATTERN.suffix}`)
      : undefined;
    if (hdf5 !== undefined) claim(owners, hdf5, input);
    const file: FileJob = { input, summary, stored, frames: selected, hdf5 };
    for (const frame of selected) {
      const name = resultNameOf({ file, frame });
      const outputs = text.map((format) => ({ format, path: join(folder, `${name}${options.suffixOf(format)}`) }));
      for (const { path } of outputs) claim(owners, path, input);
      frames.push({ file, frame, outputs });
    }
  }
  const folder = options.out ?? tableFolder(inputs);
  const tables = frames.length > 0 ? (options.tables ?? []).map((id) => join(folder, `annulus-table.${id}`)) : [];
  for (const path of tables) claim(owners, path, TABLE);
  await refuseInputs(inputs, owners);
  const existing = options.overwrite ? new Set<string>() : await existingAmong([...owners.keys()]);
  for (const path of existing) if (await options.isUnfinished?.(path)) existing.delete(path);
  if (existing.size > 0 && !options.resume) {
    const [first] = existing;
    const others = existing.size > 1 ? ` (and ${existing.size - 1} more)` : '';
    throw new AppError(
      'exists',
      `${first ?? ''} exists already${others}: give --overwrite to replace, --resume to skip, or another --out.`,
    );
  }
  const outdated = await outdatedAmong(frames, existing, options.isOutdated);
  for (const path of outdated) existing.delete(path);
  const files = withoutExisting(frames, existing);
  // A table has all frames or is not made: where one file is to be made, all frames are.
  let isTableDone = files.todo.length === 0 && tables.every((path) => existing.has(resolve(path)));
  for (const path of tables) isTableDone &&= (await options.isTableWhole?.(path, frames)) ?? true;
  const { todo, skipped } = tables.length === 0 || isTableDone ? files : { todo: files.all, skipped: 0 };
  const outputs = [...owners.keys()];
  return {
    frames: todo,
    tables: isTableDone ? [] : tables,
    skipped,
    folders: [...new Set(outputs.map((path) => dirname(path)))],
    inputs: inputs.map(({ input }) => input.path),
    outputs,
    existing: existing.size,
    outdated,
    empty,
  };
}

/** Name of the text files of a frame, without suffix. */
export function resultNameOf({ file: { input, summary }, frame }: Pick<FrameJob<string>, 'file' | 'frame'>): string {
  const stem = stemOf(input.path);
  return summary.frameCount === 1 ? stem : `${stem}_${String(frame).padStart(5, '0')}`;
}

/** Stands for all inputs. */
const TABLE: InputFile = { path: 'the table of all frames' };

function tableFolder([first]: readonly OpenedInput[]): string {
  return first ? (first.input.out ?? dirname(first.input.path)) : '.';
}

function claim(owners: Map<string, string>, path: string, input: InputFile): void {
  const name = input.dataset === undefined ? input.path : `${input.path}::${input.dataset}`;
  const owner = owners.get(resolve(path));
  if (owner === undefined) owners.set(resolve(path), name);
  else if (owner === name)
    throw new AppError('usage', `Two of the formats would be written to ${path}: choose one of them.`);
  else
    throw new AppError(
      'usage',
      `${owner} and ${name} would both be written to ${path}: integrate them in two runs with different --out.`,
    );
}

async function refuseInputs(inputs: readonly OpenedInput[], owners: ReadonlyMap<string, string>): Promise<void> {
  const sources = new Set<string>();
  for (const { input } of inputs) sources.add(await canonicalPath(input.path));
  const stems = new Set(inputs.map(({ input }) => stemOf(input.path)));
  for (const path of owners.keys()) {
    if (!stems.has(stemOf(path))) continue; // spares looking at the disk for most of them
    if (sources.has(await canonicalPath(path)))
      throw new AppError('usage', `The result ${path} would replace an input: choose another folder with --out.`);
  }
}

async function existingAmong(paths: readonly string[]): Promise<Set<string>> {
  const existing = new Set<string>();
  for (let i = 0; i < paths.length; i += CHECKS_AT_A_TIME) {
    const some = paths.slice(i, i + CHECKS_AT_A_TIME);
    const found = await Promise.all(some.map(pathExists));
    some.forEach((path, k) => {
      if (found[k]) existing.add(path);
    });
  }
  return existing;
}

async function outdatedAmong<F extends string>(
  frames: readonly FrameJob<F>[],
  existing: ReadonlySet<string>,
  isOutdated: IsOutdated | undefined,
): Promise<Set<string>> {
  const found = new Set<string>();
  if (!isOutdated || existing.size === 0) return found;
  const results = new Map<string, InputFile>();
  for (const { file, outputs } of frames)
    for (const path of [...outputs.map((output) => output.path), ...(file.hdf5 === undefined ? [] : [file.hdf5])])
      if (existing.has(resolve(path))) results.set(resolve(path), file.input);
  const all = [...results];
  for (let i = 0; i < all.length; i += CHECKS_AT_A_TIME) {
    const some = all.slice(i, i + CHECKS_AT_A_TIME);
    const answers = await Promise.all(some.map(([path, input]) => isOutdated(path, input)));
    some.forEach(([path], k) => {
      if (answers[k]) found.add(path);
    });
  }
  return found;
}

/** A frame is skipped when all its results exist; of an HDF5 file all frames are made again or none. */
function withoutExisting<F extends string>(
  frames: readonly FrameJob<F>[],
  existing: ReadonlySet<string>,
): { todo: FrameJob<F>[]; skipped: number; all: FrameJob<F>[] } {
  const files = new Map<FileJob, FileJob>();
  const todo: FrameJob<F>[] = [];
  const all: FrameJob<F>[] = [];
  for (const job of frames) {
    let file = files.get(job.file);
    if (!file) {
      const isThere = job.file.hdf5 !== undefined && existing.has(resolve(job.file.hdf5));
      file = isThere ? { ...job.file, hdf5: undefined } : job.file;
      files.set(job.file, file);
    }
    const outputs = job.outputs.filter(({ path }) => !existing.has(resolve(path)));
    const left = { ...job, file, outputs };
    all.push(left);
    if (outputs.length > 0 || file.hdf5 !== undefined) todo.push(left);
  }
  return { todo, skipped: frames.length - todo.length, all };
}
