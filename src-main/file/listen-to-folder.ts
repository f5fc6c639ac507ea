import { watch } from 'node:fs';

/**
 * Calls back when something in a folder may have changed. Only a hint: network drives and some systems never call.
 *
 * @returns ends it
 */
export function listenToFolder(folder: string, recursive: boolean, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, { recursive, persistent: false }, () => onChange());
    watcher.on('error', () => watcher.close()); // the folder is gone, or there are too many: looking goes on without hints
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
