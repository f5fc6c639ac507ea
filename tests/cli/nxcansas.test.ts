import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPattern } from '../../src-main/file/open-pattern.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';
import { createSmallData, type SmallData } from './small-data.ts';

describe('annulus integrate --format nxcansas', () => {
  let data: SmallData;
  beforeAll(async () => {
    await ensureBuilt();
    data = await createSmallData();
  });
  afterAll(() => data.remove());
  const run = (...args: string[]) => runAnnulus(['integrate', ...args, '--poni', 'setup.poni'], { cwd: data.folder });

  it('writes a file for each frame, with the numbers of the other formats, and takes none for an image', async () => {
    const done = await run(
      'stack.npy',
      '--unit',
      'q_nm^-1',
      '--npt',
      '60',
      '--format',
      'nxcansas,csv',
      '--error-model',
      'poisson',
    );
    expect(done.code).toBe(0);
    const sas = await openPattern(data.path('stack_00001.nxcansas.h5'));
    const csv = await openPattern(data.path('stack_00001.csv'));
    const filled = Array.from(csv.intensity.keys()).filter((i) => !Number.isNaN(csv.intensity[i]!));
    expect([...sas.radial]).toEqual(filled.map((i) => csv.radial[i]));
    expect([...sas.intensity]).toEqual(filled.map((i) => csv.intensity[i]));
    expect([...(sas.sigma ?? [])]).toEqual(filled.map((i) => csv.sigma![i]));
    expect((await readdir(data.folder)).filter((name) => name.endsWith('.nxcansas.h5'))).toHaveLength(3);
    const again = await run('.', '--npt', '20', '--out', 'all', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ failed: [], frames: 5 });
  });

  it('needs q', async () => {
    const { code, stderr } = await run('a.tif', '--format', 'nxcansas');
    expect([code, stderr.trim()]).toEqual([
      2,
      'annulus: --format nxcansas holds q: use --unit q_nm^-1 or q_A^-1, or another format.',
    ]);
  });
});
