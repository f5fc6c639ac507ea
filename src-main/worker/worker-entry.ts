import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../src-shared/model/app-error.ts';
import { runTask, transferables, type TaskInput, type TaskName } from './tasks.ts';
import type { TaskAnswer, TaskMessage, WorkerData } from './worker-pool.ts';
import { createWorkerState } from './worker-state.ts';

// The entry of a worker thread: takes a task, runs it, answers.
const state = createWorkerState((workerData as WorkerData).slot);

parentPort?.on('message', ({ id, name, input }: TaskMessage) => {
  void runTask(name as TaskName, input as TaskInput<TaskName>, state).then(
    (result) => post({ id, result }, transferables(name as TaskName, result)),
    (cause: unknown) => post({ id, error: AppError.from(cause).toJSON() }, []),
  );
});

function post(answer: TaskAnswer, transfer: readonly ArrayBuffer[]): void {
  parentPort?.postMessage(answer, transfer);
}
