import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatNpyHeader } from '../../src-shared/format/npy-writer.ts';
import { ensureBuilt, type Finished, runAnnulus } from './run-annulus.ts';
import { COLUMNS, createSmallData, ROWS, simulate, type SmallData } from './small-data.ts';

describe('annulus integrate --filter', () => {
  beforeAll(ensureBuilt, 120_000);
  let data: SmallData;
  beforeEach(async () => {
    data = await createSmallData();
    // The first frame of the stack with twelve bright spots.
    const { samples } = simulate(1);
    for (let k = 0; k < 12; k++) samples[211 + 601 * k] = 500_000;
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    await writeFile(data.path('spots.npy'), Buffer.concat([formatNpyHeader('int32', [ROWS, COLUMNS]), bytes]));
  });
  afterEach(() => data.remove());
  const run = (line: string): Promise<Finished> => runAnnulus(line.split(' '), { cwd: data.folder });

  async function intensities(name: string): Promise<number[]> {
    const lines = (await readFile(data.path(name), 'utf8')).split('\n');
    return lines.filter((line) => /^\s*[\d-]/.test(line)).map((line) => Number(line.trim().split(/\s+/)[1]));
  }
  const worst = (a: readonly number[], b: readonly number[]): number =>
    Math.max(...a.map((value, bin) => Math.abs(value / b[bin]! - 1)));

  it('keeps bright spots out of the pattern', async () => {
    const common = '--poni setup.poni --npt 40 --format xy --quiet';
    expect((await run(`integrate a.tif ${common} --out clean`)).code).toBe(0);
    expect((await run(`integrate spots.npy ${common} --out raw`)).code).toBe(0);
    const clean = await intensities('clean/a.xy');
    expect(worst(await intensities('raw/spots.xy'), clean)).toBeGreaterThan(2);
    for (const filter of ['sigma-clip:4', 'median:20,70']) {
      const result = await run(`integrate spots.npy ${common} --out ${filter.slice(0, 6)} --filter ${filter}`);
      expect([result.code, result.stderr]).toEqual([0, '']);
      const found = await intensities(`${filter.slice(0, 6)}/spots.xy`);
      expect(found).toHaveLength(clean.length);
      // Counts of about 20 and rings of few pixels in a bin: a median differs from a mean, but by no spot.
      expect(worst(found, clean)).toBeLessThan(filter.startsWith('sigma') ? 0.3 : 1);
    }
  });

  it('stands in the recipe, which repeats the run; none takes it out again', async () => {
    const first = await run(
      'integrate spots.npy --poni setup.poni --filter sigma-clip:4 --save-recipe r.json --out one',
    );
    expect(first.code).toBe(0);
    const recipe = JSON.parse(await readFile(data.path('r.json'), 'utf8')) as { settings: { filter: unknown } };
    expect(recipe.settings.filter).toEqual({ kind: 'sigma-clip', threshold: 4, maxIterations: 5 });
    expect((await run('integrate spots.npy --recipe r.json --out two')).code).toBe(0);
    expect(await readFile(data.path('two/spots.xy'))).toEqual(await readFile(data.path('one/spots.xy')));
    expect((await run('integrate spots.npy --recipe r.json --filter none --out three')).code).toBe(0);
    expect(await intensities('three/spots.xy')).not.toEqual(await intensities('one/spots.xy'));
    const cake = await run('cake spots.npy --recipe r.json --out four');
    expect(cake.code).toBe(0);
    const fine = await run('cake spots.npy --poni setup.poni --filter median --out five');
    expect(fine.code).toBe(2);
    expect(fine.stderr).toMatch(/make cakes of 3° or more, or choose sigma clipping\./);
  });

  it('that has no errors to give is refused before any work', async () => {
    const result = await run(
      'integrate spots.npy --poni setup.poni --filter median --error-model poisson --format xye',
    );
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/has no poisson errors: choose the error model none, or sigma clipping\./);
  });
});
