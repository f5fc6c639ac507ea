import type { FileRoots } from '../file/file-roots.ts';
import type { StateFolder } from '../file/state-folder.ts';

const NAME = 'granted-folders.json';
const MOST = 50; // the latest are kept

/** Opens again what the user opened in native dialogs before, so that a restored session finds its files. */
export async function restoreGrants(roots: FileRoots, state: StateFolder): Promise<void> {
  const text = await state.read(NAME);
  let folders: unknown;
  try {
    folders = JSON.parse(text ?? '[]');
  } catch {
    return; // a damaged list costs the user one more dialog
  }
  if (!Array.isArray(folders)) return;
  for (const folder of folders) if (typeof folder === 'string') await roots.grant(folder).catch(() => undefined); // no longer there
}

export async function saveGrants(roots: FileRoots, state: StateFolder): Promise<void> {
  await state.write(NAME, JSON.stringify(roots.granted().slice(-MOST), null, 2));
}
