import { describe, expect, it } from 'vitest';
import { flattenImage, halfResolution } from '../../src-shared/calibration/flatten-image.ts';
import { poisson } from '../../src-shared/simulation/poisson.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';

const SIDE = 200;

function image(
  counts: (i: number, j: number) => number,
  { rows = SIDE, columns = SIDE, isNoisy = true, pixel2 = 1e-4 } = {},
) {
  const random = createRandom(3);
  const samples = new Float32Array(rows * columns);
  for (let i = 0, p = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, p++) samples[p] = isNoisy ? poisson(counts(i, j), random) : counts(i, j);
  const unusable = new Uint8Array(samples.length);
  return { samples, unusable, shape: [rows, columns] as const, pixel1: 1e-4, pixel2 };
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('flattenImage', () => {
  it('makes noise alike on a background that grows tenfold', () => {
    const { values } = flattenImage(image((_, j) => 20 + j));
    const [left, right] = [(p: number) => p % SIDE < 40, (p: number) => p % SIDE >= 160];
    for (const side of [left, right]) {
      const part = Array.from(values).filter((_, p) => side(p));
      const spread = Math.sqrt(mean(part.map((v) => v * v)));
      // Clipping and the limits on outliers take some per cent of a standard deviation of 1.
      expect(spread).toBeGreaterThan(0.9);
      expect(spread).toBeLessThan(1.1);
    }
  });

  it('is zero where nothing varies', () => {
    const { values } = flattenImage(image(() => 50, { isNoisy: false }));
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(1e-4); // rounding of float32 sums
  });

  it('takes hot and dead pixels for what they are, and a line for a line', () => {
    const picture = image((_, j) => (j === 100 || j === 101 ? 2000 : 50));
    picture.samples[50 * SIDE + 30] = 1e6;
    picture.samples[90 * SIDE + 30] = 0;
    const { values } = flattenImage(picture);
    expect(Math.abs(values[50 * SIDE + 30]!)).toBeLessThan(3);
    expect(Math.abs(values[90 * SIDE + 30]!)).toBeLessThan(3);
    expect(values[50 * SIDE + 100]).toBe(5);
  });

  it('is zero and unusable where there is no measurement', () => {
    const picture = image(() => 50);
    picture.unusable.fill(1, 0, 20 * SIDE);
    const { values, usable } = flattenImage(picture);
    expect(values.subarray(0, 20 * SIDE).every((v) => v === 0)).toBe(true);
    expect(usable.subarray(0, 20 * SIDE).every((u) => u === 0)).toBe(true);
    // The background beside a gap is that of what was measured.
    expect(Math.abs(mean(values.subarray(20 * SIDE, 24 * SIDE)))).toBeLessThan(0.15);
  });

  it('is the transposed of the transposed', () => {
    const bump = (i: number, j: number): number => 30 + 200 * Math.exp(-0.01 * ((i - 60) ** 2 + (j - 90) ** 2)) + j;
    const [rows, columns] = [160, 200];
    const a = flattenImage(image(bump, { rows, columns, isNoisy: false }));
    const b = flattenImage(image((i, j) => bump(j, i), { rows: columns, columns: rows, isNoisy: false }));
    let most = 0;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        most = Math.max(most, Math.abs(a.values[i * columns + j]! - b.values[j * rows + i]!));
    expect(most).toBeLessThan(1e-3); // float32 sums in another order
  });

  it('bins images of more than 1.6 M pixels and says how large its pixels are', () => {
    const flat = flattenImage(image(() => 4, { rows: 1500, columns: 1501, isNoisy: false, pixel2: 4e-4 }));
    expect([flat.rows, flat.columns, flat.step1, flat.step2]).toEqual([750, 750, 1, 4]);
  });
});

describe('halfResolution', () => {
  it('adds 2 × 2 pixels so that their noise stays what it was', () => {
    const values = Float32Array.of(1, 2, 0, 0, 3, 4, 0, 5);
    const usable = Uint8Array.of(1, 1, 0, 0, 1, 1, 0, 1);
    const half = halfResolution({ rows: 2, columns: 4, values, usable, step1: 1, step2: 2 });
    expect(half).toEqual({
      rows: 1,
      columns: 2,
      values: Float32Array.of(5, 0),
      usable: Uint8Array.of(1, 0),
      step1: 2,
      step2: 4,
    });
  });
});
