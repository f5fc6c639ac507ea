import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../src-shared/model/app-error.ts';
import { type FileChange, fileChange } from '../file/file-change.ts';
import type { FolderWatcher, SeenFile } from './folder-watcher.ts';

export interface FeedOptions {
  /** Names of files, in the order in which they are to be done. */
  readonly lines: (signal: AbortSignal) => AsyncIterable<string>;
  /** Where relative names begin. */
  readonly folder: string;
  /** Whether all that the file announces is there; rejects if that cannot be told, or not yet. */
  readonly isComplete: (path: string, signal: AbortSignal) => Promise<boolean>;
  readonly onReady: (files: readonly SeenFile[]) => Promise<void>;
  /** A file that is named and not there. */
  readonly onMissing: (path: string, reason: string) => void;
  /** No more names will come. */
  readonly onEnd: () => void;
  readonly onProblem: (error: AppError) => void;
  /** A file that is not there after this time is missing; one that has not changed for so long counts as complete, ms. */
  readonly patienceMs?: number;
}

/** Between two looks at a file that is not complete yet. */
const LOOK_MS = 10;

/**
 * Files as another program names them, in its order, without looking into folders: each is waited for until it is
 * complete. A file that is named again is reported again.
 */
export function createFeedWatcher(options: FeedOptions): FolderWatcher {
  const { lines, folder, isComplete, onReady, onMissing, onEnd, onProblem, patienceMs = 2000 } = options;
  const controller = new AbortController();
  const { signal } = controller;

  /** @returns the file once it is complete; null if it is not there */
  async function waitFor(path: string): Promise<FileChange> {
    const begun = performance.now();
    let before: FileChange = null;
    let since = begun;
    for (;;) {
      const now = await fileChange(path);
      if (!isSame(now, before)) since = performance.now();
      before = now;
      if (signal.aborted) return null;
      if (now && now.size > 0 && (await isComplete(path, signal).catch(() => false))) return fileChange(path);
      if (performance.now() - since >= patienceMs) return now;
      await sleep(LOOK_MS);
    }
  }

  async function follow(): Promise<void> {
    for await (const line of lines(signal)) {
      const path = resolve(folder, line);
      const found = await waitFor(path);
      if (signal.aborted) return;
      if (found) await onReady([{ path, ...found }]);
      else
        onMissing(
          path,
          `It was named, and is not there after ${patienceMs / 1000} s: is the name relative to ${folder}?`,
        );
    }
  }
  const running = follow()
    .catch((cause: unknown) => {
      if (!signal.aborted) onProblem(AppError.from(cause));
    })
    .finally(() => {
      if (!signal.aborted) onEnd();
    });

  return {
    scanNow: () => Promise.resolve(),
    async stop() {
      controller.abort();
      await running;
    },
  };
}

function isSame(a: FileChange, b: FileChange): boolean {
  return a?.size === b?.size && a?.modified === b?.modified;
}
