import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sharedFolder } from '../shared-folder.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';

const shared = sharedFolder ?? '';
const image = join(shared, 'data', 'dioptas', 'CeO2_Pilatus1M.tif');
const poni = join(shared, 'data', 'dioptas', 'CeO2_Pilatus1M.poni');

async function readReference(name: string): Promise<Map<string, number[]>> {
  const text = gunzipSync(await readFile(join(shared, 'reference', 'integrate1d', `${name}.csv.gz`))).toString();
  const [header = '', ...rows] = text.trim().split('\n');
  return new Map(header.split(',').map((column, k) => [column, rows.map((row) => Number(row.split(',')[k]))]));
}

async function readColumns(path: string): Promise<number[][]> {
  const rows = (await readFile(path, 'utf8')).trim().split('\n');
  return rows.map((row) => row.split(' ').map(Number));
}

describe.skipIf(!sharedFolder)('annulus integrate on CeO2_Pilatus1M.tif, against pyFAI 0.21.3', () => {
  beforeAll(ensureBuilt, 120_000);
  let out = '';
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), 'annulus-real-'));
  });
  afterEach(() => rm(out, { recursive: true }));

  const common = ['--poni', poni, '--flip-rows', '--mask-below', '1', '--polarization', '0.99', '--npt', '1000'];

  // Limits of pyFAI's float32 corners and positions: axis 2e-6°, intensities 8e-5 relative, 2e-4 with a margin; σ 5e-4.
  // Pixels sitting on a bin edge may move with "no": 1 % of the bins to 2e-3.
  it.each([
    ['bbox', 'ceo2_2th_deg_bbox_1000', 0],
    ['full', 'ceo2_2th_deg_full_1000', 0],
    ['no', 'ceo2_2th_deg_no_1000', 10],
  ])('gives the pattern of split %s', async (split, name, outliers) => {
    const { code, stderr } = await runAnnulus(['integrate', image, ...common, '--split', split, '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    const rows = await readColumns(join(out, 'CeO2_Pilatus1M.xy'));
    const reference = await readReference(name);
    const [radial, intensity, count] = ['radial', 'intensity', 'count'].map((column) => reference.get(column)!);
    expect(rows).toHaveLength(1000);
    const errors = rows.map(([, value], k) => (count![k]! > 1 ? Math.abs(value! / intensity![k]! - 1) : 0));
    expect(Math.max(...rows.map(([x], k) => Math.abs(x! - radial![k]!)))).toBeLessThan(2e-6);
    expect(errors.filter((error) => error > 2e-4).length).toBeLessThanOrEqual(outliers);
    expect(Math.max(...errors)).toBeLessThan(2e-3);
  });

  it('gives the errors of counting', async () => {
    const { code } = await runAnnulus([
      'integrate',
      image,
      ...common,
      '--split',
      'bbox',
      '--error-model',
      'poisson',
      '--format',
      'xye',
      '--out',
      out,
    ]);
    expect(code).toBe(0);
    const rows = await readColumns(join(out, 'CeO2_Pilatus1M.xye'));
    const reference = await readReference('ceo2_2th_bbox_poisson');
    const sigma = reference.get('sigma')!;
    const errors = rows.map(([, , value], k) => Math.abs(value! / sigma[k]! - 1));
    expect(Math.max(...errors)).toBeLessThan(5e-4);
  });

  it('warns when the rings speak for the other orientation, and not when the option is given', async () => {
    const args = ['integrate', image, '--poni', poni, '--mask-below', '1', '--out', out, '--overwrite'];
    const { code, stderr } = await runAnnulus(args);
    expect(code).toBe(0);
    expect(stderr).toContain('Warning');
    expect(stderr).toContain('--flip-rows');
    expect((await runAnnulus([...args, '--quiet'])).stderr).toBe('');
    expect((await runAnnulus([...args, '--orientation', '3'])).stderr).toBe('');
    expect((await runAnnulus([...args, '--flip-rows'])).stderr).toBe('');
  });

  it('F037: gives the same bytes with one worker and with three', async () => {
    const run = async (workers: string): Promise<Buffer> => {
      await runAnnulus(['integrate', image, ...common, '--out', out, '--overwrite', '--workers', workers]);
      return readFile(join(out, 'CeO2_Pilatus1M.xy'));
    };
    expect((await run('1')).equals(await run('3'))).toBe(true);
  });
});
