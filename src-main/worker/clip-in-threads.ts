import {
  type ClipSettings,
  type ClipState,
  createClipState,
  renewClipState,
} from '../../src-shared/integration/clip-round.ts';
import { checkClipSettings } from '../../src-shared/integration/filter-sigma-clip.ts';
import type { SortedPlan } from '../../src-shared/integration/sort-by-bin.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { ReadyPlan } from './build-plan.ts';
import type { ClipPassInput, ClipPassResult } from './clip-task.ts';
import { cancelJob, cancelOnAbort, createJobControl } from './job-control.ts';
import type { TaskRunner } from './task-runner.ts';

type FrameImage = Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;

/** Parts of the bins per thread: enough that threads finish together although bins differ. */
const PARTS_PER_THREAD = 16;

export interface ClippedFrame {
  /** 1 = clipped, or masked in the frame; in shared memory. */
  readonly mask: Uint8Array;
  /** Pixels that were clipped, ascending. */
  readonly pixels: Uint32Array;
}

/** Clips frames in all threads. What it needs besides a plan is kept as long as the plan is. */
export interface Clipper {
  /** The plan sorted by bins. */
  sort(plan: ReadyPlan): Promise<SortedPlan>;
  /**
   * Sigma clipping of one frame, round by round; the result is that of `sigmaClip`, whatever the number of threads.
   *
   * @throws AppError  'cancelled' or 'worker'
   */
  clip(
    plan: ReadyPlan,
    image: FrameImage,
    settings: IntegrationSettings,
    clip: ClipSettings,
    signal: AbortSignal | undefined,
  ): Promise<ClippedFrame>;
}

export function createClipper(runner: TaskRunner): Clipper {
  const known = new WeakMap<ReadyPlan, Promise<SortedPlan>>();
  /** Memory of a frame that is done: new memory takes longer. */
  const idle = new WeakMap<SortedPlan, ClipState>();

  function sort(plan: ReadyPlan): Promise<SortedPlan> {
    let sorted = known.get(plan);
    if (!sorted) {
      sorted = runner.run('sort-plan', plan.shared);
      known.set(plan, sorted);
      sorted.catch(() => known.delete(plan));
    }
    return sorted;
  }

  function takeState(sorted: SortedPlan, hasVariance: boolean): ClipState {
    const state = idle.get(sorted);
    idle.delete(sorted);
    if (!state || (state.variance !== null) !== hasVariance) return createClipState(sorted, hasVariance, shared);
    renewClipState(state);
    return state;
  }

  return {
    sort,
    async clip(plan, image, settings, clip, signal) {
      const sorted = await sort(plan);
      const state = takeState(sorted, settings.errorModel === 'poisson');
      try {
        return await clipInThreads(runner, plan, sorted, state, image, settings, clip, signal);
      } finally {
        idle.set(sorted, state);
      }
    },
  };
}

async function clipInThreads(
  runner: TaskRunner,
  plan: ReadyPlan,
  sorted: SortedPlan,
  state: ClipState,
  image: FrameImage,
  settings: IntegrationSettings,
  clip: ClipSettings,
  signal: AbortSignal | undefined,
): Promise<ClippedFrame> {
  checkClipSettings(clip);
  const { bins, pixels } = plan.shared.layout;
  const mask = new Uint8Array(shared(pixels));
  if (image.mask) mask.set(image.mask);
  const input = {
    plan: plan.shared,
    sorted,
    state,
    image: shareImage(image),
    settings,
    clip,
    binsAtATime: Math.ceil(bins / (runner.threads * PARTS_PER_THREAD)),
    clippedMask: mask,
  };
  await runPass(runner, { ...input, pass: 'load' }, signal);
  for (let round = 1; round <= clip.maxIterations; round++) {
    const done = await runPass(runner, { ...input, pass: round }, signal);
    if (done.every(({ dropped }) => dropped === 0)) break;
  }
  const parts = (await runPass(runner, { ...input, pass: 'finish' }, signal)).flatMap(({ clipped }) => clipped);
  const found = new Uint32Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    found.set(part, at);
    at += part.length;
  }
  return { mask, pixels: found.sort() };
}

async function runPass(
  runner: TaskRunner,
  input: Omit<ClipPassInput, 'control'>,
  signal: AbortSignal | undefined,
): Promise<readonly ClipPassResult[]> {
  const control = createJobControl();
  const release = cancelOnAbort(control, signal);
  const running = Array.from({ length: runner.threads }, () => runner.run('clip-pass', { ...input, control }));
  try {
    return await Promise.all(running);
  } catch (cause) {
    cancelJob(control);
    await Promise.allSettled(running);
    throw cause;
  } finally {
    release();
  }
}

/** The frame where all threads see it; what is shared already stays where it is. */
function shareImage({ samples, mask, metadata }: FrameImage): FrameImage {
  const share = <T extends Samples>(array: T): T => {
    if (array.buffer instanceof SharedArrayBuffer) return array;
    const view = array.constructor as new (buffer: ArrayBufferLike) => T;
    const copy = new view(shared(array.byteLength));
    copy.set(array);
    return copy;
  };
  return { samples: share(samples), metadata, ...(mask ? { mask: share(mask) } : {}) };
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
