import { describe, expect, it } from 'vitest';
import { orientArray, orientImage, orientPlace, orientPlaces } from '../../src-shared/calibration/orient-image.ts';

const samples = Uint16Array.of(1, 2, 3, 4, 5, 6); // 2 rows of 3
const shape = [2, 3] as const;

describe('orientArray', () => {
  it.each([
    [3, [1, 2, 3, 4, 5, 6]],
    [2, [4, 5, 6, 1, 2, 3]],
    [4, [3, 2, 1, 6, 5, 4]],
    [1, [6, 5, 4, 3, 2, 1]],
  ] as const)('mirrors as orientation %i says', (orientation, expected) => {
    const oriented = orientArray(samples, shape, orientation);
    expect([...oriented]).toEqual(expected);
    expect(oriented).toBeInstanceOf(Uint16Array);
    expect([...orientArray(oriented, shape, orientation)]).toEqual([...samples]);
  });

  it('leaves the original alone, and does not copy it for orientation 3', () => {
    expect(orientArray(samples, shape, 3)).toBe(samples);
    orientArray(samples, shape, 1);
    expect([...samples]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('orientPlace', () => {
  it('takes the middle of a pixel to the middle of the pixel with its value', () => {
    for (const orientation of [1, 2, 3, 4] as const) {
      const oriented = orientArray(samples, shape, orientation);
      for (const [i, j] of [
        [0, 0],
        [1, 2],
        [0, 1],
      ] as const) {
        const { row, column } = orientPlace(i + 0.5, j + 0.5, shape, orientation);
        expect(oriented[Math.floor(row) * 3 + Math.floor(column)]).toBe(samples[i * 3 + j]);
        expect(row % 1).toBe(0.5);
      }
    }
  });

  it('does the same to many', () => {
    const { rows, columns } = orientPlaces({ rows: [0.25, 1], columns: [2, 3] }, shape, 1);
    expect([[...rows], [...columns]]).toEqual([
      [1.75, 1],
      [1, 0],
    ]);
  });
});

describe('orientImage', () => {
  it('mirrors the mask of the file with the samples', () => {
    const image = { samples, shape, mask: Uint8Array.of(1, 0, 0, 0, 0, 0), metadata: { header: {} } };
    expect([...orientImage(image, 2).mask!]).toEqual([0, 0, 0, 1, 0, 0]);
    expect(orientImage(image, 3)).toBe(image);
  });
});
