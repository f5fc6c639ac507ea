import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../../src-main/file/open-image.ts';
import { writeNpy } from '../../src-shared/format/npy-writer.ts';
import type { Samples, Shape } from '../../src-shared/model/detector-image.ts';
import { ensureBuilt, runAnnulus } from '../cli/run-annulus.ts';
import { sharedFolder } from '../shared-folder.ts';

/** Real mask files, and masks that the programs of their systems made of them. */
describe.skipIf(!sharedFolder)('mask files', () => {
  const given = (name: string): string => join(sharedFolder ?? '', name);
  let folder = '';
  const made = (name: string): string => join(folder, name);
  const count = (samples: Samples): number => {
    let total = 0;
    for (const value of samples) if (value !== 0) total++;
    return total;
  };

  beforeAll(async () => {
    await ensureBuilt();
    folder = await mkdtemp(join(tmpdir(), 'annulus-masks-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** numpy's packbits: the first pixel is the highest bit. */
  function unpacked(name: string, pixels: number): Uint8Array {
    const bytes = readFileSync(given(`reference-systems/${name}.npy`)).subarray(-Math.ceil(pixels / 8));
    return Uint8Array.from({ length: pixels }, (_, p) => (bytes[p >> 3]! >> (7 - (p & 7))) & 1);
  }

  async function mask(image: string, ...args: string[]): Promise<{ masked: number; stderr: string }> {
    const { stdout, stderr, code } = await runAnnulus(['mask', image, ...args, '--json'], { cwd: folder });
    expect(code).toBe(0);
    return { masked: (JSON.parse(stdout) as { masked: number }).masked, stderr };
  }

  it('F010: masks as many pixels below 1 as the image has', async () => {
    const path = given('data/lightform/pixium_03150.tif');
    const { samples } = await readImage(path, 0, {});
    let below = 0;
    for (const value of samples) if (value < 1) below++;
    expect(below).toBeGreaterThan(100_000); // so many that a limit beside it would show
    expect((await mask(path, '--below', '1', '--out', 'below.npy')).masked).toBe(below);
    expect(count((await readImage(made('below.npy'), 0, {})).samples)).toBe(below);
  });

  it('F011: a mask of Dioptas keeps its pixels in every format', async () => {
    const path = given('data/lightform/DLS_CeO2_1200mm.mask');
    const original = await readImage(path, 0, {});
    expect(original.shape).toEqual([1441, 1440]);
    expect(count(original.samples)).toBe(30_627); // as stored in the file, deflated 32-bit words
    for (const name of ['m.npy', 'm.edf', 'm.msk', 'm.tif', 'm.mask']) {
      const { masked } = await mask(given('data/lightform/pixium_03150.tif'), '--mask', path, '--out', name);
      expect(masked).toBe(30_627);
      const saved = await readImage(made(name), 0, {});
      expect(saved.samples.every((value, p) => (value !== 0) === (original.samples[p] !== 0))).toBe(true);
    }
    expect(count((await readImage(given('data/dioptas/test.mask'), 0, {})).samples)).toBe(452_016);
  });

  it('F046: reads a mask of SACLA the other way round, and asks when it is given as the usual kind', async () => {
    const shape: Shape = [220, 220];
    const keep = unpacked('sacla_mask', 220 * 220);
    const kept = count(keep);
    expect(kept).toBe(220 * 220 - 30 * 50); // rows 30 … 60, columns 100 … 150 are masked
    await writeFile(made('keep.npy'), writeNpy({ samples: keep, shape }));
    await writeFile(made('blank.npy'), writeNpy({ samples: new Int32Array(220 * 220), shape }));
    const right = await mask('blank.npy', '--keep-mask', 'keep.npy', '--out', 'sacla.npy');
    expect(right).toEqual({ masked: 220 * 220 - kept, stderr: '' });
    const { samples } = await readImage(made('sacla.npy'), 0, {});
    expect(samples.every((value, p) => value === 1 - keep[p]!)).toBe(true);
    const wrong = await mask('blank.npy', '--mask', 'keep.npy', '--out', 'inverted.npy');
    expect(wrong.stderr).toContain(
      'keep.npy masks 96.9 % of the image; if 1 means keep in it, give it with --keep-mask',
    );
  });

  it.each([
    ['data/saxsdog/doc/data/AAA_integ.msk', 'mask0_keep_saxsdog'],
    ['data/saxsdog/doc/mask.tif', 'mask1_keep_saxsdog'],
  ])('F070: reads %s the right way up, as SAXSdog does', async (path, name) => {
    const { samples, shape } = await readImage(given(path), 0, {});
    expect(shape).toEqual([1043, 981]);
    const keep = unpacked(name, 1043 * 981);
    let different = 0;
    for (let p = 0; p < keep.length; p++) if ((samples[p] === 0) !== (keep[p] === 1)) different++;
    expect(different).toBe(0);
  });

  it('F070: the Fit2D mask covers every negative pixel of its image', async () => {
    const { samples } = await readImage(given('data/saxsdog/doc/data/AAA_integ.msk'), 0, {});
    const image = await readImage(given('data/saxsdog/doc/data/agbeh2_1M.tif'), 0, {});
    let [negative, uncovered] = [0, 0];
    for (const [p, value] of image.samples.entries()) {
      if (value >= 0) continue;
      negative++;
      if (samples[p] === 0) uncovered++;
    }
    expect([negative, uncovered]).toEqual([73_671, 0]);
  });
});
