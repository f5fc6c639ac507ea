import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { binMeans, finishSums } from '../kernel/bin-sums.ts';
import { loadKernel } from '../kernel/kernel.ts';
import { addSegment } from '../kernel/integrate-segment.ts';
import { sumAddress } from '../kernel/plan-layout.ts';
import { bindPlan, type BoundPlan } from '../kernel/plan-memory.ts';
import type { ReadyPlan } from './build-plan.ts';
import type { FrameSegmentsInput } from './frame-segments-task.ts';
import { cancelJob, cancelOnAbort, createJobControl, type JobControl, publishStaged } from './job-control.ts';
import type { TaskRunner } from './task-runner.ts';

type FrameImage = Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;

/** Tiles copied before the threads are told that they are there. */
const STAGE_TILES = 8;

/**
 * Integrates one frame in all threads: its segments are taken by whichever thread is free, and added in order.
 * The plan has room for one frame at a time; callers wait for each other.
 */
export async function integrateInThreads(
  runner: TaskRunner,
  plan: ReadyPlan,
  image: FrameImage,
  settings: IntegrationSettings,
  signal: AbortSignal | undefined,
): Promise<BinSums> {
  const { shared, usedPixels } = plan;
  const { layout } = shared;
  const { errorModel } = settings;
  const bound = bindPlan(await loadKernel(), shared);
  const staged = reserveFrame(bound, image);
  const input = { plan: shared, image: staged, limits: settings, errorModel };
  const stage = (control: JobControl): void => stageFrame(bound, image, staged, control);

  const invalid = await runPass(runner, { ...input, pass: 'sums' }, stage, signal);
  new Float64Array(bound.buffer, layout.totals, layout.sumsStride / 8).fill(0);
  for (let segment = 0; segment < layout.segments; segment++)
    addSegment(bound, layout.segmentSums + segment * layout.sumsStride, layout.totals, invalid[segment]!);
  const ignored = invalid.reduce((total, count) => total + count, 0);
  const sums = finishSums(bound, layout.totals, errorModel, ignored, usedPixels);
  if (errorModel !== 'azimuthal') return sums;

  new Float64Array(bound.buffer, layout.mean, layout.bins).set(binMeans(sums));
  await runPass(runner, { ...input, pass: 'deviations' }, (control) => publishStaged(control, layout.tiles), signal);
  const variance = new Float64Array(layout.bins);
  for (let segment = 0; segment < layout.segments; segment++) {
    const address = sumAddress(layout.segmentSums + segment * layout.sumsStride, layout.bins, 'variance');
    const part = new Float64Array(bound.buffer, address, layout.bins);
    for (let bin = 0; bin < layout.bins; bin++) variance[bin]! += part[bin]!;
  }
  return { ...sums, variance };
}

/** Starts the threads, copies the frame meanwhile, and waits until every segment is done. Gives the invalid pixels of each. */
function runPass(
  runner: TaskRunner,
  input: Omit<FrameSegmentsInput, 'control'>,
  stage: (control: JobControl) => void,
  signal: AbortSignal | undefined,
): Promise<Uint32Array> {
  const control = createJobControl();
  const release = cancelOnAbort(control, signal);
  // Threads wait for tiles; without threads the tiles must be there first.
  if (runner.isInline) stage(control);
  const running = Array.from({ length: runner.threads }, () => runner.run('frame-segments', { ...input, control }));
  if (!runner.isInline) stage(control);
  return new Promise<Uint32Array>((resolve, reject) => {
    const invalid = new Uint32Array(input.plan.layout.segments);
    let left = invalid.length;
    for (const one of running)
      one.then((done) => {
        for (const { segment, invalid: count } of done) invalid[segment] = count;
        left -= done.length;
        // A thread busy with something else comes late and finds nothing to do: nobody waits for it.
        if (left === 0) resolve(invalid);
      }, reject);
  })
    .catch(async (cause: unknown) => {
      // The next frame uses the same memory: nobody may still be writing to it.
      cancelJob(control);
      await Promise.allSettled(running);
      throw cause;
    })
    .finally(release);
}

/** The frame as the threads will see it. Samples that are shared already stay where they are. */
function reserveFrame({ buffer, layout }: BoundPlan, { samples, mask, metadata }: FrameImage): FrameImage {
  if (samples.length !== layout.pixels)
    throw new AppError('internal', `${samples.length} samples for a plan of ${layout.pixels} pixels.`);
  const isShared = samples.buffer instanceof SharedArrayBuffer;
  const view = samples.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => Samples;
  return {
    samples: isShared ? samples : new view(buffer, layout.frame, samples.length),
    ...(mask ? { mask: new Uint8Array(buffer, layout.frameMask, mask.length) } : {}),
    metadata,
  };
}

function stageFrame({ layout }: BoundPlan, image: FrameImage, staged: FrameImage, control: JobControl): void {
  if (image.mask) staged.mask?.set(image.mask);
  if (staged.samples !== image.samples) {
    const bytes = image.samples.BYTES_PER_ELEMENT;
    const step = STAGE_TILES * TILE_PIXELS * bytes;
    const from = new Uint8Array(image.samples.buffer, image.samples.byteOffset, image.samples.byteLength);
    const to = new Uint8Array(staged.samples.buffer, staged.samples.byteOffset, staged.samples.byteLength);
    for (let start = 0, tiles = STAGE_TILES; start < from.length; start += step, tiles += STAGE_TILES) {
      to.set(from.subarray(start, start + step), start);
      publishStaged(control, tiles);
    }
  }
  publishStaged(control, layout.tiles);
}
