import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { BatchState } from '../../src-shared/rpc/batch-contract.ts';
import { createFrameLog, type FrameLog } from './frame-log.ts';
import { frameNumbers } from './frame-numbers.ts';
import type { BatchWriter, FrameOutcome, FrameResult, IntegrateFrames, KeyedJob } from './frame-result.ts';
import type { FrameJob } from './plan-outputs.ts';
import { createStageClock, type StageReading } from './stage-clock.ts';

export interface BatchOptions<T, F extends string> {
  /** Of the images; asked for when there is one. */
  readonly shape: () => Shape;
  readonly integrate: IntegrateFrames<T, F>;
  readonly writer: BatchWriter<T, F>;
  /** Frames whose files may be on their way to the disk at a time. */
  readonly pendingWrites: number;
  /** What a full disk or a lost folder does: the user may make room and go on, or the run ends. */
  readonly onDiskProblem: 'pause' | 'stop';
  /** Further jobs may be added until `complete` is called. */
  readonly isOpen?: boolean;
  /** Bytes of a file, for the rate of reading. */
  readonly bytesOf?: (job: FrameJob<F>) => number;
  /** Called in the order of the frames, before their files are written. */
  readonly onResult?: (index: number, result: FrameResult<T>) => void | Promise<void>;
  /** Called when nothing is left to do; may fail as writing does. */
  readonly onEnd?: () => Promise<void>;
  /** Called when the files of a frame are on the disk. */
  readonly onDone?: (index: number) => void | Promise<void>;
}

/** Many frames integrated in the same way: can be paused, resumed and cancelled, and takes more frames meanwhile. */
export interface BatchRun<F extends string> {
  readonly frames: FrameLog<F>;
  readonly state: BatchState;
  /** Why it paused or stopped, if it was not asked to. */
  readonly problem: AppError | null;
  readonly version: number;
  /** The frame integrated last. */
  readonly newest: number | null;
  readonly planHash: string | null;
  reading(): StageReading;
  add(jobs: readonly FrameJob<F>[]): void;
  /** Does these frames again, whatever became of them. */
  repeat(indices: readonly number[]): void;
  /** No more frames will be added. */
  complete(): void;
  pause(): void;
  resume(): void;
  /** Resolves when nothing is under way any more. */
  cancel(): Promise<void>;
  /** Resolves once `version` is above `after`, the signal is aborted, or after `atMostMs`. */
  changed(after: number, signal: AbortSignal, atMostMs: number): Promise<void>;
  /** Resolves when nothing is left to do, or all was given up. @throws AppError  what made all frames impossible */
  readonly finished: Promise<void>;
}

/** Codes of errors that concern the disk, not the frame. */
const DISK_PROBLEMS: readonly string[] = ['disk', 'forbidden'];

export function createBatchRun<T, F extends string>(options: BatchOptions<T, F>): BatchRun<F> {
  const { integrate, writer, pendingWrites, onDiskProblem, bytesOf } = options;
  const frames = createFrameLog<F>();
  const clock = createStageClock();
  const controller = new AbortController();
  const { signal } = controller;
  let queue: number[] = [];
  /** To be done once more when they are finished: under way when that was asked for. */
  const again = new Set<number>();
  let state: BatchState = 'running';
  let problem: AppError | null = null;
  let isOpen = options.isOpen ?? false;
  let version = 1;
  let newest: number | null = null;
  let planHash: string | null = null;
  let wake: () => void = () => undefined;
  const listeners = new Set<() => void>();

  function changed(): void {
    version++;
    for (const listener of [...listeners]) listener();
  }

  function enter(next: BatchState): void {
    if (state === next) return;
    state = next;
    if (next === 'running') clock.start();
    else clock.stop();
    wake();
    changed();
  }

  /** Frames as they are asked for; ends when there are none for now. */
  function* take(): Generator<KeyedJob<F>, void, void> {
    for (;;) {
      if (state !== 'running') return;
      const key = queue.shift();
      if (key === undefined) return;
      frames.set(key, 'running');
      yield { key, job: frames.at(key).job };
    }
  }

  function fail(key: number, error: AppError): void {
    if (again.delete(key)) return putBack([key]);
    frames.set(key, 'failed', error.message);
    changed();
  }

  /** The disk is at fault, not a frame: no further one is begun. */
  function stopAt(error: AppError): void {
    if (problem) return;
    problem = error;
    enter(onDiskProblem === 'pause' ? 'paused' : 'cancelled');
  }

  async function deliver(key: number, result: FrameResult<T>, pending: Set<Promise<void>>): Promise<void> {
    const { job } = frames.at(key);
    clock.add(result.times);
    planHash ??= result.planHash;
    frames.note(key, frameNumbers(result, options.shape()));
    await options.onResult?.(key, result);
    newest = key; // can be looked at before its files are on the disk
    changed();
    const writing: Promise<void> = writer
      .write(job, result.value)
      .then(
        async (times) => {
          clock.add(times);
          clock.frameDone(bytesOf?.(job) ?? 0);
          await options.onDone?.(key);
          frames.set(key, 'done');
          if (again.delete(key)) putBack([key]);
          changed();
        },
        (cause: unknown) => {
          if (signal.aborted) return; // given up, not failed: it waits again
          const error = AppError.from(cause);
          if (DISK_PROBLEMS.includes(error.code))
            stopAt(error); // the frame is put back with all that are under way
          else fail(key, error);
        },
      )
      .finally(() => {
        pending.delete(writing);
        result.release?.();
      });
    pending.add(writing);
    while (pending.size >= pendingWrites) await Promise.race(pending);
  }

  /** Does what is in the queue now. */
  async function drain(): Promise<void> {
    const pending = new Set<Promise<void>>();
    const outcomes: AsyncGenerator<FrameOutcome<T>, void, void> = integrate(take(), signal);
    try {
      for await (const outcome of outcomes) {
        if (signal.aborted) break;
        if ('error' in outcome) fail(outcome.key, outcome.error);
        else await deliver(outcome.key, outcome.result, pending);
      }
      await Promise.all(pending);
    } finally {
      await Promise.allSettled(pending);
    }
    // Taken, but given up on the way: they wait again.
    putBack(frames.inState('running'));
    if (problem) await loseStacks();
  }

  async function work(): Promise<void> {
    clock.start();
    while (state !== 'cancelled') {
      if (state === 'running' && queue.length > 0) {
        await drain();
        continue;
      }
      // Paused during the last frames: nothing is left that could go on.
      if (state === 'paused' && !problem && !isOpen && queue.length === 0) enter('running');
      const isLast = !isOpen;
      if (state === 'running' && (await finishWriter(isLast)) && isLast && queue.length === 0) break;
      if (state === 'running' && (queue.length > 0 || isLast === isOpen)) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (state !== 'cancelled') enter('done');
  }

  /** Ends the files of stacks. @returns whether that worked */
  async function finishWriter(isLast: boolean): Promise<boolean> {
    try {
      await writer.finish(isLast);
      await options.onEnd?.();
      return true;
    } catch (cause) {
      stopAt(AppError.from(cause));
      await loseStacks();
      return false;
    }
  }

  /** A stack whose file could not be finished is gone with all its frames: they wait again. */
  async function loseStacks(): Promise<void> {
    await writer.abandon();
    putBack(
      frames.inState('done').filter((key) => {
        const { hdf5 } = frames.at(key).job.file;
        return hdf5 !== undefined && !writer.written.has(hdf5);
      }),
    );
  }

  function putBack(keys: readonly number[]): void {
    for (const key of keys) frames.set(key, 'waiting');
    const waiting = new Set(queue);
    queue = [...keys.filter((key) => !waiting.has(key)), ...queue].sort((a, b) => a - b);
  }

  function begin(): Promise<void> {
    const ended = Promise.resolve()
      .then(work)
      .catch((cause: unknown) => {
        if (signal.aborted) return putBack(frames.inState('running')); // whoever cancelled knows
        problem ??= AppError.from(cause);
        enter('cancelled');
        throw cause;
      })
      .finally(() => writer.abandon());
    ended.catch(() => undefined); // `problem` tells it as well
    return ended;
  }
  let finished = begin();

  /** There is more to do: a batch that was done goes on. */
  function moreToDo(): void {
    changed();
    if (state === 'done') {
      enter('running');
      finished = begin();
    } else wake();
  }

  return {
    frames,
    get state() {
      return state;
    },
    get problem() {
      return problem;
    },
    get version() {
      return version;
    },
    get newest() {
      return newest;
    },
    get planHash() {
      return planHash;
    },
    reading: () => clock.read(frames.count('waiting') + frames.count('running')),
    add(jobs) {
      const first = frames.add(jobs);
      for (let key = first; key < frames.length; key++) queue.push(key);
      moreToDo();
    },
    repeat(indices) {
      const waiting = new Set(queue);
      for (const key of indices) {
        if (frames.at(key).state === 'running') again.add(key);
        if (frames.at(key).state === 'running' || waiting.has(key)) continue;
        frames.set(key, 'waiting');
        queue.push(key);
      }
      if (queue.length > 0) moreToDo();
    },
    complete() {
      isOpen = false;
      wake();
      changed();
    },
    pause() {
      if (state === 'running') enter('paused');
    },
    resume() {
      if (state !== 'paused') return;
      problem = null;
      enter('running');
    },
    async cancel() {
      if (state !== 'done') {
        enter('cancelled');
        controller.abort();
      }
      await finished.catch(() => undefined);
    },
    async changed(after, waitSignal, atMostMs) {
      if (version > after || waitSignal.aborted) return;
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          listeners.delete(listener);
          waitSignal.removeEventListener('abort', end);
          resolve();
        };
        const listener = (): void => {
          if (version > after) end();
        };
        // A timer of our own: AbortSignal.any() over AbortSignal.timeout() never fires once both were garbage-collected.
        const timer = setTimeout(end, atMostMs);
        listeners.add(listener);
        waitSignal.addEventListener('abort', end);
      });
    },
    get finished() {
      return finished;
    },
  };
}
