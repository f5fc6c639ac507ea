import { AppError } from '../../src-shared/model/app-error.ts';

/** A few numbers that the threads of one job share. */
export type JobControl = Int32Array<SharedArrayBuffer>;

const CANCELLED = 0;
const NEXT = 1;
const STAGED = 2;

export function createJobControl(): JobControl {
  return new Int32Array(new SharedArrayBuffer(3 * 4));
}

/** Asks the threads to stop at the next tile; they keep all they know. */
export function cancelJob(control: JobControl): void {
  Atomics.store(control, CANCELLED, 1);
  Atomics.notify(control, STAGED);
}

/** @throws AppError  'cancelled', if the job was */
export function checkJob(control: JobControl): void {
  if (Atomics.load(control, CANCELLED) !== 0) throw new AppError('cancelled', 'Cancelled.');
}

/** The next piece of work that nobody has taken: 0, 1, 2, … */
export function takeNext(control: JobControl): number {
  return Atomics.add(control, NEXT, 1);
}

/**
 * The next pieces of `all` that nobody has taken: many at first, since neighbours have much in common, two in the end, so that
 * `threads` threads finish together. Not to be mixed with `takeNext`.
 */
export function takeSome(control: JobControl, all: number, threads: number): readonly [first: number, end: number] {
  for (;;) {
    const first = Atomics.load(control, NEXT);
    if (first >= all) return [all, all];
    const end = Math.min(all, first + 2 * Math.max(1, Math.round((all - first) / (8 * threads))));
    if (Atomics.compareExchange(control, NEXT, first, end) === first) return [first, end];
  }
}

/** Begins another count of pieces in the same job. */
export function countAnew(control: JobControl): void {
  Atomics.store(control, NEXT, 0);
}

/** Says that the first `count` tiles of the frame are in shared memory. */
export function publishStaged(control: JobControl, count: number): void {
  Atomics.store(control, STAGED, count);
  Atomics.notify(control, STAGED);
}

/** Blocks the thread until `count` tiles are there. */
export function waitForStaged(control: JobControl, count: number): void {
  for (;;) {
    checkJob(control);
    const staged = Atomics.load(control, STAGED);
    if (staged >= count) return;
    Atomics.wait(control, STAGED, staged, 1000);
  }
}

/** Links an AbortSignal to a job; call the result when the job is over. */
export function cancelOnAbort(control: JobControl, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => undefined;
  const cancel = (): void => cancelJob(control);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}
