import { createHash } from 'node:crypto';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, parse, relative, sep } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { AppInfo, DirectoryListing, FileEntry, FileRef } from '../../src-shared/rpc/contract.ts';
import { diskError, errorCode } from './disk-error.ts';
import { fileKind } from './file-kind.ts';

export interface RootFolder {
  readonly path: string;
  readonly label: string;
  readonly writable: boolean;
  /** Part of every reference below it; absent: derived from the path, so that references survive a restart. */
  readonly id?: string;
  /** Not offered for browsing. */
  readonly isHidden?: boolean;
}

/** The folders that a client may see. References go in, real paths come out, and never the other way to a client. */
export interface FileRoots {
  readonly roots: () => AppInfo['roots'];
  /**
   * The real path behind a reference. For 'write' the file need not exist, only its folder.
   *
   * @throws AppError  "forbidden" outside the roots or in a folder that may only be read, "not-found"
   */
  resolve(ref: FileRef, purpose?: 'read' | 'write'): Promise<string>;
  /** @throws AppError  "forbidden" if the path lies outside the roots */
  refOf(path: string): Promise<FileRef>;
  entry(ref: FileRef): Promise<FileEntry>;
  /** Folders first, then files, names in natural order; hidden ones left out. Without a folder: the roots. */
  list(directory?: FileRef, signal?: AbortSignal): Promise<DirectoryListing>;
  /** Opens a folder, or the folder of a file, that the user named in a native dialog. @returns its reference */
  grant(path: string): Promise<FileRef>;
  /** Real paths of the folders granted so far. */
  granted(): readonly string[];
}

interface Root extends RootFolder {
  readonly id: string;
}

const STATS_AT_A_TIME = 64;
const NATURAL = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** @throws AppError  "not-found" if a folder does not exist, "usage" if it is no folder */
export async function createFileRoots(folders: readonly RootFolder[]): Promise<FileRoots> {
  const roots = new Map<string, Root>();
  const granted: string[] = [];

  async function add(folder: RootFolder): Promise<Root> {
    const path = await realpath(folder.path).catch((cause: unknown) => {
      throw diskError(cause, folder.path);
    });
    if (!(await stat(path)).isDirectory())
      throw new AppError('usage', `"${folder.path}" is a file, and a folder was expected.`);
    const root = { ...folder, path, id: folder.id ?? rootId(path) };
    if (!roots.has(root.id)) roots.set(root.id, root);
    return root;
  }

  function parseRef(ref: FileRef): { root: Root; names: readonly string[] } {
    const colon = ref.indexOf(':/');
    const root = roots.get(ref.slice(0, Math.max(colon, 0)));
    if (!root)
      throw new AppError('forbidden', `${quote(ref)} is in no folder that is open here: open its folder first.`);
    const names = ref.slice(colon + 2).split('/');
    if (names.length === 1 && names[0] === '') return { root, names: [] };
    if (!names.every(isPlainName)) throw new AppError('forbidden', `${quote(ref)} is not a proper path in a folder.`);
    return { root, names };
  }

  async function resolve(ref: FileRef, purpose: 'read' | 'write' = 'read'): Promise<string> {
    const { root, names } = parseRef(ref);
    if (purpose === 'write' && !root.writable)
      throw new AppError('forbidden', `"${root.label}" may only be read here: choose another folder to save in.`);
    const path = join(root.path, ...names);
    const real = await realpath(path).catch(async (cause: unknown) => {
      if (purpose === 'read' || errorCode(cause) !== 'ENOENT') throw diskError(cause, path);
      return realPathOfNew(path);
    });
    if (!isInside(root.path, real))
      throw new AppError('forbidden', `${quote(ref)} leads out of the folder "${root.label}": open its folder first.`);
    return real;
  }

  function rootOf(real: string): Root | undefined {
    return [...roots.values()]
      .filter((root) => isInside(root.path, real))
      .reduce<Root | undefined>(
        (best, root) => (best && best.path.length >= root.path.length ? best : root),
        undefined,
      );
  }

  async function refOf(path: string): Promise<FileRef> {
    const real = await realpath(path).catch((cause: unknown) => {
      throw diskError(cause, path);
    });
    const root = rootOf(real);
    if (!root) throw new AppError('forbidden', `"${basename(path)}" is in no folder that is open here.`);
    return `${root.id}:/${relative(root.path, real).split(sep).join('/')}`;
  }

  async function entry(ref: FileRef): Promise<FileEntry> {
    const path = await resolve(ref);
    const found = await describe(ref, nameOf(ref, parseRef(ref).root), path);
    if (!found) throw new AppError('not-found', `${quote(ref)} is neither a file nor a folder.`);
    return found;
  }

  async function listRoots(): Promise<DirectoryListing> {
    const shown = [...roots.values()].filter((root) => !root.isHidden);
    const entries = await Promise.all(shown.map((root) => describe(`${root.id}:/`, root.label, root.path)));
    return { directory: null, parent: null, entries: entries.filter((found) => found !== undefined) };
  }

  async function list(directory?: FileRef, signal?: AbortSignal): Promise<DirectoryListing> {
    if (directory === undefined) return listRoots();
    const folder = await resolve(directory);
    const { root, names } = parseRef(directory);
    const base = `${root.id}:/${names.map((name) => `${name}/`).join('')}`;
    const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      throw diskError(cause, folder);
    });
    const visible = found.filter(({ name }) => !name.startsWith('.') && isPlainName(name));
    const entries: FileEntry[] = [];
    for (let i = 0; i < visible.length; i += STATS_AT_A_TIME) {
      signal?.throwIfAborted();
      const some = visible.slice(i, i + STATS_AT_A_TIME).map(async (item) => {
        const path = join(folder, item.name);
        const real = item.isSymbolicLink() ? await realpath(path).catch(() => undefined) : path;
        // A link that is broken or leads out could not be opened, so it is not shown.
        return real && isInside(root.path, real) ? describe(base + item.name, item.name, real) : undefined;
      });
      for (const one of await Promise.all(some)) if (one) entries.push(one);
    }
    entries.sort(foldersFirst);
    const parent = names.length === 0 ? null : `${root.id}:/${names.slice(0, -1).join('/')}`;
    return { directory: `${root.id}:/${names.join('/')}`, parent, entries };
  }

  async function grant(path: string): Promise<FileRef> {
    const real = await realpath(path).catch((cause: unknown) => {
      throw diskError(cause, path);
    });
    const folder = (await stat(real)).isDirectory() ? real : dirname(real);
    if (!rootOf(folder)?.writable) {
      await add({ path: folder, label: basename(folder) || folder, writable: true });
      granted.push(folder);
    }
    return refOf(real);
  }

  for (const folder of folders) await add(folder);
  return {
    roots: () =>
      [...roots.values()]
        .filter((root) => !root.isHidden)
        .map(({ id, label, writable }) => ({ ref: `${id}:/`, label, writable })),
    resolve,
    refOf,
    entry,
    list,
    grant,
    granted: () => granted,
  };
}

/** Whether `path` is `root` or lies below it; both real, compared by whole names. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function rootId(realPath: string): string {
  return createHash('sha256').update(realPath).digest('hex').slice(0, 12);
}

/** A name that means the same on every system: no way up, no separator, nothing invisible. */
function isPlainName(name: string): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  if (/[/\\]/.test(name) || (process.platform === 'win32' && name.includes(':'))) return false;
  return [...name].every((letter) => letter >= ' ' && letter !== '\u007f');
}

/** The real path that a new file would have. A dangling link is refused: writing would create its target elsewhere. */
async function realPathOfNew(path: string): Promise<string> {
  const isLink = await lstat(path).then(
    () => true,
    () => false,
  );
  if (isLink) throw new AppError('forbidden', `"${basename(path)}" is a broken link: choose another name.`);
  try {
    return join(await realpath(dirname(path)), parse(path).base);
  } catch (cause) {
    throw diskError(cause, dirname(path));
  }
}

async function describe(ref: FileRef, name: string, realPath: string): Promise<FileEntry | undefined> {
  const info = await stat(realPath).catch(() => undefined);
  if (!info?.isFile() && !info?.isDirectory()) return undefined; // pipes and devices would block a reader
  const kind = info.isDirectory() ? 'directory' : fileKind(name);
  return { ref, name, kind, size: info.isDirectory() ? 0 : info.size, modified: info.mtimeMs };
}

function nameOf(ref: FileRef, root: Root): string {
  return ref.slice(ref.lastIndexOf('/') + 1) || root.label;
}

function foldersFirst(a: FileEntry, b: FileEntry): number {
  const folders = Number(b.kind === 'directory') - Number(a.kind === 'directory');
  return folders || NATURAL.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
}

const quote = (ref: FileRef): string => `"${ref.slice(ref.indexOf(':/') + 2, 200)}"`;
