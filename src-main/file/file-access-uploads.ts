import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { writeWhole } from './atomic-write.ts';
import { diskError } from './disk-error.ts';
import type { RootFolder } from './file-roots.ts';

export interface UploadLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of all uploads of all windows together. */
  readonly totalBytes: number;
  /** ms after which the uploads of a closed window are removed. */
  readonly staleAfter: number;
}

export const uploadLimits: UploadLimits = {
  fileBytes: 512 * 2 ** 20,
  totalBytes: 8 * 2 ** 30,
  staleAfter: 7 * 24 * 3600_000, // a session restored after the weekend still finds its image
};

/** Files that came through a browser: one folder per session, bounded, and removed when nobody uses it any more. */
export interface UploadStore {
  /** The root under which the references of uploads lie. */
  readonly root: RootFolder;
  openSession(): UploadSession;
}

export interface UploadSession {
  /**
   * Keeps the bytes; a file of the same name is replaced.
   *
   * @throws AppError  "forbidden" for a name with folders in it, "disk" beyond the limits
   */
  keep(name: string, bytes: Uint8Array): Promise<FileRef>;
  /** The files stay until they are stale: the next session of the same window may restore them. */
  close(): void;
}

const ID = 'uploads';
const MB = 2 ** 20;

/** @param stateFolder  path of the state folder; the uploads lie in a folder of their own there */
export async function createUploadStore(stateFolder: string, limits = uploadLimits): Promise<UploadStore> {
  const path = join(stateFolder, ID);
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw diskError(cause, path);
  });
  const open = new Set<string>();
  let last: Promise<unknown> = Promise.resolve(); // one upload at a time: the room is counted before it is used

  /** Bytes in use, after removing closed folders: the stale ones, then the oldest until `needed` bytes fit. */
  async function makeRoom(needed: number): Promise<number> {
    const folders = await Promise.all((await readdir(path)).map((name) => measure(join(path, name), name)));
    folders.sort((a, b) => a.modified - b.modified);
    let used = folders.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { name, bytes, modified } of folders) {
      const isStale = Date.now() - modified > limits.staleAfter;
      if (open.has(name) || (!isStale && used + needed <= limits.totalBytes)) continue;
      await rm(join(path, name), { recursive: true, force: true });
      used -= bytes;
    }
    return used;
  }

  async function keep(folder: string, name: string, bytes: Uint8Array): Promise<FileRef> {
    if (!/^[^/\\:\0]{1,255}$/.test(name) || name === '.' || name === '..')
      throw new AppError('forbidden', 'An upload needs a plain file name, without folders.');
    if (bytes.length > limits.fileBytes)
      throw new AppError(
        'disk',
        `"${name}" has ${Math.ceil(bytes.length / MB)} MB, and at most ${Math.floor(limits.fileBytes / MB)} MB can be dropped on the window: open it through the file browser.`,
      );
    if ((await makeRoom(bytes.length)) + bytes.length > limits.totalBytes)
      throw new AppError(
        'disk',
        `There is no room for "${name}" among the dropped files: open it through the file browser.`,
      );
    const target = join(path, folder);
    open.add(folder);
    await mkdir(target, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      throw diskError(cause, target);
    });
    await writeWhole(join(target, name), bytes, { overwrite: true, mode: 0o600, flush: false }); // a copy
    await utimes(target, new Date(), new Date());
    return `${ID}:/${folder}/${name}`;
  }

  await makeRoom(0);
  return {
    root: { path, label: 'Dropped files', writable: false, id: ID, isHidden: true },
    openSession() {
      const folder = randomBytes(8).toString('hex');
      open.add(folder);
      return {
        keep(name, bytes) {
          const mine = last.then(() => keep(folder, name, bytes));
          last = mine.catch(() => undefined);
          return mine;
        },
        close: () => void open.delete(folder),
      };
    },
  };
}

async function measure(folder: string, name: string): Promise<{ name: string; bytes: number; modified: number }> {
  const info = await stat(folder).catch(() => undefined);
  if (!info) return { name, bytes: 0, modified: 0 };
  const files = info.isDirectory() ? await readdir(folder).catch(() => []) : [];
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(folder, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return { name, bytes: sizes.reduce((sum, size) => sum + size, 0), modified: info.mtimeMs };
}
