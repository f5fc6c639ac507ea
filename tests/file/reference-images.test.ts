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
