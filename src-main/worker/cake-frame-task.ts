import { CAKES_PER_PASS } from '../kernel/cake-layout.ts';
import type { SharedCake } from '../kernel/cake-memory.ts';
import { type FrameInput, writeLimits } from '../kernel/frame-input.ts';
import { type CakeFrame, integrateCakes } from '../kernel/integrate-cake.ts';
import { stageCakeTile } from '../kernel/stage-cake.ts';
import { checkJob, type JobControl, takeSome } from './job-control.ts';
import type { WorkerState } from './worker-state.ts';

/** Arrays lie in shared memory. */
export interface CakeFrameInput extends Pick<CakeFrame, 'errorModel' | 'isReversed' | 'intensity' | 'sigma'> {
  readonly frame: FrameInput;
}

export interface CakeFramesInput {
  readonly plan: SharedCake;
  /** From `createCakeControl`. */
  readonly control: JobControl;
  /** As many as the plan has slots, or fewer. */
  readonly frames: readonly CakeFrameInput[];
}

const NEXT_TILE = 3;
const TILES_DONE = 4;
const INVALID = 5;

/** The numbers that the threads of one pass share: those of any job and some more. */
export function createCakeControl(): JobControl {
  return new Int32Array(new SharedArrayBuffer((INVALID + CAKES_PER_PASS) * 4));
}

/** Invalid pixels of a frame, once all threads are done. */
export function invalidPixels(control: JobControl, frame: number): number {
  return Atomics.load(control, INVALID + frame);
}

/**
 * Does its part of some frames: tiles are staged by whichever thread is free, and once all of them are, cakes are integrated
 * in the same way.
 */
export async function integrateCakeFrames(input: CakeFramesInput, state: WorkerState): Promise<undefined> {
  const { plan, control } = input;
  const { tiles, cakes, slots, workers } = plan.layout;
  const bound = await state.bindCake(plan);
  const scratch = state.cakeScratch(plan);
  const all = tiles * input.frames.length;
  let limitsOf = -1;
  for (let next = Atomics.add(control, NEXT_TILE, 1); next < all; next = Atomics.add(control, NEXT_TILE, 1)) {
    checkJob(control);
    const index = Math.floor(next / tiles);
    const { frame } = input.frames[index]!;
    if (limitsOf !== index) writeLimits(bound, scratch, 0, frame);
    limitsOf = index;
    const invalid = stageCakeTile(bound, scratch, slots[index]!, frame, next % tiles);
    Atomics.add(control, INVALID + index, invalid);
    Atomics.add(control, TILES_DONE, 1);
    Atomics.notify(control, TILES_DONE);
  }
  for (let done = Atomics.load(control, TILES_DONE); done < all; done = Atomics.load(control, TILES_DONE)) {
    checkJob(control);
    Atomics.wait(control, TILES_DONE, done, 1000);
  }
  const staged = input.frames.map(({ frame, ...rest }, i) => ({
    ...rest,
    slot: slots[i]!,
    type: frame.testedType,
    hasInvalid: invalidPixels(control, i) > 0,
  }));
  for (;;) {
    const [first, end] = takeSome(control, cakes, workers);
    if (first >= cakes) return undefined;
    checkJob(control);
    integrateCakes(bound, scratch, staged, first, end);
  }
}
