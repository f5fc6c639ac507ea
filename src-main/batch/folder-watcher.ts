import { AppError } from '../../src-shared/model/app-error.ts';

/** A file as a scan finds it. */
export interface SeenFile {
  readonly path: string;
  readonly size: number;
  /** ms since 1970 */
  readonly modified: number;
}

export interface WatcherOptions {
  /** Every file that could be of interest, now. */
  readonly scan: (signal: AbortSignal) => Promise<readonly SeenFile[]>;
  /** Whether all that the file announces is there; rejects if that cannot be told, or not yet. */
  readonly isComplete: (path: string, signal: AbortSignal) => Promise<boolean>;
  /**
   * Files that are complete, new or written again, in the order of the scan; of many a few at a time, so that none waits
   * until all have been looked at.
   *
   * @param isFromStart  they were there when the watching began
   */
  readonly onReady: (files: readonly SeenFile[], isFromStart: boolean) => Promise<void>;
  /** Calls back when something in the folder may have changed, where the system tells; returns how to end that. */
  readonly listen?: (onChange: () => void) => () => void;
  /** The folder cannot be looked into; asked again all the same. */
  readonly onProblem?: (error: AppError) => void;
  /** Time without a change after which a file counts as complete whatever it looks like, ms. */
  readonly settleMs?: number;
  /** Least time between scans, ms. */
  readonly intervalMs?: number;
  /** Files that are there at the beginning are left alone. */
  readonly ignoreExisting?: boolean;
}

export interface FolderWatcher {
  /** Resolves when everything seen so far has been reported or is still changing. */
  scanNow(): Promise<void>;
  stop(): Promise<void>;
}

interface Known extends SeenFile {
  /** When it was first seen like this, ms. */
  readonly since: number;
  isReported: boolean;
}

/** Part of the time that scanning may take: a network folder of 100 000 files is looked at less often. */
const SCAN_SHARE = 0.2;
const LONGEST_WAIT_MS = 5000;
const AFTER_PROBLEM_MS = 2000;
/** After a hint of the system: a file is mostly written in several steps. */
const AFTER_HINT_MS = 10;
/** Files that are looked into are handed on so many at a time, or after so long. */
const LOT = 32;
const LOT_MS = 100;

/**
 * Looks into folders again and again, which works on network drives too, and reports each file once it is complete: at
 * once where its format tells how long it must be, else when it has not changed for a while. A file that is written
 * again is reported again. Names that vanish are forgotten.
 */
export function createFolderWatcher(options: WatcherOptions): FolderWatcher {
  const { scan, isComplete, onReady, onProblem, settleMs = 1000, intervalMs = 50 } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const known = new Map<string, Known>();
  let isFirst = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWaiting = false;
  let isHinted = false;
  let lastScanMs = 0;
  let running: Promise<void> = Promise.resolve();

  /** @returns time that the scan itself took, ms */
  async function look(): Promise<number> {
    const started = performance.now();
    const files = await scan(signal);
    const scanMs = performance.now() - started;
    const now = Date.now();
    const paths = new Set(files.map(({ path }) => path));
    for (const path of known.keys()) if (!paths.has(path)) known.delete(path);
    const isFromStart = isFirst;
    let ready: SeenFile[] = [];
    let handedOnAt = performance.now();
    for (const file of files) {
      if (signal.aborted) return scanMs;
      const before = known.get(file.path);
      const isSame = before?.size === file.size && before.modified === file.modified;
      const entry: Known = isSame
        ? before
        : { ...file, since: now, isReported: isFirst && options.ignoreExisting === true };
      known.set(file.path, entry);
      if (entry.isReported) continue;
      const isSettled = now - entry.since >= settleMs;
      if (!isSettled && (file.size === 0 || !(await isComplete(file.path, signal).catch(() => false)))) continue;
      entry.isReported = true;
      ready.push(file);
      if (ready.length < LOT && performance.now() - handedOnAt < LOT_MS) continue;
      await onReady(ready, isFromStart);
      ready = [];
      handedOnAt = performance.now();
    }
    isFirst = false;
    if (ready.length > 0) await onReady(ready, isFromStart);
    return scanMs;
  }

  function next(): Promise<void> {
    running = running.then(async () => {
      if (signal.aborted) return;
      clearTimeout(timer);
      isWaiting = false;
      isHinted = false;
      const scanMs = await look().catch((cause: unknown) => {
        if (!signal.aborted) onProblem?.(AppError.from(cause));
        return AFTER_PROBLEM_MS * SCAN_SHARE;
      });
      lastScanMs = scanMs;
      const wait = Math.min(Math.max(intervalMs, scanMs / SCAN_SHARE), LONGEST_WAIT_MS);
      if (!signal.aborted) waitFor(isHinted ? hintedWait() : wait);
      isHinted = false;
    });
    return running;
  }
  function waitFor(ms: number): void {
    clearTimeout(timer);
    isWaiting = true;
    timer = setTimeout(() => {
      isWaiting = false;
      void next();
    }, ms);
  }
  /** Even with hints no more than half of the time goes into scanning. */
  const hintedWait = (): number => Math.max(AFTER_HINT_MS, lastScanMs);
  const endListening = options.listen?.(() => {
    if (isHinted || signal.aborted) return;
    isHinted = true; // while a scan goes on: looked at again when it is over
    if (isWaiting) waitFor(hintedWait());
  });
  void next();

  return {
    scanNow: next,
    async stop() {
      controller.abort();
      endListening?.();
      clearTimeout(timer);
      await running;
    },
  };
}
