import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autoMaskOption } from '../../src-main/cli/auto-mask-option.ts';
import { readImage } from '../../src-main/file/open-image.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { COLUMNS, createSmallData, ROWS, rowMask, type SmallData } from './small-data.ts';

const PIXELS = ROWS * COLUMNS;

describe('annulus mask', () => {
  let data: SmallData;
  const run = (...args: string[]) => runAnnulus(args, { cwd: data.folder });
  const masked = async (name: string): Promise<number> => {
    const { samples } = await readImage(data.path(name), 0);
    return Array.from(samples).filter((value) => value === 1).length;
  };

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    await writeFile(data.path('rows.npy'), rowMask(10));
    await writeFile(data.path('other.npy'), rowMask(1, [5, 7]));
  });
  afterAll(() => data.remove());

  it('writes shapes as pixels in every format, 1 = masked', async () => {
    for (const name of ['m.npy', 'm.edf', 'm.msk', 'm.tif']) {
      const { code } = await run('mask', 'a.tif', '--rectangle', '0,0,80,3', '--grow', '1', '--out', name);
      expect(code).toBe(0);
    }
    expect(await masked('m.npy')).toBe(4 * COLUMNS);
    expect(await masked('m.tif')).toBe(4 * COLUMNS);
    expect(await masked('m.edf')).toBe(4 * COLUMNS);
    // Stored bottom up, and read back the right way up.
    const { samples } = await readImage(data.path('m.msk'), 0);
    expect([samples[0] !== 0, samples[PIXELS - 1] !== 0]).toEqual([true, false]);
  });

  it('takes layers again, and adds to them', async () => {
    await run('mask', 'a.tif', '--rectangle', '0,0,80,3', '--out', 'first.mask.json');
    const { stdout } = await run(
      'mask',
      'a.tif',
      '--layers',
      'first.mask.json',
      '--invert',
      '--out',
      'second.npy',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ masked: PIXELS - 3 * COLUMNS, pixels: PIXELS, layers: 2 });
    expect(await masked('second.npy')).toBe(PIXELS - 3 * COLUMNS);
  });

  it('reads masks of both conventions and asks about one that looks wrong', async () => {
    expect((await run('mask', 'a.tif', '--mask', 'rows.npy', '--out', 'plain.npy')).stderr).toBe('');
    expect(await masked('plain.npy')).toBe(10 * COLUMNS);
    const turned = await run('mask', 'a.tif', '--keep-mask', 'rows.npy', '--out', 'keep.npy');
    expect(turned.stderr).toContain(
      'rows.npy masks 89.6 % of the image; if 1 means masked in it, give it with --mask.',
    );
    expect(await masked('keep.npy')).toBe(PIXELS - 10 * COLUMNS);
  });

  it('masks automatically, alone and within integrate and cake alike', async () => {
    const settings = '--auto-mask=edge=5,lower=none,alpha=3';
    expect((await run('mask', 'a.tif', '--poni', 'setup.poni', settings, '--out', 'auto.npy')).code).toBe(0);
    expect(await masked('auto.npy')).toBeGreaterThan(PIXELS - (ROWS - 10) * (COLUMNS - 10));
    const common = ['--poni', 'setup.poni', '--orientation', '3', '--npt', '50', '--quiet'];
    await run('integrate', 'a.tif', ...common, '--mask', 'auto.npy', '--out', 'by-file');
    const alone = await run('integrate', 'a.tif', ...common, settings, '--out', 'by-itself', '--save-recipe', 'r.json');
    expect(alone.code).toBe(0);
    const columns = async (name: string): Promise<number[]> =>
      (await readFile(data.path(name), 'utf8')).trim().split(/\s+/).map(Number);
    const [file, itself] = [await columns('by-file/a.xy'), await columns('by-itself/a.xy')];
    // The same pixels, taken out of the plan or of the frame: sums in another order.
    for (const [i, value] of file.entries())
      expect(Math.abs(itself[i]! - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
    const recipe = JSON.parse(await readFile(data.path('r.json'), 'utf8')) as { autoMask: unknown };
    expect(recipe.autoMask).toEqual({ edge: 5, alpha: 3, method: 'median' });
    const repeated = await run('integrate', 'a.tif', '--recipe', 'r.json', '--out', 'again', '--quiet');
    expect(repeated.code).toBe(0);
    expect(await readFile(data.path('again/a.xy'), 'utf8')).toBe(await readFile(data.path('by-itself/a.xy'), 'utf8'));
    expect((await run('cake', 'a.tif', ...common, '--cakes', '4', settings, '--out', 'cakes')).code).toBe(0);
  });

  it('counts what each layer changes, and asks about a mask that leaves next to nothing', async () => {
    const { stdout, stderr } = await run(
      ...[
        'mask',
        'a.tif',
        '--rectangle',
        '0,0,80,4',
        '--rectangle',
        '0,2,80,6',
        '--invert',
        '--out',
        'i.npy',
        '--json',
      ],
    );
    expect(JSON.parse(stdout)).toMatchObject({
      masked: PIXELS - 6 * COLUMNS,
      changes: [
        { name: 'rectangle', pixels: 4 * COLUMNS },
        { name: 'rectangle', pixels: 2 * COLUMNS },
        { name: 'invert', pixels: PIXELS - 12 * COLUMNS },
      ],
    });
    expect(stderr).toContain('the mask leaves 6.3 % of a.tif: is it turned round (--invert)?'); // 6 rows of 96
  });

  it('takes the next word for an image, not for settings', async () => {
    const { code } = await run('mask', '--poni', 'setup.poni', '--auto-mask', 'a.tif', '--out', 'default.npy');
    expect(code).toBe(0);
    // An edge of 30 leaves 36 × 20 pixels at most.
    expect(await masked('default.npy')).toBeGreaterThanOrEqual(PIXELS - (ROWS - 60) * (COLUMNS - 60));
  });

  it.each([
    [['--below', '1'], 'name one with --out FILE'],
    [['--out', 'x.npy'], 'Nothing is to be masked'],
    [['--below', '1', '--out', 'x.jpg'], 'end its name with .npy, .edf, .msk, .tif, .mask or .mask.json'],
    [['--auto-mask', '--out', 'x.npy'], 'give --poni FILE, or leave them out with --auto-mask=alpha=none'],
    [['--radial-range', '1,2', '--out', 'x.npy'], 'Ranges of angles need a calibration: give --poni FILE'],
    [['--mask', 'other.npy', '--out', 'x.npy'], '5 × 7 pixels and the image 96 × 80'],
    [['--polygon', '1,2,3', '--out', 'x.npy'], '--polygon has 3 numbers'],
    [['--auto-mask=alfa=2', '--out', 'x.npy'], 'has the entry "alfa=2"'],
    [['--below', '1', '--out', 'rows.npy'], 'rows.npy exists already'],
    [['--detector', 'Eiger4M', '--out', 'x.npy'], 'is it another detector?'],
  ])('refuses %j in one sentence, exit 2', async (args, sentence) => {
    const { code, stderr } = await run('mask', 'a.tif', ...args);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('warns of a mask that leaves nothing', async () => {
    const { code, stderr } = await run('mask', 'a.tif', '--below', '1e9', '--out', 'all.npy');
    expect(code).toBe(0);
    expect(stderr).toContain('leaves no pixel of a.tif');
    const integrated = await run('integrate', 'a.tif', '--poni', 'setup.poni', '--mask', 'all.npy', '--out', 'none');
    expect(integrated.code).toBe(1);
    expect(integrated.stderr).toContain('No pixel of the first frame is left to integrate');
  });

  it('wants one axis for the frames of a file', async () => {
    const args = [
      'integrate',
      'stack.npy',
      '--poni',
      'setup.poni',
      '--auto-mask=edge=2',
      '--npt',
      '40',
      '--out',
      'stack',
    ];
    const refused = await run(...args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('give --radial-range A,B with --auto-mask');
    expect((await run(...args, '--radial-range', '1,8')).code).toBe(0);
  });
});

describe('autoMaskOption', () => {
  it('has the defaults of PDFstream for what is not named', () => {
    expect(autoMaskOption('')).toEqual({ edge: 30, lower: 0, alpha: 2, method: 'median' });
    expect(autoMaskOption('alpha=1.5,upper=1e5')).toEqual({
      edge: 30,
      lower: 0,
      upper: 1e5,
      alpha: 1.5,
      method: 'median',
    });
    expect(autoMaskOption('lower=none,edge=none,alpha=off,method=mean')).toEqual({ edge: 0, method: 'mean' });
  });

  it('refuses what it does not know', () => {
    expect(() => autoMaskOption('edge=1.5')).toThrow('edge=1.5: a whole number from 0');
    expect(() => autoMaskOption('alpha=0')).toThrow('alpha=0: a number above 0');
    expect(() => autoMaskOption('method=best')).toThrow('median, mean, sigma are known');
  });
});
