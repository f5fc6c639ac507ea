import type { LimitSettings } from '../../src-shared/correction/value-limits.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { SharedCake } from '../kernel/cake-memory.ts';
import { frameInput, writeLimits } from '../kernel/frame-input.ts';
import { integrateCake } from '../kernel/integrate-cake.ts';
import { stageCakeTile, stagedType } from '../kernel/stage-cake.ts';
import { checkJob, type JobControl, takeNext } from './job-control.ts';
import type { WorkerState } from './worker-state.ts';

export interface CakeFrameInput {
  readonly plan: SharedCake;
  /** From `createCakeControl`. */
  readonly control: JobControl;
  /** Samples in shared memory. */
  readonly image: Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;
  readonly limits: LimitSettings;
  readonly errorModel: ErrorModel;
  /** Cakes stand in the results in reverse. */
  readonly isReversed: boolean;
}

const NEXT_TILE = 3;
const TILES_DONE = 4;
const INVALID = 5;

/** The numbers that the threads of one frame share: those of any job and some more. */
export function createCakeControl(): JobControl {
  return new Int32Array(new SharedArrayBuffer(6 * 4));
}

/** Invalid pixels of the frame, once all threads are done. */
export function invalidPixels(control: JobControl): number {
  return Atomics.load(control, INVALID);
}

/**
 * Does its part of a frame: tiles are staged by whichever thread is free, and once all of them are, cakes are integrated
 * in the same way. Results go to the memory of the plan.
 */
export async function integrateCakeFrame(input: CakeFrameInput, state: WorkerState): Promise<undefined> {
  const { plan, control, errorModel, isReversed } = input;
  const { tiles, cakes } = plan.layout;
  const bound = await state.bindCake(plan);
  const scratch = state.cakeScratch(plan);
  const frame = frameInput(input.image, input.limits);
  writeLimits(bound, scratch, 0, frame);
  for (let tile = Atomics.add(control, NEXT_TILE, 1); tile < tiles; tile = Atomics.add(control, NEXT_TILE, 1)) {
    checkJob(control);
    Atomics.add(control, INVALID, stageCakeTile(bound, scratch, frame, tile));
    Atomics.add(control, TILES_DONE, 1);
    Atomics.notify(control, TILES_DONE);
  }
  for (let done = Atomics.load(control, TILES_DONE); done < tiles; done = Atomics.load(control, TILES_DONE)) {
    checkJob(control);
    Atomics.wait(control, TILES_DONE, done, 1000);
  }
  const work = { type: stagedType(frame), hasInvalid: Atomics.load(control, INVALID) > 0, errorModel };
  for (let cake = takeNext(control); cake < cakes; cake = takeNext(control)) {
    checkJob(control);
    integrateCake(bound, scratch, work, cake, isReversed ? cakes - 1 - cake : cake);
  }
  return undefined;
}
