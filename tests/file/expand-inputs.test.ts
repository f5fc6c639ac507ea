import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandInputs, stemOf } from '../../src-main/file/expand-inputs.ts';

describe('expandInputs', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annulus-inputs-'));
    await mkdir(join(folder, 'sub', 'deep'), { recursive: true });
    const names = ['f1.tif', 'f2.tif', 'f10.tif', 'g1.cbf', 'notes.txt', '.hidden.tif', 'f1.xy', 'f1.h5'];
    for (const name of [...names, 'run_master.h5', 'run_data_000001.h5', 'sub/s1.tif', 'sub/deep/d1.edf.gz'])
      await writeFile(join(folder, name), 'x');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const names = async (...args: string[]): Promise<string[]> => {
    const { inputs } = await expandInputs(args.map((argument) => join(folder, argument)));
    return inputs.map(({ path, dataset }) => path.slice(folder.length + 1) + (dataset ? `::${dataset}` : ''));
  };

  it('takes the images of a folder in natural order, not below it, and no results or data files of a master', async () => {
    expect(await names('')).toEqual(['f1.tif', 'f2.tif', 'f10.tif', 'g1.cbf', 'run_master.h5']);
  });

  it('expands *, ?, [], {} and **', async () => {
    expect(await names('f*.tif')).toEqual(['f1.tif', 'f2.tif', 'f10.tif']);
    expect(await names('f?.tif')).toEqual(['f1.tif', 'f2.tif']);
    expect(await names('f[!1].tif')).toEqual(['f2.tif']);
    expect(await names('{g,f}1.{cbf,tif}')).toEqual(['f1.tif', 'g1.cbf']);
    expect(await names('**/*.tif')).toEqual(['f1.tif', 'f2.tif', 'f10.tif', 'sub/s1.tif']);
    expect(await names('sub/**/*.gz')).toEqual(['sub/deep/d1.edf.gz']);
  });

  it('takes the dataset after :: and keeps the order of arguments, each file once', async () => {
    expect(await names('run_master.h5::/entry/data', 'f2.tif', 'f*.tif')).toEqual([
      'run_master.h5::/entry/data',
      'f2.tif',
      'f1.tif',
      'f10.tif',
    ]);
  });

  it('names the arguments that match nothing and keeps the rest', async () => {
    const { inputs, failures } = await expandInputs([join(folder, 'none.tif'), join(folder, 'f1.tif')]);
    expect(inputs).toHaveLength(1);
    expect(failures[0]?.error.message).toContain('There is no file');
    const glob = await expandInputs([join(folder, 'z*.tif')]);
    expect(glob.failures[0]?.error.message).toContain('No file matches');
  });

  it('refuses :: without a dataset', async () => {
    await expect(expandInputs([join(folder, 'run_master.h5::')])).rejects.toThrow('names no dataset');
  });
});

describe('stemOf', () => {
  it('drops folder, suffix and compression', () => {
    expect([stemOf('/a/run.tif'), stemOf('run.edf.gz'), stemOf('run.1.cbf'), stemOf('.x')]).toEqual([
      'run',
      'run',
      'run.1',
      '.x',
    ]);
  });
});
