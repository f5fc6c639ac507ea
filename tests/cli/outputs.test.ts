import { readdir, readFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt, type Finished, runAnnulus } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

describe('outputs', () => {
  beforeAll(ensureBuilt, 120_000);
  let data: SmallData;
  beforeEach(async () => {
    data = await createSmallData();
  });
  afterEach(() => data.remove());
  const run = (args: readonly string[], fileSizeLimit?: number): Promise<Finished> =>
    runAnnulus(args, { cwd: data.folder, ...(fileSizeLimit === undefined ? {} : { fileSizeLimit }) });

  describe.skipIf(process.platform === 'win32')('that the disk does not take', () => {
    // 8 KiB hold none of these files.
    it.each([
      ['patterns as text', 'integrate stack.npy --poni setup.poni --out out --format csv'],
      ['patterns in HDF5', 'integrate stack.npy --poni setup.poni --out out --format h5'],
      [
        'patterns in HDF5 that fill the disk late',
        'integrate stack.npy --poni setup.poni --out out --npt 20 --format h5',
      ],
      ['a stack in HDF5', 'convert stack.npy out.h5'],
      ['a stack in npy', 'convert stack.npy out.npy'],
      ['an image', 'convert a.tif out.edf'],
      ['a simulated image', 'simulate --calibrant CeO2 --poni setup.poni --shape 96,80 --out out.tif'],
      ['the demo', 'demo --out out'],
    ])(
      'are named in one sentence and leave nothing behind: %s',
      async (_, line) => {
        const before = await readdir(data.folder);
        const result = await run(line.split(' '), 8);
        expect(result.stderr).toMatch(/^annulus: [^\n]*(is larger than|could not be written)[^\n]*\.\n$/);
        expect(result.stderr).not.toMatch(/bug|HDF5-DIAG/);
        expect([result.code, result.stdout]).toEqual([1, '']);
        const after = await readdir(data.folder, { recursive: true });
        expect(after.filter((name) => name !== 'out' && !name.endsWith('annulus-recipe.json')).sort()).toEqual(
          before.sort(),
        );
      },
      60_000,
    );
  });

  describe('of --save-recipe', () => {
    it.each(['a.tif', './a.tif', 'setup.poni', 'b.tif', 'a.h5'])(
      'are refused where they would replace what the run needs: %s',
      async (target) => {
        const before = await Promise.all(['a.tif', 'b.tif', 'setup.poni'].map((name) => readFile(data.path(name))));
        const line = `integrate a.tif --poni setup.poni --dark b.tif --format h5 --overwrite --save-recipe ${target}`;
        const result = await run(line.split(' '));
        expect([result.code, result.stdout]).toEqual([2, '']);
        expect(result.stderr).toMatch(/The recipe would replace .*: give it another name\./);
        const after = await Promise.all(['a.tif', 'b.tif', 'setup.poni'].map((name) => readFile(data.path(name))));
        expect(after).toEqual(before);
      },
    );
  });

  it.each([
    ['convert a.tif none/b.tif', /no folder "none"/],
    ['simulate --calibrant CeO2 --poni setup.poni --shape 96,80 --out none/b.tif', /no folder "none"/],
    ['integrate a.tif --poni setup.poni --save-recipe none/r.json', /no folder "none"/],
  ])('that go to a folder that is not there are refused before any work: %s', async (line, about) => {
    const before = await readdir(data.folder);
    const result = await run(line.split(' '));
    expect([result.code, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toMatch(about);
    expect(await readdir(data.folder)).toEqual(before);
  });

  it('are listed in the order of the inputs, and the recipe may lie beside them', async () => {
    const line =
      'integrate stack.npy b.tif a.tif --poni setup.poni --format xy,h5 --out new --save-recipe new/r.json --json';
    const { written } = JSON.parse((await run(line.split(' '))).stdout) as { written: string[] };
    expect(written.map((path) => path.replace('new/', ''))).toEqual([
      'stack_00000.xy',
      'stack.h5',
      'stack_00001.xy',
      'stack_00002.xy',
      'b.xy',
      'b.h5',
      'a.xy',
      'a.h5',
    ]);
    expect(await readdir(data.path('new'))).toContain('r.json');
  });

  it('without any pixel in them come with a warning', async () => {
    const line = 'integrate a.tif --poni setup.poni --radial-range 100,110';
    expect(await run(line.split(' '))).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/no pixel of a\.tif lies inside the ranges/) as string,
    });
    const inside = 'integrate b.tif --poni setup.poni --radial-range 2,8';
    expect(await run(inside.split(' '))).toMatchObject({ code: 0, stderr: '' });
  });

  it('of a recipe with a range are not made in another unit without a range', async () => {
    await run('integrate a.tif --poni setup.poni --radial-range 2,8 --save-recipe r.json --out one'.split(' '));
    const other = 'integrate a.tif --recipe r.json --unit q_A^-1 --out two';
    expect(await run(other.split(' '))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/recipe is in 2th_deg: with --unit q_A\^-1 give --radial-range/) as string,
    });
    expect((await run([...other.split(' '), '--radial-range', '0.5,2'])).code).toBe(0);
  });
});
