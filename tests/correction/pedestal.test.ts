import { describe, expect, it } from 'vitest';
import { pedestal, pedestalVariance } from '../../src-shared/correction/pedestal.ts';

const SHAPE = [1, 4] as const;
const dark = Float32Array.of(4, 9, -3, NaN);
const background = Float32Array.of(100, -8, 16, 2);

describe('pedestal', () => {
  it('is dark + scale · background, and either alone', () => {
    expect([...pedestal(SHAPE, dark, background, 0.25)!]).toEqual([29, 7, 1, NaN]);
    expect([...pedestal(SHAPE, dark, null, 0.25)!]).toEqual([4, 9, -3, NaN]);
    expect([...pedestal(SHAPE, null, background, 0.25)!]).toEqual([25, -2, 4, 0.5]);
    expect(pedestal(SHAPE, null, null, 1)).toBeNull();
  });

  it('refuses an image of another size', () => {
    expect(() => pedestal(SHAPE, dark, Float32Array.of(1, 2), 1)).toThrow('2 entries for 1 × 4 pixels');
  });
});

describe('pedestalVariance', () => {
  it('adds the counts of the dark and scale² times those of the background; a variance is never negative', () => {
    expect([...pedestalVariance(SHAPE, dark, background, 0.5)!]).toEqual([4 + 25, 9, 0.25 * 16, 0.25 * 2]);
    expect([...pedestalVariance(SHAPE, null, background, 0.5)!]).toEqual([25, 0, 4, 0.5]);
    expect([...pedestalVariance(SHAPE, dark, null, 0.5)!]).toEqual([4, 9, 0, 0]);
    expect(pedestalVariance(SHAPE, null, null, 0.5)).toBeNull();
  });

  it('divides the counts of a dark that is the mean of n exposures by n, and not those of the background', () => {
    expect([...pedestalVariance(SHAPE, dark, background, 0.5, 8)!]).toEqual([0.5 + 25, 9 / 8, 4, 0.5]);
  });
});
