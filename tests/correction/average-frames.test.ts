import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFrameSum } from '../../src-shared/correction/average-frames.ts';
import { sourceFromBytes } from '../../src-shared/format/bytes-source.ts';
import { npyReader } from '../../src-shared/format/npy-reader.ts';
import { tiffReader } from '../../src-shared/format/tiff-reader.ts';
import type { ImageReader } from '../../src-shared/format/image-reader.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';
import { sharedFolder } from '../shared-folder.ts';

const image = (samples: Samples, over: Partial<DetectorImage> = {}): DetectorImage => ({
  samples,
  shape: [1, samples.length],
  metadata: { header: {} },
  ...over,
});

describe('sums of frames', () => {
  it('are Σ w · value, means are divided by Σ w', () => {
    const sum = createFrameSum([1, 3]);
    sum.add(image(Int32Array.of(10, -20, 4000000000)), 0.5);
    sum.add(image(Uint16Array.of(40, 80, 65535)), 2);
    expect([...sum.sum()]).toEqual([85, 150, 0.5 * (4000000000 | 0) + 131070]);
    expect([...sum.mean()].slice(0, 2)).toEqual([34, 60]);
    expect(sum.frames).toBe(2);
  });

  it('subtract with a negative weight', () => {
    const sum = createFrameSum([1, 2]);
    sum.add(image(Float32Array.of(10, 5)));
    sum.add(image(Float32Array.of(4, 8)), -1);
    expect([...sum.sum()]).toEqual([6, -3]);
    expect(() => sum.mean()).toThrow('The weights add up to 0');
  });

  it('do not depend on the order, and the mean of equal frames is the frame', () => {
    const frames = [1, 2, 3].map((seed) => image(Uint32Array.from({ length: 50 }, (_, p) => (p * p * seed) % 97)));
    const [forth, back, same] = [createFrameSum([1, 50]), createFrameSum([1, 50]), createFrameSum([1, 50])];
    frames.forEach((frame, k) => forth.add(frame, 2 ** k));
    frames.toReversed().forEach((frame, k) => back.add(frame, 2 ** (2 - k)));
    expect(forth.mean()).toEqual(back.mean());
    for (const weight of [0.25, 0.5, 2]) same.add(frames[1]!, weight);
    expect([...same.mean()]).toEqual([...frames[1]!.samples]);
  });

  it('leave out what a frame did not measure: the mean is that of the others, the sum is not known', () => {
    const sum = createFrameSum([1, 4]);
    sum.add(image(Float32Array.of(NaN, 2, 3, Infinity)), 1);
    sum.add(image(Float32Array.of(8, 6, 9, NaN), { mask: Uint8Array.of(0, 1, 0, 0) }), 3);
    sum.add(image(Float32Array.of(4, 4, 65535, NaN), { metadata: { header: {}, maskedValue: 65535 } }), 1);
    expect([...sum.mean()]).toEqual([7, 3, 7.5, NaN]);
    expect([...sum.sum()]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('refuse a frame of another shape', () => {
    const sum = createFrameSum([1, 3]);
    expect(() => sum.add(image(Float32Array.of(1, 2)))).toThrow('This frame has 1 × 2 pixels, and the first has 1 × 3');
  });
});

describe.skipIf(sharedFolder === undefined)('F038: the weighted average of PDFstream', () => {
  const open = async (reader: ImageReader, path: string): Promise<DetectorImage> =>
    (await reader.open(sourceFromBytes(path, readFileSync(join(sharedFolder!, path))), {})).readFrame(0);
  const [rows, columns, from] = [64, 64, 100];
  /** Rows and columns 100 to 163. */
  const crop = ({ samples, shape }: DetectorImage): Float64Array =>
    Float64Array.from({ length: rows * columns }, (_, p) => {
      const [i, j] = [Math.floor(p / columns), p % columns];
      return samples[(from + i) * shape[1] + from + j]!;
    });

  // The reference is 0.6 · agbeh2_1M + 0.2 · buf1_00000 + 0.2 · CeO2_Pilatus1M. The second image is not at hand, but it
  // holds counts: what the other two leave over must be whole numbers, which no other weights give.
  it('leaves whole counts for the image that is missing, and comes out with them', async () => {
    const agbeh = crop(await open(tiffReader, 'data/saxsdog/doc/data/agbeh2_1M.tif'));
    const ceria = crop(await open(tiffReader, 'data/dioptas/CeO2_Pilatus1M.tif'));
    const reference = await open(npyReader, 'reference-systems/pdf_average_crop.npy');
    expect(reference.samples).toHaveLength(rows * columns);

    const rest = createFrameSum([rows, columns]);
    const frame = (samples: Float64Array): DetectorImage => image(samples, { shape: [rows, columns] });
    rest.add(frame(Float64Array.from(reference.samples)), 5);
    rest.add(frame(agbeh), -3);
    rest.add(frame(ceria), -1);
    const missing = rest.sum();
    // 1e-3: the reference may be float32, of values up to some 10⁴
    for (const value of missing) expect(Math.abs(value - Math.round(value))).toBeLessThan(1e-3);
    expect(Math.max(...missing)).toBeGreaterThan(1);

    const average = createFrameSum([rows, columns]);
    average.add(frame(agbeh), 0.6);
    average.add(frame(missing.map(Math.round)), 0.2);
    average.add(frame(ceria), 0.2);
    // 1e-6 relative: float32 of the reference
    average.mean().forEach((value, p) => {
      const expected = reference.samples[p]!;
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
    });
  });
});
