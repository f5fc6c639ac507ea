import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../../src-main/file/open-image.ts';
import { parseCalibrationFile } from '../../src-shared/format/calibration-format.ts';
import { automaticMask, DEFAULT_AUTO_MASK } from '../../src-shared/mask/automatic-mask.ts';
import { rasterizeMask } from '../../src-shared/mask/rasterize-mask.ts';
import { ringBins, type RingBins } from '../../src-shared/mask/ring-bins.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { AutoMask, Calibration, MaskLayer, MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';

const PIXELS = 1043 * 981;

/** Masks of PDFstream's own program (numpy 1.24, pyFAI 0.21.3), made on a real image of CeO2. */
describe.skipIf(!sharedFolder)('automaticMask against PDFstream', () => {
  const folder = (name: string): string => join(sharedFolder ?? '', name);
  let image: DetectorImage;
  let background: DetectorImage;
  let calibration: Calibration;
  let stored: RingBins;
  let own: RingBins;

  beforeAll(async () => {
    image = await readImage(folder('data/dioptas/CeO2_Pilatus1M.tif'), 0, {});
    background = await readImage(folder('data/saxsdog/agbeh2_1M.tif'), 0, {}).catch(() =>
      readImage(folder('data/saxsdog/doc/data/agbeh2_1M.tif'), 0, {}),
    );
    const path = folder('data/dioptas/CeO2_Pilatus1M.poni');
    calibration = parseCalibrationFile(path, readFileSync(path, 'utf8')).calibration;
    const edges = readFileSync(folder('reference-systems/pdf_ceo2_default_qbins.npy'));
    stored = ringBins(calibration, image.shape, new Float64Array(edges.buffer.slice(edges.byteOffset + 128)));
    own = ringBins(calibration, image.shape);
  });

  /** numpy's packbits: the first pixel is the highest bit. */
  function reference(name: string): Uint8Array {
    const bytes = readFileSync(folder(`reference-systems/pdf_${name}_mask.npy`)).subarray(-Math.ceil(PIXELS / 8));
    return Uint8Array.from({ length: PIXELS }, (_, p) => (bytes[p >> 3]! >> (7 - (p & 7))) & 1);
  }

  function differences(a: Uint8Array, b: Uint8Array): number {
    let count = 0;
    for (let p = 0; p < PIXELS; p++) if (a[p] !== b[p]) count++;
    return count;
  }

  const count = (mask: Uint8Array): number => mask.reduce((total, value) => total + value, 0);

  function mask(settings: AutoMask, rings: RingBins, userRows?: [number, number], minus?: DetectorImage): Uint8Array {
    const start = userRows ? new Uint8Array(PIXELS).fill(1, userRows[0] * 981, userRows[1] * 981) : null;
    const samples = minus
      ? Float64Array.from(image.samples, (value, p) => value - 0.01 * minus.samples[p]!)
      : image.samples;
    return automaticMask(samples, image.shape, settings, start, () => rings);
  }

  it('counts 117 840 pixels at the edge, 186 893 with those below 0', () => {
    expect(count(mask({ edge: 30, method: 'median' }, own))).toBe(117_840);
    expect(count(mask({ edge: 30, lower: 0, method: 'median' }, own))).toBe(186_893);
  });

  // The stored edges carry float32 noise of pyFAI's positions, ours do not: two pixels may lie on the other side.
  it('F028: finds the 207 363 pixels of the default settings, to 2 with the edges of the reference', () => {
    expect(differences(mask(DEFAULT_AUTO_MASK, stored), reference('ceo2_default'))).toBeLessThanOrEqual(2);
  });

  it('has the edges of the reference to the noise of its float32 positions', () => {
    expect(own.edges.length).toBe(stored.edges.length);
    // 1025 widths add up, each the largest of some that are good to 5e-7 Å⁻¹ (1 part in 1.7e7 of 8 Å⁻¹).
    for (let k = 0; k < own.edges.length; k++) expect(Math.abs(own.edges[k]! - stored.edges[k]!)).toBeLessThan(5e-4);
  });

  // Own edges shift by that noise, which moves some pixels to the next ring: 0.1 % of the image is the limit.
  it.each([
    ['F028', 'ceo2_default', DEFAULT_AUTO_MASK],
    ['F029', 'ceo2_tuned', { alpha: 1.5, lower: 1, upper: 100_000, edge: 50, method: 'median' }],
  ] as const)('%s: finds the mask of %s to 0.1 % with rings of its own', (_id, name, settings) => {
    expect(differences(mask(settings, own), reference(name))).toBeLessThan(PIXELS / 1000);
  });

  it('F031: finds the mask of a difference of images with a mask of the user to 0.1 %', () => {
    const found = mask({ alpha: 3, edge: 10, lower: 0, method: 'median' }, own, [500, 540], background);
    expect(differences(found, reference('ceo2_bg'))).toBeLessThan(PIXELS / 1000);
  });

  it('F032: with no automatic mask leaves what the user masked, or nothing', () => {
    const rows: MaskRegion = { kind: 'rectangle', x1: 0, y1: 0, x2: 981, y2: 300 };
    const user: MaskLayer = { id: 1, name: 'user', enabled: true, action: 'add', region: rows };
    expect(differences(rasterizeMask([user], image.shape, { image }), reference('ceo2_usermask_only'))).toBe(0);
    expect(count(rasterizeMask([], image.shape, { image }))).toBe(0);
  });
});
