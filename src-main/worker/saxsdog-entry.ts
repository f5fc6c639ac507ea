import { parentPort } from 'node:worker_threads';
import { AppError } from '../../src-shared/model/app-error.ts';
import { openSaxsdogJob, processSaxsdogImage, type SaxsdogJob } from '../service/saxsdog-job.ts';
import type { SaxsdogImage } from './saxsdog-threads.ts';
import type { TaskAnswer } from './worker-pool.ts';

// The entry of a thread of `annulus saxsdog`: makes its settings ready once, then takes one image after the other.
let job: Promise<SaxsdogJob> | undefined;

parentPort?.on('message', ({ id, input }: { readonly id: number; readonly input: SaxsdogImage }) => {
  job ??= openSaxsdogJob(input.settings);
  job
    .then((ready) => (input.image === null ? null : processSaxsdogImage(ready, input.image)))
    .then(
      (result) => post({ id, result }),
      (cause: unknown) => post({ id, error: AppError.from(cause).toJSON() }),
    );
});

function post(answer: TaskAnswer): void {
  parentPort?.postMessage(answer);
}
