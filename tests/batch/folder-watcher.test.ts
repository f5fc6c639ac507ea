import { afterEach, describe, expect, it } from 'vitest';
import { createFolderWatcher, type FolderWatcher, type SeenFile } from '../../src-main/batch/folder-watcher.ts';

/** A folder in memory. */
function createFolder() {
  const files = new Map<string, SeenFile>();
  let time = 0;
  return {
    write: (path: string, size: number): void => void files.set(path, { path, size, modified: ++time }),
    remove: (path: string): boolean => files.delete(path),
    scan: () => Promise.resolve([...files.values()]),
  };
}

describe('createFolderWatcher', () => {
  let watcher: FolderWatcher | undefined;
  afterEach(() => watcher?.stop());

  function watch(folder: ReturnType<typeof createFolder>, more: { settleMs?: number; ignoreExisting?: boolean } = {}) {
    const seen: string[] = [];
    watcher = createFolderWatcher({
      scan: folder.scan,
      // Complete at 100 bytes, as a header would tell.
      isComplete: (path) => folder.scan().then((files) => files.find((file) => file.path === path)?.size === 100),
      onReady: async (files) => void seen.push(...files.map(({ path, size }) => `${path}:${size}`)),
      settleMs: 60_000,
      intervalMs: 1,
      ...more,
    });
    return seen;
  }

  it('reports a file once, when all that it announces is there', async () => {
    const folder = createFolder();
    const seen = watch(folder);
    folder.write('a', 40);
    await watcher!.scanNow();
    expect(seen).toEqual([]);
    folder.write('a', 100);
    await watcher!.scanNow();
    await watcher!.scanNow();
    expect(seen).toEqual(['a:100']);
  });

  it('reports a file that is written again, and one that vanished and came back', async () => {
    const folder = createFolder();
    const seen = watch(folder);
    folder.write('a', 100);
    await watcher!.scanNow();
    folder.write('a', 100); // same size, later
    await watcher!.scanNow();
    folder.remove('a');
    await watcher!.scanNow();
    folder.write('a', 100);
    await watcher!.scanNow();
    expect(seen).toEqual(['a:100', 'a:100', 'a:100']);
  });

  it('loses none of a burst of 1000 that arrive out of order', async () => {
    const folder = createFolder();
    const seen = watch(folder);
    await watcher!.scanNow();
    for (let i = 999; i >= 0; i--) folder.write(`f${(i * 7) % 1000}`, 100);
    await watcher!.scanNow();
    expect(new Set(seen).size).toBe(1000);
    expect(seen).toHaveLength(1000);
  });

  it('hands a burst on in lots, and says which files were there from the start', async () => {
    const folder = createFolder();
    for (let i = 0; i < 100; i++) folder.write(`early${i}`, 100);
    const lots: { readonly count: number; readonly isFromStart: boolean }[] = [];
    watcher = createFolderWatcher({
      scan: folder.scan,
      isComplete: () => Promise.resolve(true),
      onReady: async (files, isFromStart) => void lots.push({ count: files.length, isFromStart }),
      intervalMs: 60_000,
    });
    await watcher.scanNow();
    expect(lots.reduce((sum, { count }) => sum + count, 0)).toBe(100);
    expect(lots.length).toBeGreaterThan(3);
    expect(lots.every(({ isFromStart }) => isFromStart)).toBe(true);
    folder.write('late', 100);
    await watcher.scanNow();
    expect(lots.at(-1)).toEqual({ count: 1, isFromStart: false });
  });

  it('looks at once when the system tells of a change, long before its time', async () => {
    const folder = createFolder();
    let change: () => void = () => undefined;
    let isEnded = false;
    const found = new Promise<string>((resolve) => {
      watcher = createFolderWatcher({
        scan: folder.scan,
        isComplete: () => Promise.resolve(true),
        onReady: async ([file]) => resolve(file!.path),
        listen: (onChange) => {
          change = onChange;
          return () => (isEnded = true);
        },
        intervalMs: 1e8,
      });
    });
    await watcher!.scanNow();
    folder.write('new', 100);
    change();
    expect(await found).toBe('new');
    await watcher!.stop();
    expect(isEnded).toBe(true);
  });

  it('takes a file that never looks complete once it has not changed for the time to settle', async () => {
    const folder = createFolder();
    const seen = watch(folder, { settleMs: 0 });
    folder.write('odd', 77);
    await watcher!.scanNow();
    expect(seen).toEqual(['odd:77']);
  });

  it('leaves alone what was there before, if told so', async () => {
    const folder = createFolder();
    folder.write('old', 100);
    const seen = watch(folder, { ignoreExisting: true });
    await watcher!.scanNow();
    folder.write('new', 100);
    await watcher!.scanNow();
    expect(seen).toEqual(['new:100']);
  });
});
