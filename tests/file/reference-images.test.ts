import { readFileSync, existsSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npyReader } from '../../src-shared/format/npy-reader.ts';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { openImage, readImage } from '../../src-main/file/open-image.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { sharedFolder } from '../shared-folder.ts';

const formats = join(sharedFolder ?? '', 'reference/formats');

interface Expected {
  readonly array: string;
  readonly dtype_on_reading?: string;
  readonly nframes?: number;
  readonly dataset?: string;
}

const expected: Record<string, Expected> = existsSync(join(formats, 'formats.json'))
  ? (JSON.parse(readFileSync(join(formats, 'formats.json'), 'utf8')) as Record<string, Expected>)
  : {};

/** Arrays written by numpy: the numbers that fabio, PIL or h5py stored in each file. */
async function numpyFrames(bytes: Uint8Array): Promise<DetectorImage[]> {
  const image = await npyReader.open(sourceFromBytes('array.npy', bytes), {});
  return Promise.all(Array.from({ length: image.summary.frameCount }, (_, frame) => image.readFrame(frame)));
}

function reverseRows({ samples, shape: [rows, columns] }: DetectorImage): number[] {
  const out: number[] = [];
  for (let row = rows - 1; row >= 0; row--) out.push(...samples.subarray(row * columns, (row + 1) * columns));
  return out;
}

describe.skipIf(!sharedFolder)('openImage on the reference files', () => {
  it.each(Object.entries(expected))(
    '%s gives exactly its array',
    async (name, { array, dtype_on_reading, dataset }) => {
      const frames = await numpyFrames(readFileSync(join(formats, array)));
      const image = await openImage(join(formats, name));
      const { summary } = image;
      expect(summary.shape).toEqual(frames[0]!.shape);
      const first = await image.readFrame(0);
      // A Fit2D mask lies bottom up in the file; fabio leaves it so, we turn it.
      const rows = name.endsWith('.msk') ? reverseRows(frames[0]!) : Array.from(frames[0]!.samples);
      expect(Array.from(first.samples)).toEqual(rows);
      if (dtype_on_reading) {
        const type = dtype_on_reading === 'int64' ? 'float64' : dtype_on_reading; // 64-bit integers are widened
        expect(summary.sampleType).toBe(type);
        expect(first.samples.constructor.name.toLowerCase()).toBe(`${type}array`);
      }
      if (dataset) {
        expect(summary.frameCount).toBe(frames.length);
        for (let frame = 1; frame < frames.length; frame++)
          expect(Array.from((await image.readFrame(frame)).samples)).toEqual(Array.from(frames[frame]!.samples));
      }
      await image.close();
    },
  );

  it.each(['img_2frames.edf', 'pil_uint16_2pages.tif'])(
    '%s has the rows reversed in its second frame',
    async (name) => {
      const image = await openImage(join(formats, name));
      expect(image.summary.frameCount).toBe(2);
      expect(Array.from((await image.readFrame(1)).samples)).toEqual(reverseRows(await image.readFrame(0)));
      await image.close();
    },
  );
});

interface MaskEntry {
  readonly file: string;
  readonly kind: string;
  readonly image: string;
  readonly shape: readonly [number, number];
}

const index = sharedFolder
  ? (JSON.parse(readFileSync(join(sharedFolder, 'reference/index.json'), 'utf8')) as { entries: MaskEntry[] })
  : { entries: [] };

describe.skipIf(!sharedFolder)('masks', () => {
  const masks = index.entries.filter(({ kind }) => kind === 'mask');

  it.each(masks.map((entry) => [entry.image, entry] as const))(
    '%s is what fabio decodes',
    async (image, { file, shape }) => {
      const packed = gunzipSync(readFileSync(join(sharedFolder!, 'reference', file)));
      const bits = packed.subarray(10 + packed.readUInt16LE(8)); // npy version 1: one byte per eight pixels
      const opened = await openImage(join(sharedFolder!, 'data', image));
      const frame = await opened.readFrame(0);
      await opened.close();
      expect(frame.shape).toEqual(shape);
      const [rows, columns] = shape;
      let different = 0;
      for (let i = 0; i < rows * columns; i++) {
        const expectedBit = (bits[i >> 3]! >> (7 - (i & 7))) & 1; // numpy packs the most significant bit first
        const row = Math.floor(i / columns);
        // fabio leaves a Fit2D mask bottom up
        const at = image.endsWith('.msk') ? (rows - 1 - row) * columns + (i % columns) : i;
        if ((frame.samples[at] !== 0 ? 1 : 0) !== expectedBit) different++;
      }
      expect(different).toBe(0);
    },
  );

  it('of Fit2D covers every dead pixel of the image it was made for', async () => {
    const data = join(sharedFolder!, 'data/saxsdog/doc/data');
    const [mask, image] = [await readImage(join(data, 'AAA_integ.msk')), await readImage(join(data, 'agbeh2_1M.tif'))];
    let dead = 0;
    let uncovered = 0;
    image.samples.forEach((value, i) => {
      if (value >= 0) return;
      dead++;
      if (mask.samples[i] === 0) uncovered++;
    });
    expect([dead, uncovered]).toEqual([73671, 0]);
  });
});

describe.skipIf(!sharedFolder)('real images', () => {
  // Sum, and sum weighted by index modulo 997 so that a flip or shift shows, of fabio 0.14 (HDF5: h5py 3.7) and numpy.
  it.each([
    ['dioptas/CeO2_Pilatus1M.tif', 0, 126770499, 62721982342],
    ['saxsdog/doc/data/agbeh2_1M.tif', 0, 1559401984, 776398922985],
    ['lightform/pixium_03150.tif', 0, 10214884, 5117025965],
    ['dioptas/test.mask', 0, 452016, 225139685],
    ['lightform/moke.tif', 0, 2925893, 1453907558],
    ['lightform/moke_mirror.tif', 0, 2925893, 1459129651],
    ['saxsdog/doc/mask.tif', 0, 169930725, 84717366840],
    ['dioptas/lambda/testasapo1_1009_00002_m1_part00000.nxs::/entry/instrument/detector/data', 0, 6307581, 3107282661],
    ['dioptas/lambda/testasapo1_1009_00002_m1_part00000.nxs::/entry/instrument/detector/data', 9, 1490120, 758612906],
  ])('%s, frame %i', async (name, frame, sum, weighted) => {
    const { samples } = await readImage(join(sharedFolder!, 'data', name), frame);
    let [total, byIndex] = [0, 0];
    samples.forEach((value, i) => {
      total += value;
      byIndex += value * (i % 997);
    });
    expect([total, byIndex]).toEqual([sum, weighted]); // whole numbers below 2^53: exact
  });

  it('a Lambda file tells its ten frames, pixels, time, energy and mask', async () => {
    const image = await openImage(
      join(
        sharedFolder!,
        'data/dioptas/lambda/testasapo1_1009_00002_m1_part00000.nxs::/entry/instrument/detector/data',
      ),
    );
    expect(image.summary).toMatchObject({
      shape: [516, 1554],
      frameCount: 10,
      sampleType: 'int16',
      dataset: '/entry/instrument/detector/data',
      metadata: { detector: 'Lambda', pixel1: 55e-6, pixel2: 55e-6, exposureTime: 0.1 },
    });
    // 12 keV: λ = 12.398419843 Å / 12
    expect(image.summary.metadata.wavelength! * 1e10).toBeCloseTo(12.398419843 / 12, 9);
    const { mask } = await image.readFrame(0);
    expect(mask!.reduce((count, value) => count + value, 0)).toBe(37045); // numpy.count_nonzero of pixel_mask
    await image.close();
  });
});
