import { AppError } from '../../src-shared/model/app-error.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { BufferPool } from '../file/buffer-pool.ts';
import type { CakeSlot } from '../kernel/cake-layout.ts';
import { readStatics, readSums } from '../kernel/cake-results.ts';
import { frameInput } from '../kernel/frame-input.ts';
import type { ReadyCake } from './build-cake-plan.ts';
import { type CakeFrameInput, createCakeControl, invalidPixels } from './cake-frame-task.ts';
import { cancelJob } from './job-control.ts';
import type { TaskRunner } from './task-runner.ts';

export interface CakeFrameRequest {
  readonly image: DetectorImage;
  readonly settings: IntegrationSettings;
  readonly cut: CakeCut;
}

/** `intensity` and `sigma` lie in shared memory. */
export interface CakeFrameResult {
  readonly intensity: Float32Array;
  readonly sigma: Float32Array | null;
  /** Frames without invalid pixels share these two arrays: nobody may write to them. */
  readonly count: Float32Array;
  readonly normalization: Float32Array;
  readonly ignoredPixels: number;
}

/** Integrates frames with one plan of cakes. */
export interface CakeQueue {
  /**
   * Integrates a frame in all threads. Frames that wait for the plan are taken together, which is faster; each gives the same
   * bytes as alone, and fails or is cancelled alone.
   *
   * @throws AppError  'cancelled' or 'worker'
   */
  integrate(request: CakeFrameRequest, signal: AbortSignal | undefined): Promise<CakeFrameResult>;
}

interface Waiting {
  readonly request: CakeFrameRequest;
  readonly resolve: (result: CakeFrameResult) => void;
  readonly reject: (cause: unknown) => void;
  isCancelled: boolean;
}

/** @param memory  where intensities and errors go */
export function createCakeQueue(runner: TaskRunner, plan: ReadyCake, memory: BufferPool<SharedArrayBuffer>): CakeQueue {
  const { layout } = plan.shared;
  const waiting: Waiting[] = [];
  const running = { frames: [] as readonly Waiting[], control: createCakeControl() };
  let isBusy = false;
  const newCells = (): Float32Array => new Float32Array(memory.take(layout.cakes * layout.bins * 4).buffer);
  let spare: Float32Array | undefined;
  const wholes = new Map<boolean, Pick<CakeFrameResult, 'count' | 'normalization'>>();

  /** Count and normalization of a frame without invalid pixels. */
  function whole(isReversed: boolean): Pick<CakeFrameResult, 'count' | 'normalization'> {
    const known = wholes.get(isReversed);
    if (known) return known;
    const made = {
      count: readStatics(plan.shared, 'count', isReversed),
      normalization: readStatics(plan.shared, 'normalization', isReversed),
    };
    wholes.set(isReversed, made);
    return made;
  }

  /** Fresh memory takes time to make: one set is ready. */
  function takeCells(): Float32Array {
    const cells = spare ?? newCells();
    spare = undefined;
    return cells;
  }

  async function runWaiting(): Promise<void> {
    isBusy = true;
    await Promise.resolve(); // frames that are asked for at the same time go together from the first on
    while (waiting.length > 0) {
      const frames = waiting.splice(0, layout.slots.length).filter(({ isCancelled }) => !isCancelled);
      if (frames.length === 0) continue;
      running.frames = frames;
      running.control = createCakeControl();
      try {
        await runPass(frames, running.control);
      } catch (cause) {
        for (const { reject } of frames) reject(cause);
      }
    }
    running.frames = [];
    isBusy = false;
  }

  async function runPass(frames: readonly Waiting[], control: ReturnType<typeof createCakeControl>): Promise<void> {
    const input = {
      plan: plan.shared,
      control,
      frames: frames.map(({ request: { image, settings, cut } }, i) => ({
        frame: frameInput(shareFrame(plan, layout.slots[i]!, image), settings),
        errorModel: settings.errorModel,
        isReversed: cut.sense === 'anticlockwise',
        intensity: takeCells(),
        sigma: settings.errorModel === 'none' ? null : takeCells(),
      })),
    };
    const threads = Array.from({ length: runner.threads }, () => runner.run('cake-frames', input));
    spare ??= newCells(); // nothing else to do here meanwhile
    try {
      await Promise.all(threads);
    } catch (cause) {
      // The next frames use the same memory: nobody may still be writing to it.
      cancelJob(control);
      await Promise.allSettled(threads);
      throw cause;
    }
    for (const [i, { request, resolve, isCancelled }] of frames.entries())
      if (!isCancelled) resolve(readResults(i, request, input.frames[i]!, invalidPixels(control, i)));
  }

  function readResults(
    index: number,
    { cut }: CakeFrameRequest,
    { intensity, sigma }: CakeFrameInput,
    invalid: number,
  ): CakeFrameResult {
    return {
      intensity,
      sigma,
      ...(invalid > 0
        ? {
            count: readSums(plan.shared, index, 'count'),
            normalization: readSums(plan.shared, index, 'normalization'),
          }
        : whole(cut.sense === 'anticlockwise')),
      ignoredPixels: layout.pixels - plan.usedPixels + invalid,
    };
  }

  return {
    integrate: (request, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
        const { length } = request.image.samples;
        if (length !== layout.pixels)
          throw new AppError('internal', `${length} samples for a plan of ${layout.pixels} pixels.`);
        const cancel = (): void => {
          one.isCancelled = true;
          one.reject(new AppError('cancelled', 'Cancelled.'));
          if (running.frames.every(({ isCancelled }) => isCancelled)) cancelJob(running.control);
        };
        const settled = (): void => signal?.removeEventListener('abort', cancel);
        const one: Waiting = {
          request,
          resolve: (result) => (settled(), resolve(result)),
          reject: (cause) => (settled(), reject(cause instanceof Error ? cause : new Error(String(cause)))),
          isCancelled: false,
        };
        signal?.addEventListener('abort', cancel, { once: true });
        waiting.push(one);
        if (!isBusy) void runWaiting();
      }),
  };
}

/** The frame where all threads see it; samples that are shared already stay where they are. */
function shareFrame(
  { shared: { memory } }: ReadyCake,
  slot: CakeSlot,
  { samples, mask, metadata }: DetectorImage,
): Pick<DetectorImage, 'samples' | 'mask' | 'metadata'> {
  let shared = samples;
  if (!(samples.buffer instanceof SharedArrayBuffer)) {
    const view = samples.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => Samples;
    shared = new view(memory.buffer, slot.raw, samples.length);
    shared.set(samples);
  }
  if (!mask) return { samples: shared, metadata };
  const sharedMask = new Uint8Array(memory.buffer, slot.mask, mask.length);
  sharedMask.set(mask);
  return { samples: shared, mask: sharedMask, metadata };
}
