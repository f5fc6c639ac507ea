import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findOutdated } from '../../src-main/batch/outdated-results.ts';
import { writeRecipeBeside } from '../../src-main/batch/recipe-beside.ts';
import type { Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { temporaryFolder } from '../file/temporary-folder.ts';

describe('results that --resume makes again', () => {
  const base = temporaryFolder();
  let folder = '';
  let count = 0;
  const at = (name: string): string => join(folder, name);
  /** A file that was written at a second. */
  async function write(name: string, second: number): Promise<string> {
    await writeFile(at(name), name);
    await utimes(at(name), second, second);
    return at(name);
  }
  const recipe = (npt: number, more: Partial<Recipe> = {}): Recipe => ({
    ...{ annulus: '1.0.0', command: 'integrate', calibration: at('setup.poni'), flipRows: false, masks: [] },
    settings: {
      ...{ radialUnit: '2th_deg', npt, split: 'full', solidAngle: true, errorModel: 'none', normalizationFactor: 1 },
      ...{ detectorMask: true, backgroundScale: 1 },
    },
    formats: ['xy'],
    ...more,
  });
  async function begin(run: Recipe, second: number): Promise<void> {
    const path = await writeRecipeBeside(folder, run);
    await utimes(path, second, second);
  }
  const isOutdated = async (result: string, run: Recipe, image = 'a.tif'): Promise<boolean> =>
    (await findOutdated(folder, run))(at(result), { path: at(image) });

  beforeEach(async () => {
    folder = join(base.path, String(++count));
    await mkdir(folder);
    await write('setup.poni', 100);
    await write('a.tif', 100);
  });

  it('are those whose image, calibration or mask was written after them', async () => {
    await write('a.xy', 200);
    await write('mask.npy', 150);
    expect(await isOutdated('a.xy', recipe(50))).toBe(false);
    await write('a.tif', 201);
    expect(await isOutdated('a.xy', recipe(50))).toBe(true);
    await write('a.tif', 100);
    await write('setup.poni', 201);
    expect(await isOutdated('a.xy', recipe(50))).toBe(true);
    await write('setup.poni', 100);
    expect(await isOutdated('a.xy', recipe(50, { masks: [at('mask.npy')] }))).toBe(false);
    await write('mask.npy', 300);
    expect(await isOutdated('a.xy', recipe(50, { masks: [at('mask.npy')] }))).toBe(true);
  });

  it('are those made while another recipe was in force, also between two runs with this one', async () => {
    await begin(recipe(50), 110);
    await write('first.xy', 120);
    await begin(recipe(70), 130);
    await write('second.xy', 140);
    await begin(recipe(50), 150);
    await write('third.xy', 160);
    // Written at 110 no longer stands anywhere: what was made before 130 may be of any run, and is made again.
    const made = ['first.xy', 'second.xy', 'third.xy'];
    expect(await Promise.all(made.map((name) => isOutdated(name, recipe(50))))).toEqual([true, true, false]);
    expect(await Promise.all(made.map((name) => isOutdated(name, recipe(70))))).toEqual([true, false, true]);
  });

  it('are not those of other inputs, frames, formats or versions alone', async () => {
    await begin(recipe(50, { inputs: [{ image: at('*.tif') }], frames: '0:5' }), 110);
    await write('a.xy', 120);
    await begin(recipe(50, { annulus: '2.0.0', formats: ['xy', 'csv'] }), 130);
    await write('b.xy', 140);
    const resumed = recipe(50, { inputs: [{ image: at('a.tif') }] });
    expect([await isOutdated('a.xy', resumed), await isOutdated('b.xy', resumed)]).toEqual([false, false]);
  });

  it('are not those that no recipe tells about, nor files that are not there', async () => {
    await write('a.xy', 120);
    expect([await isOutdated('a.xy', recipe(50)), await isOutdated('none.xy', recipe(50))]).toEqual([false, false]);
  });
});
