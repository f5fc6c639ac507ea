import { runTask, type TaskInput, type TaskName, type TaskResult } from './tasks.ts';
import { createWorkerPool } from './worker-pool.ts';
import { createWorkerState } from './worker-state.ts';

/** Runs tasks somewhere: in worker threads, or in this thread. */
export interface TaskRunner {
  /** Tasks that run at the same time; plans need room for so many. */
  readonly threads: number;
  /** Tasks run in the calling thread. */
  readonly isInline: boolean;
  /** Starts the threads before there is anything to do. */
  start(): void;
  run<N extends TaskName>(name: N, input: TaskInput<N>, transfer?: readonly ArrayBuffer[]): Promise<TaskResult<N>>;
  /** As `run`, before all that waits. @param signal  aborted, a task that waits is never begun */
  runFirst<N extends TaskName>(name: N, input: TaskInput<N>, signal?: AbortSignal): Promise<TaskResult<N>>;
  /** The same task once in every thread. */
  runEverywhere<N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskResult<N>>[];
  close(): Promise<void>;
}

/** @param workers  number of threads; 0: everything runs in this one */
export function createTaskRunner(workers: number, workerUrl: URL): TaskRunner {
  return workers === 0 ? createInlineRunner() : createThreadRunner(workers, workerUrl);
}

function createThreadRunner(workers: number, workerUrl: URL): TaskRunner {
  const pool = createWorkerPool(workerUrl, workers);
  return {
    threads: workers,
    isInline: false,
    start: () => pool.start(),
    run: <N extends TaskName>(name: N, input: TaskInput<N>, transfer?: readonly ArrayBuffer[]) =>
      pool.run(name, input, transfer) as Promise<TaskResult<N>>,
    runFirst: <N extends TaskName>(name: N, input: TaskInput<N>, signal?: AbortSignal) =>
      pool.runFirst(name, input, signal) as Promise<TaskResult<N>>,
    runEverywhere: <N extends TaskName>(name: N, input: TaskInput<N>) =>
      pool.runEverywhere(name, input) as Promise<TaskResult<N>>[],
    close: () => pool.close(),
  };
}

function createInlineRunner(): TaskRunner {
  const state = createWorkerState(0);
  let last: Promise<unknown> = Promise.resolve();
  // One after the other, as in a thread: tasks share files and working memory.
  const run = <N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskResult<N>> => {
    const result = last.then(() => runTask(name, input, state));
    last = result.catch(() => undefined);
    return result;
  };
  return {
    threads: 1,
    isInline: true,
    start: () => undefined,
    run,
    runFirst: run,
    runEverywhere: (name, input) => [run(name, input)],
    close: () => state.files.close(),
  };
}
