import { BATCH_FLAGS, type BatchFrameState } from '../../src-shared/rpc/batch-contract.ts';
import { type FrameNumbers, NO_NUMBERS } from './frame-numbers.ts';
import { isOutlier } from './is-outlier.ts';
import type { FrameJob } from './plan-outputs.ts';

export interface LoggedFrame<F extends string> {
  readonly job: FrameJob<F>;
  readonly state: BatchFrameState;
  /** Why it failed; else ''. */
  readonly reason: string;
  readonly numbers: FrameNumbers;
}

/** Every frame of a batch with its state; index = position. */
export interface FrameLog<F extends string> {
  readonly length: number;
  /** @returns the index of the first */
  add(jobs: readonly FrameJob<F>[], state?: BatchFrameState): number;
  at(index: number): LoggedFrame<F>;
  set(index: number, state: BatchFrameState, reason?: string): void;
  /** Another job for the same frame: other files to write. */
  replace(index: number, job: FrameJob<F>): void;
  note(index: number, numbers: FrameNumbers): void;
  count(state: BatchFrameState): number;
  /** Indices in a state, ascending. */
  inState(state: BatchFrameState): number[];
  /** Bits of BATCH_FLAGS. */
  flags(index: number): number;
}

export function createFrameLog<F extends string>(): FrameLog<F> {
  const jobs: FrameJob<F>[] = [];
  const states: BatchFrameState[] = [];
  const reasons = new Map<number, string>();
  const numbers: FrameNumbers[] = [];
  const counts: Record<BatchFrameState, number> = { waiting: 0, running: 0, done: 0, skipped: 0, failed: 0 };

  return {
    get length() {
      return jobs.length;
    },
    add(added, state = 'waiting') {
      const first = jobs.length;
      for (const job of added) {
        jobs.push(job);
        states.push(state);
        numbers.push(NO_NUMBERS);
      }
      counts[state] += added.length;
      return first;
    },
    at(index) {
      const job = jobs[index];
      if (!job) throw new RangeError(`there is no frame ${index} in a batch of ${jobs.length}`);
      return { job, state: states[index]!, reason: reasons.get(index) ?? '', numbers: numbers[index]! };
    },
    set(index, state, reason) {
      counts[states[index]!]--;
      counts[state]++;
      states[index] = state;
      if (reason === undefined) reasons.delete(index);
      else reasons.set(index, reason);
    },
    replace(index, job) {
      jobs[index] = job;
    },
    note(index, found) {
      numbers[index] = found;
    },
    count: (state) => counts[state],
    inState: (state) => states.flatMap((one, index) => (one === state ? [index] : [])),
    flags(index) {
      const { pixels, isSaturated } = numbers[index]!;
      return (
        (pixels === 0 ? BATCH_FLAGS.empty : 0) |
        (isSaturated ? BATCH_FLAGS.saturated : 0) |
        (isOutlier(index, jobs.length, (i) => numbers[i]!.integral) ? BATCH_FLAGS.outlier : 0)
      );
    },
  };
}
