import type { CallContext } from '../../src-shared/rpc/contract.ts';
import { cancelOnAbort, createJobControl, type JobControl } from './job-control.ts';
import type { LayeredFrame, RasterizedLayers } from './layer-rasterizer.ts';
import { createWorkerPool } from './worker-pool.ts';

/** What the mask thread is asked. */
export interface MaskJob {
  readonly frame: LayeredFrame;
  readonly control: JobControl;
}

/** Draws masks beside the thread that answers windows and keys. */
export interface MaskRunner {
  /**
   * One after the other, in a thread that remembers what costly layers gave. Cancelling keeps the thread and all that
   * it remembers.
   *
   * @throws AppError  'cancelled'; 'worker' if the thread died under it
   */
  rasterize(frame: LayeredFrame, context: CallContext): Promise<RasterizedLayers>;
  close(): Promise<void>;
}

/** @param url  entry of the thread; absent: where the build puts it */
export function createMaskRunner(url: URL = builtEntry()): MaskRunner {
  // A thread of its own: a pass over rings takes seconds, in which frames must go on being integrated.
  const pool = createWorkerPool(url, 1);
  return {
    async rasterize(frame, { signal, onProgress }) {
      const control = createJobControl();
      const release = cancelOnAbort(control, signal);
      const job: MaskJob = { frame, control };
      try {
        return (await pool.run('rasterize', job, [], onProgress)) as RasterizedLayers;
      } finally {
        release();
      }
    },
    close: () => pool.close(),
  };
}

/** Beside this file when bundled; in out/ for tests that run the sources. */
function builtEntry(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../out/main/mask-entry.mjs' : './mask-entry.mjs', import.meta.url);
}
