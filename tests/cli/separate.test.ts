import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../../src-main/file/open-image.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { COLUMNS, createSmallData, ROWS, rowMask, simulate, type SmallData } from './small-data.ts';

describe('annulus separate', () => {
  let data: SmallData;
  const run = (line: string) => runAnnulus(line.split(' '), { cwd: data.folder });
  /** Pixels of spots, far from one another. */
  const spots = Array.from({ length: 25 }, (_, k) => (8 + 3 * k) * COLUMNS + ((11 * k) % 70) + 5);

  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
    const image = simulate(1);
    const samples = Int32Array.from(image.samples, () => 400);
    for (const p of spots) samples[p] = 9000;
    await writeFile(data.path('spots.tif'), writeTiff({ samples, shape: image.shape }));
    await writeFile(data.path('mask.npy'), rowMask(4));
  });
  afterAll(() => data.remove());

  const columns = async (name: string): Promise<number[][]> => {
    const lines = (await readFile(data.path(name), 'utf8')).split('\n');
    return lines.filter((line) => /^\s*[\d.-]/.test(line)).map((line) => line.trim().split(/\s+/).map(Number));
  };

  it('writes two images that add up to the image, spots in one of them, and two patterns', async () => {
    const { code, stdout } = await run(
      'separate spots.tif --poni setup.poni --npt 60 --no-solid-angle --mask mask.npy --out out --json',
    );
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { written: string[] }).written).toHaveLength(4);
    const [bragg, amorphous] = await Promise.all(
      ['bragg', 'amorphous'].map((part) => readImage(data.path(`out/spots_${part}.tif`), 0)),
    );
    let inSpots = 0;
    for (let p = 0; p < ROWS * COLUMNS; p++) {
      const whole = spots.includes(p) ? 9000 : 400;
      if (p < 4 * COLUMNS) expect(bragg!.samples[p]).toBeNaN();
      // A flat image is its own median; the parts are float32.
      else expect(bragg!.samples[p]! + amorphous!.samples[p]!).toBeCloseTo(whole, 2);
      if (p >= 4 * COLUMNS) expect(amorphous!.samples[p]).toBeCloseTo(400, 2);
      if (p >= 4 * COLUMNS && spots.includes(p)) inSpots += bragg!.samples[p]!;
    }
    expect(inSpots).toBeCloseTo(spots.length * 8600, 0);
    const [left, same] = [await columns('out/spots_bragg.xy'), await columns('out/spots_amorphous.xy')];
    expect(left).toHaveLength(60);
    for (const [k, [x, value]] of same.entries()) {
      expect(left[k]![0]).toBe(x);
      expect(value).toBeCloseTo(400, 2);
    }
    // Spots lift the mean of some bins and of no other.
    expect(left.some(([, value]) => value! > 20)).toBe(true);
    expect(Math.min(...left.map(([, value]) => value!))).toBeGreaterThan(-0.01);
  });

  it('writes a recipe of its own kind, with which it repeats itself to the byte and which integrate sends back', async () => {
    const made = await run(
      'separate spots.tif --poni setup.poni --npt 60 --filter median:10,60 --image-format npy --out mine --save-recipe mine.json',
    );
    expect(made.code).toBe(0);
    const recipe = JSON.parse(await readFile(data.path('mine.json'), 'utf8')) as Record<string, unknown>;
    expect(recipe).toMatchObject({
      command: 'separate',
      imageFormat: 'npy',
      inputs: [{ image: 'spots.tif', out: 'mine' }],
    });
    expect((await run('separate --recipe mine.json --out again')).code).toBe(0);
    for (const name of ['spots_bragg.npy', 'spots_amorphous.npy', 'spots_bragg.xy', 'spots_amorphous.xy'])
      expect(await readFile(data.path(`again/${name}`))).toEqual(await readFile(data.path(`mine/${name}`)));
    for (const command of ['integrate', 'cake']) {
      const refused = await run(`${command} spots.tif --recipe mine.json --out refused`);
      expect([refused.code, refused.stderr]).toEqual([
        2,
        expect.stringContaining('annulus separate --recipe mine.json'),
      ]);
    }
    // A recipe of integrate is a start for separate.
    expect(
      (await run('integrate spots.tif --poni setup.poni --npt 40 --out plain --save-recipe plain.json')).code,
    ).toBe(0);
    expect((await run('separate spots.tif --recipe plain.json --out plain')).code).toBe(0);
    expect(await columns('plain/spots_bragg.xy')).toHaveLength(40);
  });

  it('does every frame of a stack, goes on after one that fails, and refuses what a median cannot give', async () => {
    const stack = await run(
      'separate stack.npy spots.tif nothing.tif --poni setup.poni --npt 30 --image-format npy --out two',
    );
    expect(stack.code).toBe(1);
    expect(stack.stderr).toMatch(/nothing\.tif/);
    expect((await readImage(data.path('two/stack_00002_bragg.npy'), 0)).shape).toEqual([ROWS, COLUMNS]);
    const again = await run('separate spots.tif --poni setup.poni --npt 30 --image-format npy --out two');
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/exists already/);
    const clipped = await run('separate spots.tif --poni setup.poni --filter sigma-clip --out three');
    expect([clipped.code, clipped.stderr]).toEqual([2, expect.stringContaining('found by a median')]);
    const errors = await run('separate spots.tif --poni setup.poni --error-model poisson --out three');
    expect([errors.code, errors.stderr]).toEqual([2, expect.stringContaining('A median has no poisson errors')]);
  });
});
