import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patternBackground } from '../../src-shared/numerics/pattern-background.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

describe('annulus integrate --pattern-background', () => {
  let data: SmallData;
  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
  });
  afterAll(() => data.remove());

  const integrate = (...more: string[]) =>
    runAnnulus(['integrate', 'a.tif', '--poni', 'setup.poni', '--npt', '80', ...more], { cwd: data.folder });
  const columns = async (folder: string): Promise<[Float64Array, Float64Array]> => {
    const rows = (await readFile(data.path(`${folder}/a.xy`), 'utf8')).trim().split('\n');
    const numbers = rows.map((row) => row.split(' ').map(Number));
    return [Float64Array.from(numbers, ([x]) => x!), Float64Array.from(numbers, ([, y]) => y!)];
  };

  it.each(['snip', 'spline'] as const)(
    'subtracts %s within the range, keeps what is negative, and says so in the recipe',
    async (method) => {
      expect((await integrate('--out', 'plain', '--overwrite', '--quiet')).code).toBe(0);
      const [x, plain] = await columns('plain');
      const range = [x[10]! - 1e-6, x[60]! + 1e-6] as const;
      const out = ['--out', method, '--save-recipe', `${method}.json`, '--quiet'];
      const given = ['--pattern-background', `${method}:8`, `--pattern-background-range=${range.join(',')}`];
      expect(await integrate(...given, ...out)).toMatchObject({ code: 0, stderr: '' });
      const [, found] = await columns(method);
      const choice = { method, window: 8, range, rangeUnit: '2th_deg' };
      const background = patternBackground(x, plain, choice, '2th_deg');
      expect([...found]).toEqual(Array.from(plain, (value, i) => value - background[i]!));
      expect(found.some((value) => value < 0) || method === 'snip').toBe(true);
      expect([found[9], found[61]]).toEqual([NaN, NaN]);
      const recipe = JSON.parse(await readFile(data.path(`${method}.json`), 'utf8')) as { settings: object };
      expect(recipe.settings).toMatchObject({ patternBackground: { method, window: 8, subtract: true } });
      const again = await runAnnulus(
        ['integrate', 'a.tif', '--recipe', `${method}.json`, '--out', 'again', '--overwrite'],
        {
          cwd: data.folder,
        },
      );
      expect(again.code).toBe(0);
      expect(await readFile(data.path('again/a.xy'))).toEqual(await readFile(data.path(`${method}/a.xy`)));
    },
  );

  it('refuses what is no background, and a range without one', async () => {
    expect((await integrate('--pattern-background', 'polynomial')).stderr).toBe(
      'annulus: --pattern-background is "polynomial": snip:BINS, spline:BINS or none was expected, e.g. snip:20.\n',
    );
    expect((await integrate('--pattern-background-range', '1,2')).stderr).toBe(
      'annulus: --pattern-background-range needs a background: give --pattern-background too.\n',
    );
  });
});
