import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileRoots, isInside } from '../../src-main/file/file-roots.ts';
import type { FileRoots } from '../../src-main/file/file-roots.ts';

let base: string;
let roots: FileRoots;
let data: string; // reference of the writable root
let archive: string; // reference of the read-only root

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'annulus-roots-')));
  for (const folder of ['data/run2', 'data/run10', 'data/.hidden', 'data2', 'archive'])
    await mkdir(join(base, folder), { recursive: true });
  for (const file of [
    'data/scan10.tif',
    'data/scan9.tif',
    'data/Scan1.tif.gz',
    'data/a.poni',
    'data/.secret',
    'data/run2/b.edf',
    'data2/outside.tif',
    'archive/old.cbf',
    'secret.txt',
  ])
    await writeFile(join(base, file), file);
  await symlink(join(base, 'secret.txt'), join(base, 'data/leak.tif'));
  await symlink(base, join(base, 'data/up'));
  await symlink(join(base, 'data/scan9.tif'), join(base, 'data/inner.tif'));
  await symlink(join(base, 'nowhere'), join(base, 'data/dangling.tif'));
  await symlink(join(base, 'data2/new.tif'), join(base, 'data/future.tif'));
  await symlink(join(base, 'data'), join(base, 'alias'));
  roots = await createFileRoots([
    { path: join(base, 'data'), label: 'Data', writable: true },
    { path: join(base, 'archive'), label: 'Archive', writable: false },
  ]);
  [data, archive] = roots.roots().map(({ ref }) => ref) as [string, string];
});
afterAll(() => rm(base, { recursive: true, force: true }));

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((cause: unknown) => cause);

describe('references', () => {
  it('lead to the real path and back', async () => {
    const path = await roots.resolve(`${data}run2/b.edf`);
    expect(path).toBe(join(base, 'data/run2/b.edf'));
    expect(await roots.refOf(path)).toBe(`${data}run2/b.edf`);
    expect(await roots.resolve(data)).toBe(join(base, 'data'));
  });

  it('are the same after a restart and through a link to the root', async () => {
    const again = await createFileRoots([{ path: join(base, 'alias'), label: 'Other', writable: false }]);
    expect(again.roots()[0]?.ref).toBe(data);
  });

  it.each([
    '../data2/outside.tif',
    'run2/../../data2/outside.tif',
    '..',
    'run2/..',
    './scan9.tif',
    '/etc/passwd',
    'run2//b.edf',
    'run2/',
    '..\\data2\\outside.tif',
    'run2\\b.edf',
    'scan9.tif\0.poni',
    'scan9.tif\n',
  ])('are refused: %j', async (way) => {
    expect(await failure(roots.resolve(data + way))).toMatchObject({ code: 'forbidden' });
    expect(await failure(roots.resolve(data + way, 'write'))).toMatchObject({ code: 'forbidden' });
    expect(await failure(roots.list(data + way))).toMatchObject({ code: 'forbidden' });
  });

  it.each(['', '/etc/passwd', 'file:///etc/passwd', 'nosuch:/a', ':/a', 'scan9.tif'])(
    'of no root are refused: %j',
    async (ref) => {
      expect(await failure(roots.resolve(ref))).toMatchObject({ code: 'forbidden' });
    },
  );

  it('through a link that leads out of the root are refused', async () => {
    for (const way of ['leak.tif', 'up/secret.txt', 'up/data2/outside.tif', 'up'])
      expect(await failure(roots.resolve(data + way)), way).toMatchObject({ code: 'forbidden' });
    expect(await roots.resolve(`${data}inner.tif`)).toBe(join(base, 'data/scan9.tif'));
  });

  it('to a folder whose name begins like the root are refused', () => {
    expect(isInside('/a/data', '/a/data2/x')).toBe(false);
    expect(isInside('/a/data', '/a/data/..x')).toBe(true);
    expect(isInside('/', '/etc')).toBe(true);
  });

  it('to a missing file are "not-found" for reading and a path for writing', async () => {
    expect(await failure(roots.resolve(`${data}new.xy`))).toMatchObject({
      code: 'not-found',
      message: '"new.xy" does not exist: check the name and the folder.',
    });
    expect(await roots.resolve(`${data}run2/new.xy`, 'write')).toBe(join(base, 'data/run2/new.xy'));
    expect(await failure(roots.resolve(`${data}nosuch/new.xy`, 'write'))).toMatchObject({ code: 'not-found' });
  });

  it('for writing are refused where a new file would land outside, or where only reading is allowed', async () => {
    expect(await failure(roots.resolve(`${data}up/new.xy`, 'write'))).toMatchObject({ code: 'forbidden' });
    expect(await failure(roots.resolve(`${data}future.tif`, 'write'))).toMatchObject({ code: 'forbidden' });
    expect(await failure(roots.resolve(`${archive}new.xy`, 'write'))).toMatchObject({
      code: 'forbidden',
      message: '"Archive" may only be read here: choose another folder to save in.',
    });
  });
});

describe('listing', () => {
  it('shows folders first, then files in natural order, without hidden ones and links that lead out', async () => {
    const { entries, directory, parent } = await roots.list(data);
    expect(entries.map(({ name }) => name)).toEqual([
      'run2',
      'run10',
      'a.poni',
      'inner.tif',
      'Scan1.tif.gz',
      'scan9.tif',
      'scan10.tif',
    ]);
    expect(entries.map(({ kind }) => kind)).toEqual([
      'directory',
      'directory',
      'calibration',
      'image',
      'image',
      'image',
      'image',
    ]);
    expect({ directory, parent }).toEqual({ directory: data, parent: null });
  });

  it('gives references that resolve, and the size', async () => {
    const listing = await roots.list(`${data}run2`);
    expect(listing.parent).toBe(data);
    const [entry] = listing.entries;
    expect(entry).toMatchObject({ ref: `${data}run2/b.edf`, kind: 'image', size: 15 }); // "data/run2/b.edf"
    expect(await roots.entry(entry!.ref)).toEqual(entry);
  });

  it('without a folder shows the roots', async () => {
    const { directory, parent, entries } = await roots.list();
    expect({ directory, parent }).toEqual({ directory: null, parent: null });
    expect(entries.map(({ ref, name, kind }) => [ref, name, kind])).toEqual([
      [data, 'Data', 'directory'],
      [archive, 'Archive', 'directory'],
    ]);
  });

  it('of a file is refused', async () => {
    expect(await failure(roots.list(`${data}a.poni`))).toMatchObject({ code: 'not-found' });
  });
});

describe('granting', () => {
  it('opens the folder of a file, once, and says what was granted', async () => {
    const mine = await createFileRoots([]);
    const ref = await mine.grant(join(base, 'data2/outside.tif'));
    expect(await mine.resolve(ref)).toBe(join(base, 'data2/outside.tif'));
    expect(await mine.grant(join(base, 'data2'))).toBe(ref.replace('outside.tif', ''));
    expect(mine.granted()).toEqual([join(base, 'data2')]);
    expect(mine.roots()).toEqual([{ ref: ref.replace('outside.tif', ''), label: 'data2', writable: true }]);
  });

  it('opens nothing above the folder', async () => {
    const mine = await createFileRoots([]);
    const ref = await mine.grant(join(base, 'data/run2'));
    expect(await failure(mine.resolve(`${ref}../scan9.tif`))).toMatchObject({ code: 'forbidden' });
  });

  it('makes a folder below a read-only root writable', async () => {
    const mine = await createFileRoots([{ path: base, label: 'All', writable: false }]);
    const ref = await mine.grant(join(base, 'archive'));
    expect(await mine.resolve(`${ref}new.xy`, 'write')).toBe(join(base, 'archive/new.xy'));
  });
});

describe('a root', () => {
  it('that does not exist or is a file is refused', async () => {
    const root = (path: string) => failure(createFileRoots([{ path, label: 'x', writable: true }]));
    expect(await root(join(base, 'nosuch'))).toMatchObject({ code: 'not-found' });
    expect(await root(join(base, 'secret.txt'))).toMatchObject({ code: 'usage' });
  });
});
