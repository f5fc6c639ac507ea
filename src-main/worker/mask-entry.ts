import { parentPort } from 'node:worker_threads';
import { AppError } from '../../src-shared/model/app-error.ts';
import { checkJob } from './job-control.ts';
import { createLayerRasterizer } from './layer-rasterizer.ts';
import type { MaskJob } from './mask-thread.ts';
import type { TaskAnswer } from './worker-pool.ts';

/** ms: news more often than this nobody sees */
const NEWS_EVERY = 50;

// The entry of the mask thread: takes layers, tells how far it is, answers with the pixels.
const rasterizer = createLayerRasterizer();

parentPort?.on('message', ({ id, input }: { readonly id: number; readonly input: MaskJob }) => {
  let last = performance.now();
  try {
    const result = rasterizer.rasterize(input.frame, (fraction, stage) => {
      checkJob(input.control);
      const now = performance.now();
      if (now - last < NEWS_EVERY) return;
      last = now;
      post({ id, progress: { fraction, stage } });
    });
    post({ id, result }, [result.packed.buffer]);
  } catch (cause) {
    post({ id, error: AppError.from(cause).toJSON() });
  }
});

function post(answer: TaskAnswer, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(answer, transfer);
}
