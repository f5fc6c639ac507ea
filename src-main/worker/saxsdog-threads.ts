import { openSaxsdogJob, processSaxsdogImage, type SaxsdogDone, type SaxsdogSettings } from '../service/saxsdog-job.ts';
import { createWorkerPool } from './worker-pool.ts';

/** What a thread is asked. */
export interface SaxsdogImage {
  readonly settings: SaxsdogSettings;
  /** Path; null: make ready only */
  readonly image: string | null;
}

/** Does the work of `annulus saxsdog`. */
export interface SaxsdogThreads {
  /** @throws AppError  as `processSaxsdogImage`; 'worker' if the thread died under it */
  process(image: string): Promise<SaxsdogDone>;
  close(): Promise<void>;
}

/**
 * Threads that are ready for images; a single one is the calling thread, which looks after other things between images.
 *
 * @param url  entry of the threads; absent: where the build puts it
 * @throws AppError  as `openSaxsdogJob`
 */
export async function startSaxsdogThreads(
  settings: SaxsdogSettings,
  threads: number,
  url: URL = builtEntry(),
): Promise<SaxsdogThreads> {
  if (threads === 1) {
    const job = await openSaxsdogJob(settings);
    let last: Promise<unknown> = Promise.resolve();
    return {
      process(image) {
        const done = last.then(nextTurn).then(() => processSaxsdogImage(job, image));
        last = done.catch(() => undefined);
        return done;
      },
      close: () => Promise.resolve(),
    };
  }
  const pool = createWorkerPool(url, threads);
  const ready: SaxsdogImage = { settings, image: null };
  try {
    await Promise.all(pool.runEverywhere('saxsdog', ready));
  } catch (cause) {
    await pool.close();
    throw cause;
  }
  return {
    process: (image) => pool.run('saxsdog', { settings, image } satisfies SaxsdogImage) as Promise<SaxsdogDone>,
    close: () => pool.close(),
  };
}

/** What arrived meanwhile is heard. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Beside this file when bundled; in out/ for tests that run the sources. */
function builtEntry(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../out/main/saxsdog-entry.mjs' : './saxsdog-entry.mjs', import.meta.url);
}
