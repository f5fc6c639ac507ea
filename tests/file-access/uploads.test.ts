import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileAccess, createHostFiles } from '../../src-main/file/file-access.ts';
import { createUploadStore } from '../../src-main/file/file-access-uploads.ts';
import { createFileRoots } from '../../src-main/file/file-roots.ts';

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'annulus-uploads-'));
});
afterEach(() => rm(state, { recursive: true, force: true }));

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((cause: unknown) => cause);
const limits = { fileBytes: 100, totalBytes: 250, staleAfter: 1000 };
const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(7);

async function start(overrides = {}) {
  const uploads = await createUploadStore(state, { ...limits, ...overrides });
  const roots = await createFileRoots([uploads.root]);
  return { uploads, roots, files: createFileAccess(roots, uploads) };
}

describe('uploads', () => {
  it('can be read by their reference', async () => {
    const { files } = await start();
    const entry = await files.upload('ring image.tif', bytes(100));
    expect(entry).toMatchObject({ name: 'ring image.tif', kind: 'image', size: 100 });
    expect([...(await readFile(await files.resolve(entry.ref)))]).toEqual([...bytes(100)]);
  });

  it('replace an upload of the same name', async () => {
    const { files } = await start();
    await files.upload('a.tif', bytes(10));
    expect((await files.upload('a.tif', bytes(20))).size).toBe(20);
  });

  it('do not show among the roots, nor can anything be saved among them', async () => {
    const { files } = await start();
    const { ref } = await files.upload('a.tif', bytes(1));
    expect(files.roots()).toEqual([]);
    expect((await files.list()).entries).toEqual([]);
    expect(await failure(files.resolve(ref, 'write'))).toMatchObject({ code: 'forbidden' });
  });

  it.each(['', '.', '..', '../a', 'a/b', 'a\\b', 'c:a', 'a\0b', 'x'.repeat(256)])(
    'refuse the name %j',
    async (name) => {
      const { files } = await start();
      expect(await failure(files.upload(name, bytes(1)))).toMatchObject({ code: 'forbidden' });
      expect(await readdir(join(state, 'uploads'))).toEqual([]);
    },
  );

  it('refuse a file above the limit and say what to do', async () => {
    const { files } = await start({ fileBytes: 2 * 2 ** 20 });
    const error = await failure(files.upload('a.tif', bytes(2 * 2 ** 20 + 1)));
    expect(error).toMatchObject({
      code: 'disk',
      message: '"a.tif" has 3 MB, and at most 2 MB can be dropped on the window: open it through the file browser.',
    });
  });

  it('refuse what exceeds the total, even when they come at once', async () => {
    const { files } = await start();
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((name) => failure(files.upload(name, bytes(100)))));
    expect(results.map((result) => result instanceof Error)).toEqual([false, false, true, true]);
  });

  it('make room by removing the oldest of closed sessions, never of open ones', async () => {
    const { files: first, roots, uploads } = await start();
    const old = await first.upload('old.tif', bytes(100));
    const second = createFileAccess(roots, uploads);
    const open = await second.upload('open.tif', bytes(100));
    first.close();
    await second.upload('new.tif', bytes(100));
    expect(await failure(second.resolve(old.ref))).toMatchObject({ code: 'not-found' });
    expect((await second.entry(open.ref)).size).toBe(100);
  });

  it('of an earlier run are kept until they are stale', async () => {
    for (const [name, age] of [
      ['fresh', 0],
      ['stale', 3600],
    ] as const) {
      await mkdir(join(state, 'uploads', name), { recursive: true });
      await writeFile(join(state, 'uploads', name, 'a.tif'), 'x');
      const when = Date.now() / 1000 - age;
      await utimes(join(state, 'uploads', name), when, when);
    }
    const { files } = await start({ staleAfter: 60_000 });
    expect((await files.entry('uploads:/fresh/a.tif')).size).toBe(1);
    expect(await readdir(join(state, 'uploads'))).toEqual(['fresh']);
  });
});

describe('host files', () => {
  it('join the roots and the uploads', async () => {
    await mkdir(join(state, 'data'));
    const host = await createHostFiles([{ path: join(state, 'data'), label: 'Data', writable: true }], state);
    const files = host.openSession();
    expect(files.roots().map(({ label }) => label)).toEqual(['Data']);
    const { ref } = await files.upload('a.poni', bytes(5));
    expect((await files.entry(ref)).kind).toBe('calibration');
  });
});
