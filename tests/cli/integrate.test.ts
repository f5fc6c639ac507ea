import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import type { Dataset } from 'h5wasm/node';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../src-main/file/hdf5-library.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { ensureBuilt, runAnnulus, type Finished } from './run-annulus.ts';
import { calibration, COLUMNS, createSmallData, ROWS, rowMask, simulate, type SmallData } from './small-data.ts';

describe('annulus integrate', () => {
  beforeAll(ensureBuilt, 120_000);
  let data: SmallData;
  beforeEach(async () => {
    data = await createSmallData();
  });
  afterEach(() => data.remove());

  const integrate = (...args: string[]): Promise<Finished> =>
    runAnnulus(['integrate', ...args, '--poni', 'setup.poni'], { cwd: data.folder });
  const text = (name: string): Promise<string> => readFile(data.path(name), 'utf8');
  const results = async (folder = '.'): Promise<string[]> =>
    (await readdir(data.path(folder))).filter((name) => /\.(xy|csv|chi|dat)$/.test(name)).sort();

  it('writes STEM.EXT beside a single image and numbered files for a stack', async () => {
    const { code, stdout } = await integrate('a.tif', 'stack.npy', '--npt', '50');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual(await results());
    expect(await results()).toEqual(['a.xy', 'stack_00000.xy', 'stack_00001.xy', 'stack_00002.xy']);
    expect(await text('stack_00000.xy')).toBe(await text('a.xy')); // the same frame alone and in a stack
  });

  it('creates the folder of --out and takes every format of the list', async () => {
    const { code } = await integrate('a.tif', '--out', 'x/y', '--format', 'xy,csv,dat,chi', '--npt', '50');
    expect(code).toBe(0);
    expect(await results('x/y')).toEqual(['a.chi', 'a.csv', 'a.dat', 'a.xy']);
    expect(await text('x/y/a.chi')).toContain('# --> a.chi');
  });

  it('selects frames', async () => {
    await integrate('stack.npy', '--frames', '0:3:2', '--npt', '50');
    expect(await results()).toEqual(['stack_00000.xy', 'stack_00002.xy']);
  });

  it('keeps the frames of a file in one HDF5 file, with the numbers of the text files', async () => {
    await integrate('stack.npy', '--format', 'h5,csv', '--npt', '50', '--frames', '1:');
    const { File } = await loadHdf5();
    const file = new File(data.path('stack.h5'), 'r');
    const intensity = (file.get('entry/data/intensity') as Dataset).value as Float64Array;
    const frames = (file.get('entry/data/frame') as Dataset).value as Int32Array;
    file.close();
    expect(Array.from(frames)).toEqual([1, 2]);
    const rows = (await text('stack_00002.csv')).trim().split('\n').slice(1);
    expect(Array.from(intensity.slice(50))).toEqual(rows.map((row) => Number(row.split(',')[1])));
  });

  it('prints one JSON object and nothing else on stdout', async () => {
    const { stdout } = await integrate('stack.npy', '--json', '--npt', '50', '--progress');
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(result).toMatchObject({ frames: 3, skipped: 0, failed: [], radialUnit: '2th_deg', npt: 50 });
    expect(result['planHash']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is silent with --quiet and shows progress only when asked', async () => {
    expect(await integrate('a.tif', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    const { stderr } = await integrate('stack.npy', '--progress', '--overwrite');
    expect(stderr).toContain('3/3 frames');
  });

  it('skips with --resume what exists and makes only what is missing', async () => {
    await integrate('stack.npy', '--npt', '50');
    await rm(data.path('stack_00001.xy'));
    await writeFile(data.path('stack_00000.xy'), 'mine');
    const { stdout } = await integrate('stack.npy', '--npt', '50', '--resume', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ written: ['stack_00001.xy'], skipped: 2 });
    expect(await text('stack_00000.xy')).toBe('mine');
    const again = await integrate('stack.npy', '--npt', '50', '--resume', '--json');
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { written: [], skipped: 3 }]);
  });

  it('makes again with --resume what was made with other settings, or of an image that was written since', async () => {
    const run = async (...options: string[]) =>
      JSON.parse((await integrate('stack.npy', '--out', 'again', '--json', ...options)).stdout) as object;
    await run('--npt', '50');
    expect(await run('--npt', '60', '--resume')).toMatchObject({ frames: 3, skipped: 0, failed: [] });
    expect((await text('again/stack_00002.xy')).trim().split('\n').slice(-60)).toHaveLength(60);
    expect(await run('--npt', '60', '--resume')).toMatchObject({ written: [], skipped: 3 });
    const later = Date.now() / 1000 + 5;
    await utimes(data.path('stack.npy'), later, later);
    expect(await run('--npt', '60', '--resume')).toMatchObject({ frames: 3, skipped: 0, failed: [] });
    await utimes(data.path('stack.npy'), 1e9, 1e9);
  });

  it('replaces with --overwrite and leaves nothing else behind', async () => {
    await writeFile(data.path('a.xy'), 'mine');
    await integrate('a.tif', '--overwrite', '--npt', '50');
    expect(await text('a.xy')).toMatch(/^\d\.\d{18}e[+-]\d\d /);
    expect((await readdir(data.folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('repeats a run from its recipe, and lets options win', async () => {
    await writeFile(data.path('mask.npy'), rowMask(20));
    const options = ['--unit', 'q_nm^-1', '--npt', '77', '--split', 'bbox', '--mask', 'mask.npy', '--mask-below=-5'];
    const more = ['--polarization', '0.95', '--no-solid-angle', '--azimuth-range=-30,60', '--format', 'csv'];
    await integrate('a.tif', ...options, ...more, '--save-recipe', 'r.json', '--out', 'one');
    const again = await runAnnulus(['integrate', 'a.tif', '--recipe', 'r.json', '--out', 'two'], { cwd: data.folder });
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(await text('two/a.csv')).toBe(await text('one/a.csv'));
    await runAnnulus(['integrate', 'a.tif', '--recipe', 'r.json', '--out', 'three', '--npt', '10'], {
      cwd: data.folder,
    });
    expect((await text('three/a.csv')).trim().split('\n')).toHaveLength(11);
    expect(JSON.parse(await text('r.json'))).toMatchObject({
      calibration: 'setup.poni',
      masks: ['mask.npy'],
      settings: { maskBelow: -5, azimuthRange: [-30, 60], polarization: { factor: 0.95, offsetDeg: 0 } },
    });
  });

  it('reverses rows with --flip-rows: the reversed image gives the same pattern', async () => {
    const { samples, shape } = simulate(1);
    const reversed = new Int32Array(samples.length);
    for (let row = 0; row < ROWS; row++)
      reversed.set(samples.subarray(row * COLUMNS, (row + 1) * COLUMNS) as Int32Array, (ROWS - 1 - row) * COLUMNS);
    await writeFile(data.path('reversed.tif'), writeTiff({ samples: reversed, shape }));
    await integrate('a.tif', '--npt', '60', '--format', 'csv', '--radial-range', '1,10');
    await integrate('reversed.tif', '--npt', '60', '--format', 'csv', '--radial-range', '1,10', '--flip-rows');
    const values = async (name: string): Promise<number[]> =>
      (await text(name))
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => Number(row.split(',')[1]));
    const [plain, flipped] = [await values('a.csv'), await values('reversed.csv')];
    // The same pixels in another order: sums differ by rounding, and weights by that of the corner angles (float32).
    const errors = plain.map((value, k) => Math.abs(value / flipped[k]! - 1));
    expect(Math.max(...errors.filter((error) => !Number.isNaN(error)))).toBeLessThan(1e-5);
  });

  it('composes --flip-rows with the orientation of the file, and --orientation replaces it', async () => {
    const turned = { ...calibration, detector: { ...calibration.detector, orientation: 2 as const } };
    await writeFile(data.path('turned.poni'), formatCalibration(turned, 'poni'));
    const run = async (poni: string, ...args: string[]): Promise<string> => {
      const target = ['--out', 'o', '--overwrite', '--npt', '40', '--quiet'];
      await runAnnulus(['integrate', 'a.tif', '--poni', poni, ...target, ...args], { cwd: data.folder });
      return text('o/a.xy');
    };
    const asStored = await run('setup.poni');
    const mirrored = await run('setup.poni', '--flip-rows');
    expect(mirrored).not.toBe(asStored);
    expect(await run('turned.poni', '--flip-rows')).toBe(asStored); // 2 → 3
    expect(await run('turned.poni')).toBe(mirrored);
    expect(await run('turned.poni', '--orientation', '3')).toBe(asStored);
  });

  it('subtracts --dark and leaves masked pixels out', async () => {
    await integrate('a.tif', '--dark', 'a.tif', '--npt', '20', '--format', 'csv', '--radial-range', '1,10');
    const rows = (await text('a.csv')).trim().split('\n').slice(1);
    // The pedestal is summed apart: what is left of about 700 counts is rounding.
    expect(Math.max(...rows.map((row) => Math.abs(Number(row.split(',')[1]))))).toBeLessThan(1e-10);
    await writeFile(data.path('mask.npy'), rowMask(48));
    const range = ['--radial-range', '0,30', '--npt', '1', '--split', 'no', '--format', 'csv', '--overwrite'];
    await integrate('a.tif', ...range, '--mask', 'mask.npy');
    const [count] = (await text('a.csv')).trim().split('\n')[1]!.split(',').slice(-1);
    expect(Number(count)).toBe(48 * COLUMNS); // half of the rows
  });

  it('says once when value limits give the files different axes, and not with --radial-range', async () => {
    const corner = simulate(9).samples as Int32Array;
    corner.fill(-1, 0, 40 * COLUMNS);
    await writeFile(data.path('c.tif'), writeTiff({ samples: corner, shape: [ROWS, COLUMNS] }));
    const { stderr, code } = await integrate('a.tif', 'b.tif', 'c.tif', '--mask-below', '0');
    expect(code).toBe(0);
    expect(stderr.match(/--radial-range/g)).toHaveLength(1);
    const ranged = await integrate('a.tif', 'c.tif', '--mask-below', '0', '--radial-range', '1,8', '--overwrite');
    expect(ranged.stderr).toBe('');
  });

  it('says when a format cannot tell an empty bin from a zero', async () => {
    const { stderr } = await integrate('a.tif', '--radial-range', '1,60', '--format', 'chi');
    expect(stderr).toContain('chi can only say 0');
    expect((await integrate('a.tif', '--radial-range', '1,60', '--format', 'csv')).stderr).toBe('');
  });

  it('stops cleanly when interrupted: exit 130, whole files only', async () => {
    const { samples } = simulate(1);
    await mkdir(data.path('many'));
    const frame = writeTiff({ samples, shape: [ROWS, COLUMNS] });
    for (let k = 0; k < 400; k++) await writeFile(data.path(`many/f${k}.tif`), frame);
    let isInterrupted = false;
    const args = ['integrate', 'many', '--poni', 'setup.poni', '--npt', '20000', '--progress', '--workers', '1'];
    const { code, stderr } = await runAnnulus(args, {
      cwd: data.folder,
      onStderr: (_text, kill) => {
        if (!isInterrupted) kill('SIGINT');
        isInterrupted = true;
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted');
    const names = await readdir(data.path('many'));
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
    const written = names.filter((name) => name.endsWith('.xy'));
    expect(written.length).toBeLessThan(400);
    for (const name of written) expect((await text(`many/${name}`)).split('\n')).toHaveLength(20001);
  });

  it('does not touch its inputs', async () => {
    const past = new Date('2020-01-01');
    for (const name of ['a.tif', 'setup.poni']) await utimes(data.path(name), past, past);
    await integrate('a.tif');
    for (const name of ['a.tif', 'setup.poni']) expect((await stat(data.path(name))).mtimeMs).toBe(past.getTime());
  });
});
