import { describe, expect, it } from 'vitest';
import { shadeCake } from '../../src-shared/figure/shade-cake.ts';
import { scaleConstants } from '../../src-shared/figure/intensity-scale.ts';

const NO_DATA = 999;
/** The colour of a level is its number, 0 … 255. */
const colours = Uint32Array.from({ length: 256 }, (_, i) => i);

interface Part {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly width: number;
  readonly height: number;
}

/** Two cakes (−90° and 90°) of four bins, edges at 0 … 4; values are levels. */
function shade(values: readonly number[], part: Partial<Part> = {}, isFalling = false): number[] {
  const { x = [0, 4], y = [-180, 180], width = 4, height = 2 } = part;
  const words = new Uint32Array(width * height);
  shadeCake(
    {
      cake: {
        shape: [2, 4],
        azimuth: isFalling ? Float64Array.of(90, -90) : Float64Array.of(-90, 90),
        azimuthWidth: 180,
        intensity: Float32Array.from(values),
      },
      edges: Float64Array.of(0, 1, 2, 3, 4),
      x,
      y,
      width,
      height,
      constants: scaleConstants('linear', [0, 255]),
      colours,
      noData: NO_DATA,
    },
    words,
  );
  return [...words];
}
const VALUES = [1, 2, 3, 4, 5, 6, 7, 8];

describe('shadeCake', () => {
  it('draws azimuth upwards: the first cake of rising azimuth is the lowest row', () => {
    expect(shade(VALUES)).toEqual([5, 6, 7, 8, 1, 2, 3, 4]);
  });

  it('draws the same place at the same height where the cake runs the other way round', () => {
    expect(shade(VALUES, {}, true)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('shows the mean where several bins fall on one pixel', () => {
    expect(shade([10, 20, 30, 40, 10, 20, 30, 40], { width: 2, height: 1 })).toEqual([15, 35]);
  });

  it('repeats magnified bins without mixing them', () => {
    expect(shade(VALUES, { x: [1, 2], width: 3, height: 2 })).toEqual([6, 6, 6, 2, 2, 2]);
    expect(shade(VALUES, { x: [0.5, 2.5], width: 4, height: 2 })).toEqual([5, 6, 6, 7, 1, 2, 2, 3]);
  });

  it('leaves bins without value out of the mean, and shows where there is none', () => {
    const nan = Number.NaN;
    expect(shade([10, nan, nan, nan, 10, nan, nan, nan], { width: 2, height: 1 })).toEqual([10, NO_DATA]);
  });

  it('shows nothing beside the cake', () => {
    expect(shade(VALUES, { x: [-2, 6], width: 8 }).slice(0, 8)).toEqual([
      NO_DATA,
      NO_DATA,
      5,
      6,
      7,
      8,
      NO_DATA,
      NO_DATA,
    ]);
    expect(
      shade(VALUES, { y: [-180, 540], height: 4 })
        .slice(0, 8)
        .every((word) => word === NO_DATA),
    ).toBe(true);
  });

  it('loses no bin between the pixels of a narrow picture', () => {
    const row = Array.from({ length: 4 }, (_, i) => 40 * i);
    const [word] = shade([...row, ...row], { width: 1, height: 1 });
    expect(word).toBe(60); // (0 + 40 + 80 + 120)/4
  });
});
