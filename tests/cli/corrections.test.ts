import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../src-main/file/hdf5-library.ts';
import { writeEdf } from '../../src-shared/format/edf-writer.ts';
import { ensureBuilt, type Finished, runAnnulus } from './run-annulus.ts';
import { createSmallData, simulate, type SmallData } from './small-data.ts';

describe('the corrections of annulus integrate and cake', () => {
  beforeAll(ensureBuilt, 120_000);
  let data: SmallData;
  beforeEach(async () => {
    data = await createSmallData();
  });
  afterEach(() => data.remove());
  const run = (line: string): Promise<Finished> => runAnnulus(line.split(' '), { cwd: data.folder });
  const common = '--poni setup.poni --npt 40 --error-model poisson --format xye --quiet';

  async function rows(name: string): Promise<number[][]> {
    const lines = (await readFile(data.path(name), 'utf8')).split('\n');
    return lines.filter((line) => /^\s*[\d-]/.test(line)).map((line) => line.trim().split(/\s+/).map(Number));
  }
  /** Empty cells are 0 in both. */
  const differs = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : Math.abs(a / b - 1));
  /** Largest relative difference of intensities and errors to `factor` times those of another file. */
  async function worst(name: string, other: string, factor: number): Promise<number> {
    const [a, b] = [await rows(name), await rows(other)];
    expect(a).toHaveLength(b.length);
    return Math.max(...a.flatMap((row, k) => row.slice(1).map((value, c) => differs(value, b[k]![c + 1]! * factor))));
  }
  /** The files hold seven digits or more. */
  const DIGITS = 2e-6;

  it('divide intensity and error of each frame by its value in a table, a dataset or the header', async () => {
    await writeFile(data.path('monitor.csv'), 'file,exposure,I0\na.tif,1,2\nb.tif,1,8\n');
    await writeFile(data.path('stack.txt'), '# frame value\n0 4\n1 5\n2 8\n');
    const { File, ready } = await loadHdf5();
    await ready;
    const file = new File(data.path('scan.h5'), 'w');
    file.create_group('entry').create_dataset({ name: 'monitor', data: new Float32Array([4, 5, 8]) });
    file.close();
    await writeFile(data.path('c.edf'), writeEdf({ ...simulate(1), metadata: { header: {}, motors: { mon: 16 } } }));

    expect((await run(`integrate a.tif b.tif stack.npy ${common} --out plain`)).code).toBe(0);
    expect((await run(`integrate a.tif b.tif ${common} --normalize-by monitor.csv::I0 --out table`)).code).toBe(0);
    expect(await worst('table/a.xye', 'plain/a.xye', 1 / 2)).toBeLessThan(DIGITS);
    expect(await worst('table/b.xye', 'plain/b.xye', 1 / 8)).toBeLessThan(DIGITS);
    for (const [k, where] of ['stack.txt', 'scan.h5::/entry/monitor'].entries()) {
      const result = await run(`integrate stack.npy ${common} --normalize-by ${where} --out stack${k}`);
      expect([result.code, result.stderr]).toEqual([0, '']);
      for (const [frame, value] of [4, 5, 8].entries())
        expect(await worst(`stack${k}/stack_0000${frame}.xye`, `plain/stack_0000${frame}.xye`, 1 / value)).toBeLessThan(
          DIGITS,
        );
    }
    // Image c is image a; its own normalization stands besides.
    expect((await run(`integrate c.edf ${common} --normalize-by header:mon --normalization 2 --out header`)).code).toBe(
      0,
    );
    expect(await worst('header/c.xye', 'plain/a.xye', 1 / 32)).toBeLessThan(DIGITS);
  });

  it('divide cakes as they divide patterns, and stand in the recipe', async () => {
    await writeFile(data.path('monitor.csv'), 'a 2\nb 8\n');
    const cake = '--poni setup.poni --npt 40 --cakes 4 --layout xrdfit-blank --quiet';
    expect((await run(`cake b.tif ${cake} --out plain`)).code).toBe(0);
    expect((await run(`cake b.tif ${cake} --normalize-by monitor.csv --save-recipe r.json --out table`)).code).toBe(0);
    expect(await worst('table/b.dat', 'plain/b.dat', 1 / 8)).toBeLessThan(DIGITS);
    const sidecar = JSON.parse(await readFile(data.path('table/b.json'), 'utf8')) as { normalizedBy: unknown };
    expect(sidecar.normalizedBy).toEqual({ by: 'monitor.csv', value: 8 });
    expect((await run('cake b.tif --recipe r.json --out again --quiet')).code).toBe(0);
    expect(await readFile(data.path('again/b.dat'))).toEqual(await readFile(data.path('table/b.dat')));
    expect((await run('cake b.tif --recipe r.json --no-normalize-by --out off --quiet')).code).toBe(0);
    expect(await readFile(data.path('off/b.dat'))).toEqual(await readFile(data.path('plain/b.dat')));
  });

  it('name the frame that has no value, or none to divide by, and do the others', async () => {
    await writeFile(data.path('monitor.csv'), 'file;I0\na.tif;3\nother.tif;1\nstack.npy;0\n');
    const result = await run(`integrate a.tif b.tif stack.npy ${common} --normalize-by monitor.csv --out some`);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/monitor\.csv has no value for b\.tif: add a line for it\./);
    expect(result.stderr).toMatch(
      /monitor\.csv gives 0 for stack\.npy, frame 1: a number above 0 to divide by was expected\./,
    );
    expect(await rows('some/a.xye')).toHaveLength(40);
    const missing = await run(`integrate a.tif ${common} --normalize-by header:Monitor --out none`);
    expect([missing.code, missing.stderr]).toEqual([
      1,
      expect.stringMatching(/header of a\.tif has no entry "Monitor"/),
    ]);
    const wrong = await run(`integrate a.tif ${common} --normalize-by monitor.csv::I1 --out none`);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/has no column "I1": it has I0\./)]);
  });

  it('for absorption move a pattern by what they are at its angles, and are refused where they make no sense', async () => {
    const plain = '--poni setup.poni --npt 40 --quiet --no-solid-angle --format xy';
    expect((await run(`integrate a.tif ${plain} --out plain`)).code).toBe(0);
    const sheet = await run(`integrate a.tif ${plain} --sample-absorption 2 --save-recipe r.json --out sheet`);
    expect([sheet.code, sheet.stderr]).toEqual([0, '']);
    const [before, after] = [await rows('plain/a.xy'), await rows('sheet/a.xy')];
    for (const [k, [twoTheta, intensity]] of after.entries()) {
      // A sheet across the beam: the correction depends on 2θ alone; µT = 2.
      const d = 2 * (1 - 1 / Math.cos((twoTheta! * Math.PI) / 180));
      const expected = before[k]![1]! * (d / Math.expm1(d));
      // Within a bin of 0.3° the factor changes by 0.3 % at 20°, half of it to either side.
      expect(Math.abs(intensity! / expected - 1)).toBeLessThan(2e-3);
    }
    const recipe = JSON.parse(await readFile(data.path('r.json'), 'utf8')) as {
      settings: { sampleAbsorption: unknown };
    };
    expect(recipe.settings.sampleAbsorption).toEqual({ opticalThickness: 2, angleDeg: 0, azimuthDeg: 0 });
    expect((await run('integrate a.tif --recipe r.json --no-sample-absorption --quiet --out off')).code).toBe(0);
    expect(await readFile(data.path('off/a.xy'))).toEqual(await readFile(data.path('plain/a.xy')));
    for (const [option, reason] of [
      ['--sensor-absorption 320', /material or attenuation length and thickness in µm/],
      ['--sensor-absorption Se:1000', /for other materials give its length/],
      ['--sample-absorption 1,90', /an angle from 0 to below 90°/],
    ] as const) {
      const refused = await run(`integrate a.tif ${plain} ${option} --out no`);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(reason)]);
    }
  });

  it('keep what is negative where the background is larger than the signal', async () => {
    expect((await run(`integrate a.tif ${common} --background a.tif --background-scale 3 --out below`)).code).toBe(0);
    expect((await run(`integrate a.tif ${common} --out plain`)).code).toBe(0);
    const [below, plain] = [await rows('below/a.xye'), await rows('plain/a.xye')];
    // signal − 3 signal = −2 signal; its variance is that of the counts and 9 times that of the background, the same.
    for (const [k, [, intensity, sigma]] of below.entries()) {
      expect(Math.abs(intensity! / (-2 * plain[k]![1]!) - 1)).toBeLessThan(DIGITS);
      // Pixels of no counts have the variance 1 alone, the floor of the error model.
      const share = sigma! / (Math.sqrt(10) * plain[k]![2]!);
      expect(share).toBeLessThan(1 + DIGITS);
      expect(share).toBeGreaterThan(0.9);
    }
  });
});
