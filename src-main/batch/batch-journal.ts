import { basename, join, resolve } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { murmurHash128 } from '../../src-shared/numerics/murmur-hash.ts';
import { imageChange } from '../file/detector-modules.ts';
import { PART_SUFFIX } from '../file/hdf5-part-writer.ts';
import { nexusName } from '../file/nexus-groups.ts';
import {
  createRunJournal,
  type JournalEntry,
  journalName,
  readRunJournal,
  removeStaleParts,
  type RunJournal,
} from '../file/run-journal.ts';
import { openStoredStack, rowHash } from '../file/stored-stack.ts';
import type { FrameRecipe, FrameRun } from './frame-recipe.ts';
import type { FileJob, FrameJob, OutputPlan } from './plan-outputs.ts';
import type { StackResume } from './stack-writer.ts';

/** Remembers on the disk what a run has finished, so that another run can go on with it. */
export interface BatchJournal<F extends string> {
  /** The work that is left. */
  readonly plan: OutputPlan<F>;
  readonly stacks: StackResume;
  /** A frame is on the disk, or in an unfinished HDF5 file in which its row has these intensities. */
  note(job: FrameJob<F>, intensity: Float32Array | Float64Array): void;
  /** Writes down what was noted, once `flush` has put the unfinished HDF5 file on the disk. */
  save(flush: () => Promise<void>): Promise<void>;
  /** @param isOver  everything is done: there is nothing to go on with */
  close(isOver: boolean): Promise<void>;
}

/**
 * Begins the journal of a run in the folder of its first result, or goes on with the one that is there.
 *
 * @param resume  go on
 * @throws AppError usage  if the earlier run had other settings
 */
export async function openBatchJournal<F extends string, R extends FrameRecipe>(
  { recipe, calibration, plan }: FrameRun<F, R>,
  resume: boolean,
): Promise<BatchJournal<F>> {
  const folder = plan.folders[0] ?? '.';
  const inputs = JSON.stringify(plan.inputs.map((path) => resolve(path)));
  const name = journalName(murmurHash128(new TextEncoder().encode(inputs)).slice(0, 12));
  const path = join(folder, name);
  const hash = murmurHash128(new TextEncoder().encode(JSON.stringify([recipe, calibration])));
  const found = resume ? await readRunJournal(path) : null;
  if (found && found.recipe !== hash)
    throw new AppError(
      'usage',
      `The run that was begun in ${folder} had other settings: give the same to go on with it, --overwrite to begin again, or another --out.`,
    );
  if (resume) {
    const names = new Set(plan.outputs.map((output) => basename(output).slice(0, 100)));
    names.add(name);
    for (const one of plan.folders) await removeStaleParts(one, (owner) => names.has(owner));
  }
  const entries = new Map((found?.entries ?? []).map((entry) => [keyOf(entry), entry]));
  const changes = new Map<FileJob, { readonly size: number; readonly modified: number }>();
  const restored = new Map<string, ReadonlySet<number>>();
  for (const file of new Set(plan.frames.map((job) => job.file))) {
    if (file.hdf5 === undefined) continue;
    const change = await imageChange(file.input.path);
    if (change) changes.set(file, change);
    if (entries.size > 0 && change) {
      const frames = await restorable(file, plan, entries, change);
      if (frames.length > 0) restored.set(file.hdf5, new Set(frames));
    }
  }
  const isRestored = ({ file, frame }: FrameJob<F>): boolean => restored.get(file.hdf5 ?? '')?.has(frame) ?? false;
  const frames = plan.frames.filter((job) => !isRestored(job));
  const kept = plan.frames.filter(isRestored).map((job) => entries.get(keyOf(entryOf(job, changes)))!);
  let journal: RunJournal | undefined;
  let noted: JournalEntry[] = [];
  let saving: Promise<void> = Promise.resolve();

  return {
    plan: { ...plan, frames, skipped: plan.skipped + kept.length },
    stacks: { restored, keepsParts: true, ...(plan.outdated && { outdated: plan.outdated }) },
    note(job, intensity) {
      // Files of text are whole or not there; only rows of a file under construction need to be remembered.
      if (job.file.hdf5 !== undefined) noted.push({ ...entryOf(job, changes), row: rowHash(intensity) });
    },
    save(flush) {
      saving = saving.then(async () => {
        if (noted.length === 0) return;
        const added = noted;
        noted = [];
        await flush();
        journal ??= await createRunJournal(path, { recipe: hash, entries: kept });
        await journal.append(added);
      });
      return saving;
    },
    async close(isOver) {
      await saving.catch(() => undefined);
      if (isOver && found && !journal) journal = await createRunJournal(path, { recipe: hash, entries: [] });
      if (isOver) await journal?.remove();
      else await journal?.close();
    },
  };
}

/**
 * Frames from the first on whose rows are in the part, as the journal says: they are taken over in their order. The last
 * frame of a file is made in any case, so that there is something to finish the file with.
 */
async function restorable<F extends string>(
  file: FileJob,
  plan: OutputPlan<F>,
  entries: ReadonlyMap<string, JournalEntry>,
  change: { readonly size: number; readonly modified: number },
): Promise<number[]> {
  const stored = await openStoredStack(`${file.hdf5 ?? ''}${PART_SUFFIX}`, nexusName);
  if (!stored) return [];
  try {
    const rows = new Map(stored.frames.map((frame, row) => [frame, row]));
    const jobs = plan.frames.filter((job) => job.file === file);
    const frames: number[] = [];
    for (const job of jobs.slice(0, -1)) {
      const entry = entries.get(keyOf({ ...job, image: resolve(file.input.path), dataset: file.input.dataset }));
      const row = rows.get(job.frame);
      if (!entry || row === undefined || job.outputs.length > 0) break;
      if (entry.size !== change.size || entry.modified !== change.modified || entry.row !== stored.hash(row)) break;
      frames.push(job.frame);
    }
    return frames;
  } catch {
    return []; // a part that cannot be read through is made again
  } finally {
    stored.close();
  }
}

function entryOf<F extends string>(
  { file, frame }: FrameJob<F>,
  changes: ReadonlyMap<FileJob, { readonly size: number; readonly modified: number }>,
): JournalEntry {
  const { path, dataset } = file.input;
  const { size = -1, modified = -1 } = changes.get(file) ?? {};
  return { image: resolve(path), ...(dataset === undefined ? {} : { dataset }), frame, size, modified };
}

function keyOf({ image, dataset, frame }: { image: string; dataset?: string | undefined; frame: number }): string {
  return JSON.stringify([image, dataset, frame]);
}
