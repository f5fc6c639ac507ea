import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { npyReader } from '../../src-shared/format/npy-reader.ts';
import { sharedFolder } from '../shared-folder.ts';
import { ensureBuilt, runAnnulus } from './run-annulus.ts';

const shared = sharedFolder ?? '';
const data = join(shared, 'data', 'lightform');

/** Columns of a text file without those lines that begin with #. */
async function readTable(path: string): Promise<number[][]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.trim().split(/\s+/).map(Number));
}

describe.skipIf(!sharedFolder)('annulus integrate on an image of the LightForm workflow', () => {
  beforeAll(ensureBuilt, 120_000);
  let out = '';
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), 'annulus-lightform-'));
  });
  afterEach(() => rm(out, { recursive: true }));
  const whole = ['--poni', join(data, 'DLS_CeO2_1200mm_pyFAI.poni'), '--npt', '800'];
  const options = [...whole, '--radial-range', '2,8'];

  it('F012: gives the pattern of pyFAI from −180° to 180° (R:cake_xrdfit36_1d)', async () => {
    const words = ['--mask-below', '0', '--polarization', '0.99', '--azimuth-range=-180,180'];
    const { code } = await runAnnulus(['integrate', join(data, 'pixium_03150.tif'), ...whole, ...words, '--out', out]);
    expect(code).toBe(0);
    const rows = await readTable(join(out, 'pixium_03150.xy'));
    const bytes = new Uint8Array(await readFile(join(shared, 'reference-systems', 'cake_xrdfit36_1d.npy')));
    const { samples } = await (await npyReader.open(sourceFromBytes('reference.npy', bytes), {})).readFrame(0);
    expect(rows).toHaveLength(800);
    // pyFAI's float32 corners move bin edges by up to 1e-6°, and intensities on the flanks of rings by up to 1e-4.
    expect(Math.max(...rows.map(([x], i) => Math.abs(x! - samples[i]!)))).toBeLessThan(1e-6);
    const errors = rows.map(([, y], i) => Math.abs(y! / samples[800 + i]! - 1));
    expect(Math.max(...errors)).toBeLessThan(2e-4);
  });

  it('F013: solid angle and polarization change the curve as their formulas do at the angles of the rings', async () => {
    const curve = async (...words: string[]): Promise<number[][]> => {
      const run = ['integrate', join(data, 'pixium_03150.tif'), ...options, ...words, '--out', out, '--overwrite'];
      expect((await runAnnulus(run)).code).toBe(0);
      return readTable(join(out, 'pixium_03150.xy'));
    };
    const plain = await curve('--no-solid-angle');
    const solid = await curve();
    const flat = await curve('--no-solid-angle', '--polarization', '0');
    // The detector is tilted by 0.4° only, so that both depend on 2θ alone to 1e-3 of what they change: cos³ 2θ, and
    // (1 + cos² 2θ) / 2 for light without polarization.
    for (const bin of [100, 400, 790]) {
      const cosine = Math.cos((plain[bin]![0]! * Math.PI) / 180);
      expect(solid[bin]![1]! / plain[bin]![1]!).toBeCloseTo(1 / cosine ** 3, 3);
      expect(flat[bin]![1]! / plain[bin]![1]!).toBeCloseTo(2 / (1 + cosine ** 2), 5);
    }
  });

  it('F015: writes .dat with a header and .xy without one, with the same numbers', async () => {
    const words = ['--format', 'dat,xy', '--out', out];
    const { code } = await runAnnulus(['integrate', join(data, 'pixium_03150.tif'), ...options, ...words]);
    expect(code).toBe(0);
    const text = await readFile(join(out, 'pixium_03150.xy'), 'utf8');
    expect(text).not.toContain('#');
    expect(text.split('\n')[0]).toMatch(/^\d\.\d{18}e[+-]\d\d \d\.\d{18}e[+-]\d\d$/);
    const dat = await readFile(join(out, 'pixium_03150.dat'), 'utf8');
    expect(dat.split('\n').filter((line) => line.startsWith('# ')).length).toBeGreaterThan(20);
    const [xy, columns] = [
      await readTable(join(out, 'pixium_03150.xy')),
      await readTable(join(out, 'pixium_03150.dat')),
    ];
    expect(columns).toHaveLength(xy.length);
    // %14.6e keeps seven digits.
    for (const [i, [x, y]] of columns.entries()) {
      expect(Math.abs(x! / xy[i]![0]! - 1)).toBeLessThan(5.1e-7);
      expect(Math.abs(y! / xy[i]![1]! - 1)).toBeLessThan(5.1e-7);
    }
  });
});
