import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../src-main/file/open-image.ts';
import { percentileLevels, zScoreLevels } from '../../src-shared/figure/picture-levels.ts';
import { sharedFolder } from '../shared-folder.ts';

describe('zScoreLevels', () => {
  it('are the mean ∓ z standard deviations of the population, masked pixels and gaps aside', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9 have the mean 5 and the deviation 2.
    const values = [2, 4, 4, 4, 5, 5, 7, 9, 1000, NaN];
    const mask = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
    expect(zScoreLevels(values, 2, mask)).toEqual([1, 9]);
  });

  it.skipIf(!sharedFolder)('F035: are the colour range of PDFstream (R:pdf_ceo2_default)', async () => {
    const folder = `${sharedFolder}/reference-systems`;
    const expected = JSON.parse(readFileSync(`${folder}/pdf_ceo2_default.json`, 'utf8')) as Record<string, number>;
    const { samples } = await readImage(`${sharedFolder}/data/dioptas/CeO2_Pilatus1M.tif`);
    const packed = readFileSync(`${folder}/pdf_ceo2_default_mask.npy`).subarray(128); // after the header of NumPy
    const mask = Uint8Array.from(samples, (_, i) => (packed[i >> 3]! >> (7 - (i & 7))) & 1);
    expect(mask.reduce((sum, flag) => sum + flag, 0)).toBe(expected['masked']);
    const [low, high] = zScoreLevels(samples, 2, mask);
    // Sums of 8·10⁵ numbers in another order: 1e-10 of them.
    expect(Math.abs(low / expected['vmin_z2']! - 1)).toBeLessThan(1e-10);
    expect(Math.abs(high / expected['vmax_z2']! - 1)).toBeLessThan(1e-10);
  });
});

describe('percentileLevels', () => {
  it('leave out the lowest hundredth and the highest thousandth', () => {
    const values = Float64Array.from({ length: 1001 }, (_, i) => 1000 - i);
    expect(percentileLevels(values)).toEqual([10, 999]);
    expect(percentileLevels([NaN])).toEqual([0, 1]);
    expect(percentileLevels([3, 3])).toEqual([3, 4]);
  });
});
