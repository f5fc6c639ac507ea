import { describe, expect, it } from 'vitest';
import { prepareCalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';

const PIXELS = { pixel1: 1e-4, pixel2: 1e-4 };
const [ROWS, COLUMNS] = [40, 50];

/** Rows and columns of what is marked, as [first row, last row, first column, last column]; null if nothing is. */
function extent(unusable: Uint8Array): number[] | null {
  const marked = Array.from(unusable.keys()).filter((p) => unusable[p] === 1);
  if (marked.length === 0) return null;
  const rows = marked.map((p) => Math.floor(p / COLUMNS));
  const columns = marked.map((p) => p % COLUMNS);
  const box = [Math.min(...rows), Math.max(...rows), Math.min(...columns), Math.max(...columns)];
  expect(marked.length).toBe((box[1]! - box[0]! + 1) * (box[3]! - box[2]! + 1)); // all of the box
  return box;
}

function prepared(samples: Samples, more: Partial<DetectorImage> = {}, mask: Uint8Array | null = null): Uint8Array {
  const shape = [samples.length / COLUMNS, COLUMNS] as const;
  return prepareCalibrationImage({ samples, shape, metadata: { header: {} }, ...more }, PIXELS, mask).unusable;
}

/** Ten counts everywhere, none in a box. */
function withShadow(row: number, column: number, height: number, width: number): Int32Array {
  const samples = new Int32Array(ROWS * COLUMNS).fill(10);
  for (let i = row; i < row + height; i++) samples.fill(0, i * COLUMNS + column, i * COLUMNS + column + width);
  return samples;
}

describe('prepareCalibrationImage', () => {
  it('marks a square of nine pixels without a count, and four around it', () => {
    expect(extent(prepared(withShadow(15, 20, 9, 9)))).toEqual([11, 27, 16, 32]);
    expect(extent(prepared(withShadow(15, 20, 11, 14)))).toEqual([11, 29, 16, 37]);
  });

  it('leaves smaller ones', () => {
    expect(extent(prepared(withShadow(15, 20, 8, 20)))).toBeNull();
    expect(extent(prepared(withShadow(15, 20, 20, 8)))).toBeNull();
  });

  it('ends at the edges of the image, and does not go on in the next row', () => {
    expect(extent(prepared(withShadow(0, 0, 9, 9)))).toEqual([0, 12, 0, 12]);
    expect(extent(prepared(withShadow(ROWS - 9, COLUMNS - 9, 9, 9)))).toEqual([ROWS - 13, ROWS - 1, 37, 49]);
    const split = withShadow(10, COLUMNS - 5, 12, 5);
    for (let i = 10; i < 22; i++) split.fill(0, i * COLUMNS, i * COLUMNS + 4);
    expect(extent(prepared(split))).toBeNull();
  });

  it('takes masked pixels for part of a shadow, and no shadow where zeros are common', () => {
    const samples = withShadow(15, 20, 9, 9);
    samples[19 * COLUMNS + 24] = 7;
    expect(extent(prepared(samples))).toBeNull();
    const mask = new Uint8Array(samples.length);
    mask[19 * COLUMNS + 24] = 1;
    expect(extent(prepared(samples, {}, mask))).toEqual([11, 27, 16, 32]);
    expect(extent(prepared(withShadow(0, 0, 30, COLUMNS)))).toBeNull();
  });

  it('marks negative and largest values of integers, what is not finite, the masked value, and both masks', () => {
    const marked = (samples: Samples, more?: Partial<DetectorImage>, mask?: Uint8Array): number[] =>
      Array.from(prepared(samples, more, mask).subarray(0, 6));
    const row = (type: new (n: number) => Samples, ...values: number[]): Samples => {
      const samples = new type(ROWS * COLUMNS).fill(10);
      samples.set(values);
      return samples;
    };
    expect(marked(row(Int32Array, -1, 0x7fffffff, 0, 5, 6, 7))).toEqual([1, 1, 0, 0, 0, 0]);
    expect(marked(row(Uint16Array, 0xffff, 0xfffe, 0, 5, 6, 7))).toEqual([1, 0, 0, 0, 0, 0]);
    expect(marked(row(Float32Array, NaN, Infinity, -Infinity, -3, 6, 7))).toEqual([1, 1, 1, 0, 0, 0]);
    expect(marked(row(Float32Array, 1, 2, 3, -3, 6, 7), { metadata: { header: {}, maskedValue: -3 } })).toEqual([
      0, 0, 0, 1, 0, 0,
    ]);
    const own = new Uint8Array(ROWS * COLUMNS);
    const mask = own.slice();
    own[1] = 1;
    mask[2] = 255;
    expect(marked(row(Int32Array, 5, 5, 5, 5, 5, 5), { mask: own }, mask)).toEqual([0, 1, 1, 0, 0, 0]);
  });
});
