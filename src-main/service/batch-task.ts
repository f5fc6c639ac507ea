import { cakeSuffix } from '../../src-shared/format/cake-formats.ts';
import { SIDECAR_SUFFIX } from '../../src-shared/format/cake-sidecar.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import { patternSuffix } from '../../src-shared/format/pattern-formats.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage, Shape } from '../../src-shared/model/detector-image.ts';
import type { BatchTask } from '../../src-shared/model/schema-types.generated.ts';
import type { FileEntry, FileRef } from '../../src-shared/rpc/contract.ts';
import { checkAutoMaskAxis } from '../batch/auto-masked-frames.ts';
import type { CakeOutputId } from '../batch/cake-writer.ts';
import type { FrameRecipe, FrameSetup } from '../batch/frame-recipe.ts';
import { type InputFailure, openInputs } from '../batch/integrate-inputs.ts';
import { type OutputPlan, planOutputs } from '../batch/plan-outputs.ts';
import { modulesAmong, together } from '../file/detector-modules.ts';
import { imageNames, type InputFile } from '../file/expand-inputs.ts';
import type { FileAccess } from '../file/file-access.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import { checkSameShape, combineMasks } from './combine-masks.ts';
import { openFrameValues } from './frame-values.ts';
import { checkCakeFilter } from '../worker/filter-cake.ts';
import { parseFrameRange } from './frame-range.ts';

export type BatchOutputId = PatternFormatId | CakeOutputId;

/** An input of a client, with where it lies. */
export interface RefInput extends InputFile {
  readonly ref: FileRef;
  readonly size: number;
  readonly modified: number;
}

/** Files and images of folders, as this client may see them. */
export async function listInputs(
  { inputs, recursive }: Pick<BatchTask, 'inputs' | 'recursive'>,
  files: FileAccess,
  signal: AbortSignal,
): Promise<RefInput[]> {
  const found = new Map<string, RefInput>();
  const add = async ({ ref, size, modified }: FileEntry, dataset?: string): Promise<void> => {
    const input = {
      ref,
      size,
      modified,
      path: await files.resolve(ref),
      ...(dataset === undefined ? {} : { dataset }),
    };
    found.set(JSON.stringify([input.path, dataset]), input);
  };
  async function addFolder(ref: FileRef): Promise<void> {
    signal.throwIfAborted();
    const { entries } = await files.list(ref, signal);
    const listed = entries.filter(({ kind }) => kind !== 'directory');
    const names = listed.map(({ name }) => name);
    const images = new Set(imageNames(names));
    for (const entry of listed) {
      if (!images.has(entry.name)) continue;
      const modules = new Set(modulesAmong(entry.name, names));
      const change = modules.size === 1 ? entry : together(listed.filter(({ name }) => modules.has(name)));
      await add({ ...entry, ...(change && { size: change.size, modified: change.modified }) });
    }
    if (!recursive) return;
    for (const entry of entries) if (entry.kind === 'directory') await addFolder(entry.ref);
  }
  for (const { ref, dataset } of inputs) {
    const entry = await files.entry(ref);
    if (entry.kind === 'directory') await addFolder(ref);
    else await add(entry, dataset);
  }
  return [...found.values()];
}

/** What of a task does not depend on its inputs, checked. @throws AppError usage */
export function checkTask({ formats, tables = [], cakes, frames, settings }: BatchTask): void {
  if (!cakes && formats.length === 0 && tables.length === 0)
    throw new AppError('usage', 'No format was chosen for the patterns: choose at least one.');
  if (cakes) checkCakeFilter(settings, cakes.cut);
  if (frames !== undefined) parseFrameRange(frames);
}

export interface PlannedTask {
  readonly plan: OutputPlan<BatchOutputId>;
  readonly failures: readonly InputFailure[];
  readonly shape: Shape | undefined;
}

/**
 * Opens the inputs and names the results.
 *
 * @param existing  replaces what the task says
 * @throws AppError  as `planOutputs`
 */
export async function planTask(
  task: BatchTask,
  inputs: readonly RefInput[],
  out: string,
  signal: AbortSignal,
  existing: BatchTask['existing'] = task.existing,
): Promise<PlannedTask> {
  const { opened, failures, shape } = await openInputs(inputs, task.calibration, signal);
  const formats: BatchOutputId[] = task.cakes ? [...task.cakes.layouts, 'sidecar'] : task.formats;
  const plan = await planOutputs<BatchOutputId>(opened, {
    formats,
    tables: task.cakes ? [] : (task.tables ?? []),
    suffixOf: task.cakes ? suffixOfCake : suffixOfPattern,
    out,
    range: task.frames === undefined ? undefined : parseFrameRange(task.frames),
    resume: existing === 'skip',
    overwrite: existing === 'replace',
  });
  checkAutoMaskAxis(task, plan.frames);
  const empty = plan.empty.map((input) => ({ image: input.path, reason: 'The range selects none of its frames.' }));
  return { plan, failures: [...failures, ...empty], shape };
}

const suffixOfPattern = (id: BatchOutputId): string => patternSuffix(id as PatternFormatId);
const suffixOfCake = (id: BatchOutputId): string =>
  id === 'sidecar' ? SIDECAR_SUFFIX : cakeSuffix(id as Exclude<CakeOutputId, 'sidecar'>);

/** Masks and companions of a task, laid on images of a shape. @throws AppError  "shape", "not-found" */
export async function readTaskImages(
  task: BatchTask,
  shape: Shape,
  files: FileAccess,
  images: ImageStore,
  masks: MaskStore,
  signal: AbortSignal,
): Promise<FrameSetup> {
  const { calibration, settings, autoMask, normalizeBy: by } = task;
  const loaded = task.maskIds.map(masks.find);
  const companion = async (
    what: string,
    id: string | undefined,
  ): Promise<{ readonly image: DetectorImage | undefined; readonly name: string | undefined }> => {
    if (id === undefined) return { image: undefined, name: undefined };
    const { ref } = images.find(id);
    const image = await images.readFrame(id, 0, signal);
    const name = ref.slice(ref.lastIndexOf('/') + 1);
    checkSameShape(`The ${what} ${name}`, image.shape, shape);
    return { image, name };
  };
  const dark = await companion('dark', task.darkId);
  const flat = await companion('flat', task.flatId);
  const background = await companion('background', task.backgroundId);
  const recipe: FrameRecipe = {
    calibration: '',
    flipRows: false,
    settings,
    masks: loaded.map(({ name }) => name),
    ...(autoMask ? { autoMask } : {}),
    ...(dark.name === undefined ? {} : { dark: dark.name }),
    ...(flat.name === undefined ? {} : { flat: flat.name }),
    ...(background.name === undefined ? {} : { background: background.name }),
  };
  return {
    recipe,
    calibration,
    shape,
    images: {
      staticMask: combineMasks(shape, loaded, settings, calibration),
      dark: dark.image,
      flat: flat.image,
      background: background.image,
      frameValues:
        by &&
        (await openFrameValues(
          by.kind === 'header' ? by : { kind: by.kind, path: await files.resolve(by.ref, 'read'), part: by.part },
        )),
    },
  };
}
