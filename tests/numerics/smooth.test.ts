import { describe, expect, it } from 'vitest';
import { boxBlur, boxSum, gaussianBlur } from '../../src-shared/numerics/smooth.ts';

const [ROWS, COLUMNS] = [31, 41];
const point = (row: number, column: number): Float32Array => {
  const image = new Float32Array(ROWS * COLUMNS);
  image[row * COLUMNS + column] = 1;
  return image;
};
/** Sum, and second moments about a pixel along both axes. */
function moments(image: Float32Array, row: number, column: number): { sum: number; rows: number; columns: number } {
  let [sum, rows, columns] = [0, 0, 0];
  for (let i = 0; i < ROWS; i++)
    for (let j = 0; j < COLUMNS; j++) {
      const value = image[i * COLUMNS + j]!;
      sum += value;
      rows += value * (i - row) ** 2;
      columns += value * (j - column) ** 2;
    }
  return { sum, rows: rows / sum, columns: columns / sum };
}

describe('boxSum', () => {
  it('adds what lies in the box, and nothing beyond the edge', () => {
    const image = Float32Array.from({ length: ROWS * COLUMNS }, (_, p) => (p * 7) % 11);
    const before = image.slice();
    boxSum(image, ROWS, COLUMNS, 3);
    for (const [row, column] of [
      [0, 0],
      [15, 20],
      [30, 40],
      [2, 39],
    ] as const) {
      let sum = 0;
      for (let i = Math.max(0, row - 3); i <= Math.min(ROWS - 1, row + 3); i++)
        for (let j = Math.max(0, column - 3); j <= Math.min(COLUMNS - 1, column + 3); j++)
          sum += before[i * COLUMNS + j]!;
      expect(image[row * COLUMNS + column]).toBe(sum); // small integers: exact
    }
  });

  it('takes boxes larger than the image', () => {
    const image = new Float32Array(6).fill(1);
    boxSum(image, 2, 3, 5);
    expect([...image]).toEqual([6, 6, 6, 6, 6, 6]);
  });
});

describe('blurs', () => {
  it('spread a point with the standard deviation asked for', () => {
    const gauss = moments(gaussianBlur(point(15, 20), ROWS, COLUMNS, 2), 15, 20);
    expect(gauss.sum).toBeCloseTo(1, 5);
    // Cut at 3σ a Gaussian loses 3 % of its variance.
    expect(gauss.rows).toBeGreaterThan(3.8);
    expect(gauss.rows).toBeLessThan(4.05);
    expect(gauss.columns).toBeCloseTo(gauss.rows, 4);
    const image = point(15, 20);
    boxBlur(image, ROWS, COLUMNS, 2);
    const box = moments(image, 15, 20);
    expect(box.sum).toBeCloseTo(1, 5);
    // Boxes have whole radii: radius 2 gives a variance of 3 · (5² − 1)/12 = 6, radius 1 one of 2; 4 lies between.
    expect([2, 6]).toContain(Math.round(box.rows));
  });
});
