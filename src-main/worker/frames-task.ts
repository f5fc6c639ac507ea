import { AppError, type ErrorJson } from '../../src-shared/model/app-error.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import type { SortedPlan } from '../../src-shared/integration/sort-by-bin.ts';
import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import { type DetectorImage, formatShape, isSameShape, type Shape } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { integrateFrames } from '../kernel/integrate-frames.ts';
import type { SharedPlan } from '../kernel/plan-memory.ts';
import type { ExtentRequest } from './axis-extent.ts';
import { clipFrame, clipSettings } from './clip-task.ts';
import type { FrameSource } from './frame-reader.ts';
import { checkJob, type JobControl } from './job-control.ts';
import { isSaturated } from './is-saturated.ts';
import type { StageTimes } from './stage-times.ts';
import type { WorkerState } from './worker-state.ts';

export interface FramesInput {
  /** null: only say which extents the frames ask for. */
  readonly plan: {
    readonly shared: SharedPlan;
    readonly usedPixels: number;
    readonly extent: RadialExtent;
    /** For sigma clipping. */
    readonly sorted: SortedPlan | null;
  } | null;
  /** null: the axis is given, every frame fits the plan. */
  readonly axis: ExtentRequest | null;
  readonly shape: Shape;
  readonly settings: IntegrationSettings;
  readonly sources: readonly FrameSource[];
  readonly control: JobControl;
}

/** Of each frame: its sums, the extent of the plan that it needs instead, or why it failed. */
export type FrameOutcome =
  | { readonly sums: BinSums; readonly times: StageTimes; readonly isSaturated: boolean }
  | { readonly extent: RadialExtent }
  | { readonly error: ErrorJson };

/** Files whose extent a thread remembers. */
const MAX_EXTENTS = 1000;

/** Reads some frames and integrates them together, as many as one pass takes. */
export async function integrateFileFrames(input: FramesInput, state: WorkerState): Promise<FrameOutcome[]> {
  const { plan, axis, sources, settings, control } = input;
  const outcomes: FrameOutcome[] = [];
  const ready: { readonly index: number; readonly image: DetectorImage; readonly ms: number }[] = [];
  for (const [index, source] of sources.entries()) {
    checkJob(control);
    const started = performance.now();
    try {
      const extent = axis && (await extentOf(axis, source, input.shape, state));
      if (extent && !(plan && isSameExtent(extent, plan.extent))) outcomes[index] = { extent };
      else {
        const image = await readChecked(source, input.shape, state);
        ready.push({ index, image, ms: performance.now() - started });
      }
    } catch (cause) {
      outcomes[index] = { error: AppError.from(cause).toJSON() };
    }
  }
  if (plan && ready.length > 0) {
    const started = performance.now();
    const bound = await state.bind(plan.shared);
    const scratch = state.scratch(plan.shared);
    const check = (): void => checkJob(control);
    const clip = clipSettings(settings);
    const { sorted } = plan;
    const images = ready.map(({ image }) => {
      check();
      return clip && sorted ? clipFrame(plan.shared, sorted, image, settings, clip, check) : image;
    });
    const errorModel: ErrorModel = settings.errorModel;
    const sums = integrateFrames(bound, scratch, images, settings, errorModel, plan.usedPixels, check);
    const integrate = (performance.now() - started) / ready.length;
    for (const [i, { index, image, ms }] of ready.entries())
      outcomes[index] = { sums: sums[i]!, times: { read: ms, integrate }, isSaturated: isSaturated(image) };
    for (const { index, image } of ready) if (!('image' in sources[index]!)) state.files.release(image);
  }
  return outcomes;
}

/** The first frame of a file decides for all its frames; a frame in memory for itself. */
async function extentOf(
  axis: ExtentRequest,
  source: FrameSource,
  shape: Shape,
  state: WorkerState,
): Promise<RadialExtent> {
  const finder = await state.extentFinder();
  if ('image' in source) return finder.find(axis, await readChecked(source, shape, state));
  const { path, dataset, stored } = source;
  const key = JSON.stringify([axis.key, path, dataset]);
  const known = state.extents.get(key);
  if (known) return known;
  const extent = finder.find(axis, await readChecked({ path, dataset, stored, frame: 0 }, shape, state));
  if (state.extents.size >= MAX_EXTENTS) state.extents.clear();
  state.extents.set(key, extent);
  return extent;
}

async function readChecked(source: FrameSource, shape: Shape, state: WorkerState): Promise<DetectorImage> {
  const image = 'image' in source ? source.image : await state.files.read(source);
  if (isSameShape(image.shape, shape)) return image;
  throw new AppError(
    'shape',
    `The image has ${formatShape(image.shape)} pixels, the others ${formatShape(shape)}; integrate them separately.`,
  );
}

function isSameExtent(a: RadialExtent, b: RadialExtent): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
