import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTogether } from '../../src-main/file/write-together.ts';

describe('writeTogether', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annulus-together-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const files = (...names: string[]) => names.map((name) => ({ path: join(folder, name), content: `new ${name}` }));

  it('writes all', async () => {
    await writeTogether(files('a', 'b'), { overwrite: false });
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('new b');
  });

  it('writes none if one is there', async () => {
    await writeFile(join(folder, 'b'), 'mine');
    await expect(writeTogether(files('a', 'b'), { overwrite: false })).rejects.toMatchObject({ code: 'exists' });
    expect(await readdir(folder)).toEqual(['b']);
    await writeTogether(files('a', 'b'), { overwrite: true });
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('new b');
  });

  it('takes back what it wrote if a later one fails', async () => {
    await mkdir(join(folder, 'b')); // a folder cannot be replaced by a file
    await expect(writeTogether(files('a', 'b'), { overwrite: true })).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['b']);
  });
});
