import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isImageComplete } from '../../src-main/batch/is-image-complete.ts';
import { firstModules, imageChange, missingModules } from '../../src-main/file/detector-modules.ts';
import { expandInputs } from '../../src-main/file/expand-inputs.ts';
import { loadHdf5, type Hdf5Library } from '../../src-main/file/hdf5-library.ts';
import { listImages } from '../../src-main/file/list-images.ts';
import { openImage, readImage } from '../../src-main/file/open-image.ts';
import { sharedFolder } from '../shared-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let library: Hdf5Library;
beforeAll(async () => {
  library = await loadHdf5();
});

const [ROWS, COLUMNS] = [8, 9];

/** A module as Lambda detectors write it: int16 frames, its place in pixels of column and row. */
function writeModule(
  name: string,
  base: number,
  place: readonly [column: number, row: number],
  { count = 2, isMasked = false, type = '<h' } = {},
): string {
  const path = join(folder.path, name);
  const file = new library.File(path, 'w');
  const detector = file.create_group('entry').create_group('instrument').create_group('detector');
  const numbers = Array.from({ length: count * ROWS * COLUMNS }, (_, i) => base + i);
  const data = type === '<h' ? Int16Array.from(numbers) : Int32Array.from(numbers);
  detector.create_dataset({ name: 'data', data, shape: [count, ROWS, COLUMNS], dtype: type });
  const distance = detector
    .create_group('translation')
    .create_dataset({ name: 'distance', data: Float32Array.of(...place, 0), shape: [3], dtype: '<f' });
  distance.create_attribute('units', 'pixel');
  if (isMasked) {
    const bad = new Uint32Array(ROWS * COLUMNS);
    bad[10] = 2;
    detector.create_dataset({ name: 'pixel_mask', data: bad, shape: [1, ROWS, COLUMNS], dtype: '<I' });
  }
  file.close();
  return path;
}

describe('modules of a Lambda detector', () => {
  it('are one image, each at its place, with the gaps and their own bad pixels masked', async () => {
    const first = writeModule('a_m1_part00000.nxs', 100, [0, 5]);
    const second = writeModule('a_m2_part00000.nxs', 1000, [-2, 16], { isMasked: true });
    for (const path of [first, second]) {
      const image = await openImage(path);
      expect(image.summary).toMatchObject({ shape: [19, 11], frameCount: 2, sampleType: 'int16' });
      const { samples, mask } = await image.readFrame(1);
      await image.close();
      // The second module begins 11 rows below the first; its column −2 is the first of the image.
      const at = (row: number, column: number): number => row * 11 + column;
      expect(samples[at(0, 2)]).toBe(100 + 72);
      expect(samples[at(7, 10)]).toBe(100 + 143);
      expect(samples[at(11, 0)]).toBe(1000 + 72);
      expect(samples[at(18, 8)]).toBe(1000 + 143);
      expect([at(0, 1), at(8, 5), at(11, 9), at(12, 1)].map((i) => mask![i])).toEqual([1, 1, 1, 1]);
      // Unmasked: the pixels of both modules but the bad one.
      expect(mask!.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0)).toBe(2 * ROWS * COLUMNS - 1);
    }
  });

  it('are taken one by one where the dataset is named', async () => {
    const path = writeModule('b_m1_part00000.nxs', 0, [0, 0]);
    writeModule('b_m2_part00000.nxs', 0, [0, 20]);
    const image = await openImage(`${path}::/entry/instrument/detector/data`);
    expect(image.summary.shape).toEqual([ROWS, COLUMNS]);
    await image.close();
  });

  it('stand once in a folder and in a glob', async () => {
    writeModule('c_m1_part00000.nxs', 0, [0, 0]);
    writeModule('c_m2_part00000.nxs', 0, [0, 20]);
    writeModule('c_m1_part00001.nxs', 0, [0, 0]);
    const { inputs } = await expandInputs([join(folder.path, 'c_*.nxs')]);
    expect(inputs.map(({ path }) => path)).toEqual(
      ['c_m1_part00000.nxs', 'c_m1_part00001.nxs'].map((name) => join(folder.path, name)),
    );
    expect(firstModules(['x_m2.nxs', 'x_m3.nxs', 'm1.nxs', 'x_m1.tif', 'x_m2.tif'])).toEqual(
      ['x_m2.nxs', 'm1.nxs', 'x_m1.tif', 'x_m2.tif'], // only files of this name and format
    );
  });

  it('are waited for where other parts of the series have more, with a sentence, and count in size and time', async () => {
    writeModule('scan_7_m1_part00000.nxs', 0, [0, 0]);
    writeModule('scan_7_m2_part00000.nxs', 0, [0, 20]);
    writeModule('scan_7_m3_part00000.nxs', 0, [0, 40]);
    const path = writeModule('scan_8_m1_part00000.nxs', 0, [0, 0]);
    await expect(openImage(path)).rejects.toThrow(
      'scan_8_m1_part00000.nxs is one of several modules of a detector, and of it m2, m3 are not there',
    );
    await expect(isImageComplete(path, new AbortController().signal, true)).rejects.toThrow('not there');
    const one = await openImage(`${path}::/entry/instrument/detector/data`); // alone, where that is asked for
    await one.close();
    const second = writeModule('scan_8_m2_part00000.nxs', 0, [0, 20]);
    await expect(openImage(path)).rejects.toThrow('m3 is not there');
    const third = writeModule('scan_8_m3_part00000.nxs', 0, [0, 40]);
    const image = await openImage(path);
    expect(image.summary.shape[0]).toBe(48);
    await image.close();
    const later = Date.now() / 1000 + 100;
    await utimes(third, later, later);
    const sizes = await Promise.all([path, second, third].map(async (file) => (await stat(file)).size));
    const change = { size: sizes.reduce((sum, size) => sum + size, 0), modified: (await stat(third)).mtimeMs };
    expect(await imageChange(path)).toEqual(change);
    const listed = await listImages(folder.path, false, new AbortController().signal);
    expect(listed.find((listedImage) => listedImage.path === path)).toEqual({ path, ...change });
  });

  it('are missing where counting leaves one out, or another run of the series has it; else nobody knows', () => {
    expect(missingModules('r_1_m1.nxs', ['r_1_m1.nxs', 'r_1_m3.nxs'])).toEqual([2]);
    expect(missingModules('r_2_m1.nxs', ['r_1_m1.nxs', 'r_1_m2.nxs', 'r_2_m1.nxs'])).toEqual([2]);
    expect(missingModules('r_2_m2.nxs', ['other_1_m1.nxs', 'other_1_m3.nxs', 'r_2_m2.nxs'])).toEqual([]);
    expect(missingModules('image.tif', ['image.tif', 'r_1_m1.nxs'])).toEqual([]);
  });

  it('lose a frame that one of them lacks, and no other', async () => {
    const path = writeModule('d_m1_part00000.nxs', 0, [0, 0], { count: 3 });
    writeModule('d_m2_part00000.nxs', 0, [0, 8], { count: 2 });
    const image = await openImage(path);
    expect(image.summary.frameCount).toBe(3);
    expect((await image.readFrame(1)).samples).toHaveLength(16 * COLUMNS);
    await expect(image.readFrame(2)).rejects.toThrow('d_m2_part00000.nxs has 2 frames where other modules have 3.');
    await image.close();
  });

  it('are refused over one another, and with other types of numbers', async () => {
    const over = writeModule('e_m1_part00000.nxs', 0, [0, 0]);
    writeModule('e_m2_part00000.nxs', 0, [8, 7]);
    await expect(openImage(over)).rejects.toThrow(
      'The modules e_m1_part00000.nxs and e_m2_part00000.nxs lie over one another.',
    );
    const other = writeModule('f_m1_part00000.nxs', 0, [0, 0]);
    writeModule('f_m2_part00000.nxs', 0, [0, 8], { type: '<i' });
    await expect(openImage(other)).rejects.toThrow('f_m2_part00000.nxs holds int32, f_m1_part00000.nxs int16.');
  });

  it.skipIf(!sharedFolder)('are those of a real detector of three modules', async () => {
    const path = join(sharedFolder!, 'data/dioptas/lambda/testasapo1_1009_00002_m1_part00000.nxs');
    const { shape, samples, mask } = await readImage(path, 4);
    expect(shape).toEqual([1317 + 516, 1554 + 2]); // the stated places of the modules
    const third = await readImage(path.replace('_m1_', '_m3_') + '::/entry/instrument/detector/data', 4);
    const row = 300;
    expect(samples.subarray((1317 + row) * 1556, (1317 + row) * 1556 + 1554)).toEqual(
      third.samples.subarray(row * 1554, (row + 1) * 1554),
    );
    expect(mask![600 * 1556 + 700]).toBe(1); // between the first two
  });
});
