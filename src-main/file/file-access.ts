import type { FileEntry } from '../../src-shared/rpc/contract.ts';
import { createUploadStore } from './file-access-uploads.ts';
import type { UploadStore } from './file-access-uploads.ts';
import { createFileRoots } from './file-roots.ts';
import type { FileRoots, RootFolder } from './file-roots.ts';

/** What one session may do with files: look into the roots, and keep what was dropped on its window. */
export interface FileAccess extends Omit<FileRoots, 'grant' | 'granted'> {
  /** @throws AppError  as UploadSession.keep */
  upload(name: string, bytes: Uint8Array): Promise<FileEntry>;
  close(): void;
}

/** All that a host knows of files: its roots, and the place for uploads. */
export interface HostFiles {
  readonly roots: FileRoots;
  openSession(): FileAccess;
}

/**
 * @param stateFolder  path under which uploads are kept
 * @throws AppError  if a root folder or the state folder cannot be used
 */
export async function createHostFiles(folders: readonly RootFolder[], stateFolder: string): Promise<HostFiles> {
  const uploads = await createUploadStore(stateFolder);
  const roots = await createFileRoots([...folders, uploads.root]);
  return { roots, openSession: () => createFileAccess(roots, uploads) };
}

export function createFileAccess(roots: FileRoots, uploads: UploadStore): FileAccess {
  const session = uploads.openSession();
  const { resolve, refOf, entry, list } = roots;
  return {
    roots: roots.roots,
    resolve,
    refOf,
    entry,
    list,
    upload: async (name, bytes) => entry(await session.keep(name, bytes)),
    close: () => session.close(),
  };
}
