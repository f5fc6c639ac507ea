import { type ResourceLimits, Worker } from 'node:worker_threads';
import { AppError } from '../../src-shared/model/app-error.ts';

/** What a worker thread is asked. */
export interface TaskMessage {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** What it answers: how far it is, as often as it likes, and in the end a result or an error. */
export type TaskAnswer =
  | { readonly id: number; readonly progress: { readonly fraction: number; readonly stage: string } }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } };

/** Given to a worker when it starts. */
export interface WorkerData {
  /** Number of the worker, 0 … size − 1; a replacement takes over the number. */
  readonly slot: number;
}

export interface WorkerPool {
  readonly size: number;
  /** Starts all threads before there is anything to do, so that they load meanwhile. */
  start(): void;
  /**
   * Runs a task in the next idle worker.
   *
   * @throws AppError  what the task threw; code 'worker' if the thread died under it
   */
  run(
    name: string,
    input: unknown,
    transfer?: readonly ArrayBuffer[],
    onProgress?: (fraction: number, stage: string) => void,
  ): Promise<unknown>;
  /**
   * As `run`, before all that waits: it makes room.
   *
   * @param signal  aborted, a task that waits is never begun
   */
  runFirst(name: string, input: unknown, signal?: AbortSignal): Promise<unknown>;
  /** Runs a task once in every worker, as each becomes idle. */
  runEverywhere(name: string, input: unknown): Promise<unknown>[];
  /** Ends all workers; tasks that still run are rejected. */
  close(): Promise<void>;
}

interface Job extends TaskMessage {
  readonly transfer: readonly ArrayBuffer[];
  /** Slot of the only worker that may run it. */
  readonly slot: number | undefined;
  readonly onProgress: ((fraction: number, stage: string) => void) | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: AppError) => void;
}

interface Member {
  readonly thread: Worker;
  job: Job | undefined;
  /** First error seen; the thread ends after it. */
  reason: string | undefined;
}

/**
 * Worker threads, one task at a time each. A thread that dies, for whatever reason, fails the task it was at and is
 * replaced; all other tasks go on.
 *
 * @param url  module whose thread listens for TaskMessage and posts TaskAnswer
 * @param resourceLimits  memory of each thread; absent: as Node chooses
 */
export function createWorkerPool(url: URL, size: number, resourceLimits: ResourceLimits = {}): WorkerPool {
  const queue: Job[] = [];
  const members: (Member | undefined)[] = [];
  let lastId = 0;
  let isClosed = false;

  function start(slot: number): Member {
    const workerData: WorkerData = { slot };
    const member: Member = {
      thread: new Worker(url, { workerData, resourceLimits }),
      job: undefined,
      reason: undefined,
    };
    member.thread.unref();
    member.thread.on('message', (answer: TaskAnswer) => settle(member, answer));
    member.thread.on('error', (error: unknown) => {
      member.reason = error instanceof Error ? error.message : String(error);
    });
    member.thread.on('exit', (code) => {
      if (members[slot] === member) members[slot] = undefined;
      const { job } = member;
      member.job = undefined;
      const reason = member.reason ?? `it ended with code ${code}`;
      job?.reject(new AppError('worker', `A worker thread died (${reason}) and was replaced; try again.`));
      dispatch();
    });
    members[slot] = member;
    return member;
  }

  function settle(member: Member, answer: TaskAnswer): void {
    const { job } = member;
    if (job?.id !== answer.id) return;
    if ('progress' in answer) return job.onProgress?.(answer.progress.fraction, answer.progress.stage);
    member.job = undefined;
    member.thread.unref();
    if ('error' in answer) job.reject(AppError.from(answer.error));
    else job.resolve(answer.result);
    dispatch();
  }

  function dispatch(): void {
    for (let slot = 0; slot < size && queue.length > 0 && !isClosed; slot++) {
      if (members[slot]?.job) continue;
      const next = queue.findIndex((job) => job.slot === undefined || job.slot === slot);
      if (next < 0) continue;
      const [job] = queue.splice(next, 1);
      const member = members[slot] ?? start(slot);
      member.job = job;
      member.thread.ref(); // a task under way keeps the process alive, an idle thread does not
      const message: TaskMessage = { id: job!.id, name: job!.name, input: job!.input };
      member.thread.postMessage(message, [...job!.transfer]);
    }
  }

  function enqueue(
    asked: Pick<Job, 'name' | 'input'> & Partial<Pick<Job, 'transfer' | 'slot' | 'onProgress'>>,
    isFirst = false,
    signal?: AbortSignal,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (isClosed) {
        reject(new AppError('cancelled', 'The worker threads have been shut down.'));
        return;
      }
      lastId += 1;
      const dropped = (): void => {
        const at = queue.indexOf(job);
        if (at < 0) return; // begun
        queue.splice(at, 1);
        reject(new AppError('cancelled', 'Cancelled.'));
      };
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V): void => {
          signal?.removeEventListener('abort', dropped);
          settle(value);
        };
      const job: Job = {
        ...{ id: lastId, transfer: [], slot: undefined, onProgress: undefined, ...asked },
        ...{ resolve: settled(resolve), reject: settled(reject) },
      };
      if (signal?.aborted) {
        reject(new AppError('cancelled', 'Cancelled.'));
        return;
      }
      signal?.addEventListener('abort', dropped, { once: true });
      if (isFirst) queue.unshift(job);
      else queue.push(job);
      dispatch();
    });
  }

  return {
    size,
    start() {
      if (!isClosed) for (let slot = 0; slot < size; slot++) members[slot] ??= start(slot);
    },
    run: (name, input, transfer = [], onProgress) => enqueue({ name, input, transfer, onProgress }),
    runFirst: (name, input, signal) => enqueue({ name, input }, true, signal),
    runEverywhere: (name, input) => Array.from({ length: size }, (_, slot) => enqueue({ name, input, slot })),
    async close() {
      isClosed = true;
      const closed = new AppError('cancelled', 'The worker threads have been shut down.');
      for (const job of queue.splice(0)) job.reject(closed);
      for (const member of members) {
        member?.job?.reject(closed);
        if (member) member.job = undefined;
      }
      await Promise.all(members.map((member) => member?.thread.terminate()));
    },
  };
}
