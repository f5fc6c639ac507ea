import { AppError } from '../../src-shared/model/app-error.ts';
import { modifiedAt, walkFiles, type FoundFile } from '../file/walk-files.ts';

export type QueuedImage = FoundFile;

export interface ImageQueueOptions {
  readonly threads: number;
  /** Stay and look for what arrives, until `signal` */
  readonly isWatching: boolean;
  readonly skipsExisting: boolean;
  /** Begin with the first image found, not after the last */
  readonly walksInParallel: boolean;
  readonly accepts: (path: string) => Promise<boolean>;
  /** Rejects with what is wrong with the image */
  readonly process: (image: QueuedImage) => Promise<void>;
  readonly onGivenUp: (image: QueuedImage, error: AppError) => void;
  readonly signal: AbortSignal;
}

/** How often a folder is looked through, ms */
const SCAN_INTERVAL = 250;
/** An image that cannot be read may still be being written: it is tried again until it has not changed for so long, ms */
const PATIENCE = 5000;
const RETRY_DELAY = 50;

/** The .tif images of a folder in turn; those not yet complete go to the end again. */
export function createImageQueue(folder: string, options: ImageQueueOptions): { readonly run: () => Promise<void> } {
  const { threads, isWatching, skipsExisting, walksInParallel, accepts, process, onGivenUp, signal } = options;
  const queue: QueuedImage[] = [];
  const stamps = new Map<string, string>();
  let isComplete = false;
  let wake: (() => void)[] = [];

  function enqueue(image: QueuedImage): void {
    queue.push(image);
    wakeAll();
  }
  function wakeAll(): void {
    for (const resolve of wake) resolve();
    wake = [];
  }

  async function work(): Promise<void> {
    for (;;) {
      if (signal.aborted) return;
      const image = queue.shift();
      if (image) await attempt(image);
      else if (isComplete) return;
      else await new Promise<void>((resolve) => wake.push(resolve));
    }
  }

  async function attempt(image: QueuedImage): Promise<void> {
    try {
      await process(image);
    } catch (cause) {
      if (signal.aborted) return;
      const error = AppError.from(cause);
      if (error.code === 'internal') throw cause;
      const isDamaged = error.code === 'format' || error.code === 'disk';
      if (isDamaged && Date.now() - ((await modifiedAt(image.path)) ?? 0) < PATIENCE) {
        await pause(RETRY_DELAY, signal);
        enqueue(image);
      } else onGivenUp(image, error);
    }
  }

  /** Looks once through the folder. What a watcher finds changed is taken when it has the same size twice. */
  async function scan(isFirst: boolean): Promise<void> {
    const found: QueuedImage[] = [];
    for await (const image of walkFiles(folder, (name) => /\.tif$/i.test(name), signal)) {
      const stamp = `${image.size}:${image.modifiedMs}`;
      const known = stamps.get(image.path);
      if (isFirst) stamps.set(image.path, `${stamp}!`);
      else if (known === `${stamp}!`) continue;
      else if (known !== stamp) {
        stamps.set(image.path, stamp);
        continue;
      } else stamps.set(image.path, `${stamp}!`);
      if ((isFirst && skipsExisting) || !(await accepts(image.path))) continue;
      if (walksInParallel) enqueue(image);
      else found.push(image);
    }
    found.forEach(enqueue);
  }

  async function look(): Promise<void> {
    try {
      await scan(true);
      while (isWatching && !signal.aborted) {
        await pause(SCAN_INTERVAL, signal);
        await scan(false);
      }
    } finally {
      isComplete = true;
      wakeAll();
    }
  }

  return {
    async run() {
      const stop = (): void => wakeAll();
      signal.addEventListener('abort', stop);
      try {
        await Promise.all([look().catch(unlessAborted), ...Array.from({ length: threads }, work)]);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };

  function unlessAborted(cause: unknown): void {
    if (!(isWatching && signal.aborted)) throw cause;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
