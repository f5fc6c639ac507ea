import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import type { CalibrationJob, JobResult } from '../../src-shared/calibration/calibration-job.ts';
import { AppError, type ErrorJson } from '../../src-shared/model/app-error.ts';
import type { CallContext } from '../../src-shared/rpc/contract.ts';

/** What a calibration thread says of its job. */
export type CalibrationAnswer =
  | { readonly kind: 'progress'; readonly fraction: number; readonly stage: string }
  | { readonly kind: 'result'; readonly result: JobResult }
  | { readonly kind: 'error'; readonly error: ErrorJson };

/** What a calibration thread is given when it starts. */
export interface CalibrationStart {
  /** Start another thread for parts of the work. */
  readonly hasAside: boolean;
}

/** Runs calibrations beside the thread that answers windows and keys. */
export interface CalibrationRunner {
  /** Starts a thread for the next job, so that the job need not wait for it. */
  warmUp(): void;
  /**
   * Runs a job in a thread of its own. What lies in shared memory is not copied. Cancelling ends the thread at once.
   *
   * @throws AppError  what the job threw; 'cancelled'; 'worker' if the thread died under it
   */
  run<J extends CalibrationJob>(job: J, context: CallContext): Promise<JobResult<J>>;
  /** Ends all threads; jobs under way are rejected. */
  close(): Promise<void>;
}

/**
 * @param spare  threads kept for the next jobs
 * @param url  entry of the thread; absent: where the build puts it
 * @param hasAside  two threads for each job: for one job at a time. Its result is the same with one
 */
export function createCalibrationRunner(
  spare = 1,
  url: URL = builtEntry(),
  hasAside = availableParallelism() > 1,
): CalibrationRunner {
  const idle: Worker[] = [];
  const active = new Map<Worker, (reason: AppError) => void>();

  function start(): Worker {
    const thread = new Worker(url, { workerData: { hasAside } satisfies CalibrationStart });
    thread.unref();
    thread.on('error', () => undefined); // whoever waits for an answer hears of it by itself
    thread.once('exit', () => {
      const place = idle.indexOf(thread);
      if (place >= 0) idle.splice(place, 1);
    });
    return thread;
  }

  function run(job: CalibrationJob, { signal, onProgress }: CallContext): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new AppError('cancelled', 'Cancelled.'));
      const thread = idle.pop() ?? start();
      let reason: string | undefined;
      const leave = (): void => {
        signal.removeEventListener('abort', cancel);
        thread.off('message', receive);
        thread.off('error', note);
        thread.off('exit', die);
        active.delete(thread);
        thread.unref();
      };
      const fail = (error: AppError): void => {
        leave();
        void thread.terminate();
        reject(error);
      };
      const cancel = (): void => fail(new AppError('cancelled', 'Cancelled.'));
      const note = (cause: unknown): void => {
        reason = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0];
      };
      const die = (code: number): void =>
        fail(
          new AppError(
            'worker',
            `The calibration was lost because its thread died (${reason ?? `it ended with code ${code}`}): try it again.`,
          ),
        );
      const receive = (answer: CalibrationAnswer): void => {
        if (answer.kind === 'progress') return onProgress?.(answer.fraction, answer.stage);
        leave();
        if (idle.length < spare) idle.push(thread);
        else void thread.terminate();
        if (answer.kind === 'result') resolve(answer.result);
        else reject(AppError.from(answer.error));
      };
      active.set(thread, fail);
      thread.ref(); // a job under way keeps the process alive, an idle thread does not
      thread.on('message', receive);
      thread.on('error', note);
      thread.on('exit', die);
      signal.addEventListener('abort', cancel, { once: true });
      thread.postMessage('image' in job ? { ...job, image: inSharedMemory(job.image) } : job);
    });
  }

  return {
    warmUp: () => {
      if (idle.length < spare) idle.push(start());
    },
    run: run as CalibrationRunner['run'],
    async close() {
      const threads = [...idle, ...active.keys()];
      for (const fail of [...active.values()]) fail(new AppError('cancelled', 'The program is closing.'));
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** Copied once here instead of once for each thread on its way to it. */
function inSharedMemory(image: CalibrationImage): CalibrationImage {
  return { ...image, samples: shared(image.samples), unusable: shared(image.unusable) };
}

function shared<T extends CalibrationImage['samples'] | Uint8Array>(array: T): T {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}

/** Beside this file when bundled; in out/ for tests that run the sources. */
function builtEntry(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../out/main/calibration-entry.mjs' : './calibration-entry.mjs', import.meta.url);
}
