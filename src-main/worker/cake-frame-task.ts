import type { LimitSettings } from '../../src-shared/correction/value-limits.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { CAKES_PER_PASS } from '../kernel/cake-layout.ts';
import type { SharedCake } from '../kernel/cake-memory.ts';
import { frameInput, writeLimits } from '../kernel/frame-input.ts';
import { integrateCake } from '../kernel/integrate-cake.ts';
import { stageCakeTile } from '../kernel/stage-cake.ts';
import { checkJob, type JobControl, takeNext } from './job-control.ts';
import type { WorkerState } from './worker-state.ts';

export interface CakeFrameInput {
  /** Samples in shared memory. */
  readonly image: Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;
  readonly limits: LimitSettings;
  readonly errorModel: ErrorModel;
  /** Cakes stand in the results in reverse. */
  readonly isReversed: boolean;
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

/** Turns of a thread in a pass: neighbouring cakes share lines of the cache, and threads should finish together. */
const TURNS = 8;

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
 * in the same way. Results go to the memory of the plan.
 */
export async function integrateCakeFrames(input: CakeFramesInput, state: WorkerState): Promise<undefined> {
  const { plan, control } = input;
  const { tiles, cakes, slots, workers } = plan.layout;
  const bound = await state.bindCake(plan);
  const scratch = state.cakeScratch(plan);
  const frames = input.frames.map(({ image, limits }) => frameInput(image, limits));
  const all = tiles * frames.length;
  let limitsOf = -1;
  for (let next = Atomics.add(control, NEXT_TILE, 1); next < all; next = Atomics.add(control, NEXT_TILE, 1)) {
    checkJob(control);
    const index = Math.floor(next / tiles);
    const frame = frames[index]!;
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
  const staged = frames.map(({ testedType: type }, i) => {
    const { errorModel, isReversed } = input.frames[i]!;
    return { slot: slots[i]!, type, hasInvalid: invalidPixels(control, i) > 0, errorModel, isReversed };
  });
  const turn = Math.ceil(cakes / (TURNS * workers));
  for (let first = takeNext(control) * turn; first < cakes; first = takeNext(control) * turn) {
    checkJob(control);
    for (let cake = first; cake < Math.min(first + turn, cakes); cake++) integrateCake(bound, scratch, staged, cake);
  }
  return undefined;
}
