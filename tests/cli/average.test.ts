import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readImage } from '../../src-main/file/open-image.ts';
import { writeNpy } from '../../src-shared/format/npy-writer.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { COLUMNS, createSmallData, ROWS, simulate, type SmallData } from './small-data.ts';

describe('annulus average', () => {
  let data: SmallData;
  const [a, b] = [simulate(1), simulate(2)];
  beforeAll(ensureBuilt, 120_000);
  beforeEach(async () => {
    data = await createSmallData();
  });
  afterEach(() => data.remove());
  const run = (...args: string[]) => runAnnulus(['average', ...args], { cwd: data.folder });
  const pixel = 40 * COLUMNS + 31;

  it('writes the mean of all frames of all files', async () => {
    const { code, stdout } = await run('a.tif', 'stack.npy', '--out', 'mean.tif', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ written: ['mean.tif'], frames: 4, failed: [] });
    const mean = await readImage(data.path('mean.tif'));
    const c = simulate(3);
    expect(mean.samples).toBeInstanceOf(Float32Array);
    expect(mean.shape).toEqual([ROWS, COLUMNS]);
    expect(mean.samples[pixel]).toBe(Math.fround((2 * a.samples[pixel]! + b.samples[pixel]! + c.samples[pixel]!) / 4));
  });

  it('weighs, sums and subtracts, also in float64', async () => {
    expect((await run('a.tif', 'b.tif', '--weights', '0.6,0.2', '--out', 'm.npy', '--float64')).code).toBe(0);
    const mean = await readImage(data.path('m.npy'));
    const [x, y] = [a.samples[pixel]!, b.samples[pixel]!];
    expect(mean.samples[pixel]).toBe((0.6 * x + 0.2 * y) / 0.8);
    expect((await run('a.tif', 'b.tif', '--sum', '--weights=1,-0.5', '--out', 'd.edf')).code).toBe(0);
    expect((await readImage(data.path('d.edf'))).samples[pixel]).toBe(Math.fround(x - 0.5 * y));
  });

  it('names a frame that does not fit, does the rest and exits with 1', async () => {
    await writeFile(data.path('small.npy'), writeNpy({ samples: new Float32Array(12), shape: [3, 4] }));
    await writeFile(data.path('cut.tif'), (await readFile(data.path('b.tif'))).subarray(0, 400));
    const { code, stderr } = await run('a.tif', 'small.npy', 'cut.tif', 'gone.tif', '--out', 'mean.tif');
    expect(code).toBe(1);
    expect(stderr).toContain('small.npy: This frame has 3 × 4 pixels, and the first has 96 × 80: all must be alike.');
    expect(stderr).toContain('cut.tif');
    expect(stderr).toContain('There is no file gone.tif.');
    expect(stderr.trim().split('\n')).toHaveLength(3);
    expect((await readImage(data.path('mean.tif'))).samples[pixel]).toBe(a.samples[pixel]);
  });

  it.each([
    [['a.tif', '--out', 'mean.cbf'], 'mean.cbf cannot hold a mean, which is floating point: use .tif, .edf or .npy.'],
    [['a.tif', 'b.tif', '--weights', '1', '--out', 'm.tif'], '--weights has 1 numbers for 2 files'],
    [['a.tif', 'b.tif', '--weights=1,-1', '--out', 'm.tif'], '--weights add up to 0, so there is no mean'],
    [['a.tif', '--out', 'b.tif'], 'b.tif exists already: give --overwrite to replace it.'],
    [['a.tif', '--out', 'a.tif', '--overwrite'], 'a.tif is one of the images: write to another file.'],
    [['a.tif', '--out', 'none/m.tif'], 'There is no folder "none" for none/m.tif'],
    [['a.tif'], "Required option '--out <FILE>' not specified."],
  ])('refuses %j before any work', async (args, sentence) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain(sentence);
  });
});
