import { describe, expect, it } from 'vitest';
import { coarseImage } from '../../src-shared/integration/coarse-image.ts';

describe('coarseImage', () => {
  it('leaves a small image as it is', () => {
    const samples = Int16Array.of(1, 2, 3, 4, 5, 6);
    expect(coarseImage(samples, [2, 3], null, 6)).toEqual({
      size: 1,
      shape: [2, 3],
      means: Float64Array.from(samples),
    });
  });

  it('averages the used pixels of each block and drops what fills no block', () => {
    // Blocks of 2 × 2 of a 3 × 5 image: (0,1,5,6) and (2,3,7,8)
    const samples = Uint8Array.from({ length: 15 }, (_, p) => p);
    expect(coarseImage(samples, [3, 5], null, 4)).toEqual({ size: 2, shape: [1, 2], means: Float64Array.of(3, 5) });
  });

  it('has no value where fewer than half of the pixels are used', () => {
    const samples = Uint8Array.from({ length: 15 }, (_, p) => p);
    const unused = new Uint8Array(15);
    for (const p of [0, 1, 5, 2, 3]) unused[p] = 9;
    expect(coarseImage(samples, [3, 5], unused, 4).means).toEqual(Float64Array.of(NaN, 7.5));
  });
});
