import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole, writeWholeWaiting, writeWholeWith } from '../../src-main/file/atomic-write.ts';
import { diskError } from '../../src-main/file/disk-error.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annulus-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((cause: unknown) => cause);
const systemError = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'write' });

describe('writeWhole', () => {
  it('writes text and bytes, and leaves nothing else', async () => {
    await writeWhole(join(folder, 'a.xy'), '1 2\n');
    await writeWhole(join(folder, 'b.npy'), Uint8Array.of(1, 2));
    expect(await readFile(join(folder, 'a.xy'), 'utf8')).toBe('1 2\n');
    expect([...(await readFile(join(folder, 'b.npy')))]).toEqual([1, 2]);
    expect((await readdir(folder)).sort()).toEqual(['a.xy', 'b.npy']);
  });

  it('does not touch a file that is there', async () => {
    const path = join(folder, 'a.xy');
    await writeFile(path, 'old');
    expect(await failure(writeWhole(path, 'new'))).toMatchObject({
      code: 'exists',
      message: '"a.xy" exists already: choose another name or allow overwriting.',
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.xy']);
  });

  it('replaces it with overwrite', async () => {
    const path = join(folder, 'a.xy');
    await writeFile(path, 'old and longer');
    await writeWhole(path, 'new', { overwrite: true });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.xy']);
  });

  it('does the same while the thread waits, and leaves nothing where it cannot', async () => {
    const path = join(folder, 'a.xy');
    await writeFile(path, 'old and longer');
    writeWholeWaiting(path, Uint8Array.of(110, 101, 119));
    expect(await readFile(path, 'utf8')).toBe('new');
    await mkdir(join(folder, 'b.xy', 'inside'), { recursive: true });
    expect(() => writeWholeWaiting(join(folder, 'b.xy'), Uint8Array.of(1))).toThrow('"b.xy"');
    expect(() => writeWholeWaiting(join(folder, 'none', 'c.xy'), Uint8Array.of(1))).toThrow('does not exist');
    expect((await readdir(folder)).sort()).toEqual(['a.xy', 'b.xy']);
  });

  it('does not replace a file that appears while it writes', async () => {
    const path = join(folder, 'a.xy');
    const written = writeWholeWith(path, async (part) => {
      await writeFile(part, 'mine');
      await writeFile(path, 'theirs');
    });
    expect(await failure(written)).toMatchObject({ code: 'exists' });
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['a.xy']);
  });

  it('lets one of ten writers win, and the others say so', async () => {
    const path = join(folder, 'a.xy');
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => writeWhole(path, `writer ${i}`)));
    const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(`writer ${winners[0]}`);
    expect(await readdir(folder)).toEqual(['a.xy']);
  });

  it('keeps the old file and removes the part when the disk fills up', async () => {
    const path = join(folder, 'a.h5');
    await writeFile(path, 'old');
    const written = writeWholeWith(
      path,
      async (part) => {
        await writeFile(part, 'half a fi');
        throw systemError('ENOSPC');
      },
      { overwrite: true },
    );
    expect(await failure(written)).toMatchObject({
      code: 'disk',
      message: '"a.h5" does not fit: the disk is full: free some space or choose another folder.',
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.h5']);
  });

  it('says when the folder is missing, or a folder has the name', async () => {
    expect(await failure(writeWhole(join(folder, 'no/a.xy'), ''))).toMatchObject({ code: 'not-found' });
    await mkdir(join(folder, 'b.xy'));
    expect(await failure(writeWhole(join(folder, 'b.xy'), '', { overwrite: true }))).toMatchObject({ code: 'disk' });
    expect(await readdir(folder)).toEqual(['b.xy']);
  });

  it('gives the file the mode it is told', async () => {
    await writeWhole(join(folder, 'private'), '', { mode: 0o600 });
    expect((await stat(join(folder, 'private'))).mode & 0o777).toBe(0o600);
  });

  // Permissions do not bind the superuser.
  it.skipIf(process.getuid?.() === 0)('says when the folder may not be written to', async () => {
    await chmod(folder, 0o500);
    expect(await failure(writeWhole(join(folder, 'a.xy'), ''))).toMatchObject({ code: 'forbidden' });
    await chmod(folder, 0o700);
    expect(await readdir(folder)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('says when the kernel refuses a file in a folder of its own', async () => {
    expect(await failure(writeWhole('/sys/kernel/a.xy', ''))).toMatchObject({
      code: expect.stringMatching(/forbidden|disk/) as string,
      message: expect.stringMatching(/^"a\.xy" .*choose another folder/) as string,
    });
  });
});

describe('diskError', () => {
  it.each([
    ['EACCES', 'forbidden', '"a.xy" is not open to you'],
    ['EROFS', 'disk', '"a.xy" lies on a read-only file system'],
    ['EDQUOT', 'disk', 'your quota is used up'],
    ['EMFILE', 'disk', 'too many files are open'],
    ['EXXX', 'disk', '"a.xy" could not be read or written (EXXX).'],
  ])('turns %s into a sentence', (code, expected, sentence) => {
    const error = diskError(systemError(code), '/data/a.xy');
    expect(error).toMatchObject({ code: expected });
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain('/data');
  });

  it('leaves other errors alone', () => {
    const bug = new TypeError('x');
    expect(diskError(bug, '/data/a.xy')).toBe(bug);
  });
});
