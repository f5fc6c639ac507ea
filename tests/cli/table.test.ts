import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../src-main/file/hdf5-library.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

describe('one table of all frames', () => {
  let data: SmallData;
  const args = ['integrate', 'a.tif', 'b.tif', 'stack.npy', '--poni', 'setup.poni', '--npt', '40', '--mask-below', '1'];
  const range = ['--radial-range', '2,12', '--error-model', 'poisson'];
  const run = (more: readonly string[]) => runAnnulus([...args, ...more], { cwd: data.folder });
  const rowsOf = (text: string, separator: string): number[][] =>
    text
      .trim()
      .split('\n')
      .map((line) => line.split(separator).map(Number));

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
  });
  afterAll(() => data.remove());

  it('is named before the run, and has the numbers that the files of the frames have', async () => {
    const dry = await run([...range, '--table', 'csv,xy,h5', '--out', 'table', '--dry-run']);
    const expected = ['csv', 'xy', 'h5'].map((suffix) => data.path(`table/annulus-table.${suffix}`));
    expect(dry.stdout.trim().split('\n')).toEqual(expected);

    const { code, stderr } = await run([...range, '--table', 'csv,xy,h5', '--format', 'xy', '--out', 'table']);
    expect([code, stderr]).toEqual([0, '']);
    const stems = ['a', 'b', 'stack_00000', 'stack_00001', 'stack_00002'];
    const columns = await Promise.all(
      stems.map(async (stem) => rowsOf(await readFile(data.path(`table/${stem}.xy`), 'utf8'), ' ')),
    );
    const table = columns[0]!.map(([radial], bin) => [radial!, ...columns.map((column) => column[bin]![1]!)]);
    const csv = await readFile(data.path('table/annulus-table.csv'), 'utf8');
    const names = ['a.tif', 'b.tif', 'stack.npy[0]', 'stack.npy[1]', 'stack.npy[2]'];
    expect(csv.split('\n', 1)[0]).toBe(['2th [deg]', ...names].join(','));
    expect(rowsOf(csv.slice(csv.indexOf('\n') + 1), ',')).toEqual(table);
    const xy = await readFile(data.path('table/annulus-table.xy'), 'utf8');
    expect(xy.split('\n', 1)[0]).toBe(`# 2th_deg ${names.join(' ')}`);
    expect(rowsOf(xy.slice(xy.indexOf('\n') + 1), ' ')).toEqual(table);

    const library = await loadHdf5();
    const file = new library.File(data.path('table/annulus-table.h5'), 'r');
    const dataset = (name: string) => file.get(`entry/data/${name}`) as { value: ArrayLike<number>; shape: number[] };
    expect(dataset('intensity').shape).toEqual([5, 40]);
    expect(Array.from(dataset('intensity').value).slice(40, 80)).toEqual(table.map((row) => row[2]));
    expect(dataset('intensity_errors').shape).toEqual([5, 40]);
    expect(Array.from(dataset('frame').value)).toEqual([0, 0, 0, 1, 2]);
    expect(Array.from(dataset('image').value as unknown as string[])).toEqual([
      'a.tif',
      'b.tif',
      ...Array<string>(3).fill('stack.npy'),
    ]);
    file.close();
    expect((await readdir(data.path('table'))).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('goes on after a run that was killed: rows that are whole are kept, the table comes out the same', async () => {
    const quick = [...range, '--table', 'csv', '--workers', '1'];
    expect((await run([...quick, '--out', 'whole'])).code).toBe(0);
    const image = await readFile(data.path('b.tif'));
    await writeFile(data.path('b.tif'), image.subarray(0, image.length - 900));
    const broken = await run([...quick, '--out', 'broken']);
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringMatching(/b\.tif/)]);
    const lines = (await readFile(data.path('broken/annulus-table.csv'), 'utf8')).split('\n');
    expect(lines[0]).toBe('2th [deg],a.tif,stack.npy[0],stack.npy[1],stack.npy[2]'); // one bad frame stops nothing
    await writeFile(data.path('b.tif'), image);

    let wasKilled = false;
    await runAnnulus([...args, ...quick, '--out', 'resumed', '--progress'], {
      cwd: data.folder,
      onStderr: (text, kill) => {
        if (!/[2-5](\/| of )5/.test(text) || wasKilled) return;
        wasKilled = true;
        kill('SIGKILL');
      },
    });
    const { code, stdout } = await run([...quick, '--out', 'resumed', '--resume', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ written: ['resumed/annulus-table.csv'] });
    expect(await readFile(data.path('resumed/annulus-table.csv'), 'utf8')).toBe(
      await readFile(data.path('whole/annulus-table.csv'), 'utf8'),
    );
    expect(await readdir(data.path('resumed'))).toEqual(['annulus-recipe.json', 'annulus-table.csv']);
    // There is nothing left to do, and nothing is replaced by surprise.
    expect(JSON.parse((await run([...quick, '--out', 'resumed', '--resume', '--json'])).stdout)).toMatchObject({
      frames: 0,
      skipped: 5,
    });
    expect((await run([...quick, '--out', 'resumed'])).stderr).toMatch(/annulus-table\.csv exists already/);
    await rm(data.path('resumed'), { recursive: true });
  });

  it('F021: is made again with --resume where it lacks frames, has others, or an image has changed; else it stays', async () => {
    const some = (more: readonly string[]) =>
      runAnnulus(['integrate', ...more, '--poni', 'setup.poni', '--npt', '40', ...range, '--out', 'grows'], {
        cwd: data.folder,
      });
    const table = ['--table', 'csv,h5', '--resume', '--json'];
    const header = async (): Promise<string> =>
      (await readFile(data.path('grows/annulus-table.csv'), 'utf8')).split('\n', 1)[0]!;
    await some(['a.tif', 'b.tif', ...table]);
    expect(JSON.parse((await some(['a.tif', 'b.tif', ...table])).stdout)).toMatchObject({ frames: 0, skipped: 2 });
    expect((await some(['a.tif', 'b.tif', 'stack.npy', ...table])).code).toBe(0);
    expect(await header()).toBe('2th [deg],a.tif,b.tif,stack.npy[0],stack.npy[1],stack.npy[2]');
    expect(JSON.parse((await some(['a.tif', 'b.tif', 'stack.npy', ...table])).stdout)).toMatchObject({ frames: 0 });
    expect(JSON.parse((await some(['b.tif', 'stack.npy', ...table])).stdout)).toMatchObject({ frames: 4 });
    expect(await header()).toBe('2th [deg],b.tif,stack.npy[0],stack.npy[1],stack.npy[2]');
    const later = Date.now() / 1000 + 5;
    await utimes(data.path('b.tif'), later, later);
    expect(JSON.parse((await some(['b.tif', 'stack.npy', ...table])).stdout)).toMatchObject({ frames: 4 });
  });

  it('names a frame whose axis differs, and does the others', async () => {
    const { code, stderr } = await run(['--mask-below', '60', '--table', 'csv', '--out', 'axes']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/radial axis differs from that of the first frame/);
    expect(await readdir(data.path('axes'))).toContain('annulus-table.csv');
  });
});
