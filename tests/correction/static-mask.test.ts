import { describe, expect, it } from 'vitest';
import { frameMask } from '../../src-shared/correction/frame-mask.ts';
import { pedestal } from '../../src-shared/correction/pedestal.ts';
import { staticMask } from '../../src-shared/correction/static-mask.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';

const shape = [2, 3] as const;

describe('staticMask', () => {
  it('is the union of mask files, gaps, unusable flat and unusable pedestal', () => {
    const mask = staticMask(shape, {
      masks: [Uint8Array.of(255, 0, 0, 0, 0, 0), Uint8Array.of(1, 1, 0, 0, 0, 0)],
      gaps: Uint8Array.of(0, 0, 1, 0, 0, 0),
      flat: Float32Array.of(1, 1, 1, 0, 1, 1),
      pedestal: Float32Array.of(0, 0, 0, 0, NaN, 0),
    });
    expect(mask).toEqual(Uint8Array.of(1, 1, 1, 1, 1, 0));
  });

  it('is null where every pixel is used', () => {
    expect(staticMask(shape, { masks: [] })).toBeNull();
    expect(staticMask(shape, { masks: [new Uint8Array(6)], flat: new Float32Array(6).fill(2) })).toBeNull();
  });

  it('rejects a part of another size', () => {
    expect(() => staticMask(shape, { masks: [new Uint8Array(5)] })).toThrow('5 entries for 2 × 3 pixels');
  });
});

describe('frameMask', () => {
  it('adds the mask of the image, unmeasured values and zero normalization to the static mask', () => {
    const samples = Float32Array.of(1, NaN, 3, 4, 500, 6);
    const limits = valueLimits({ maskAbove: 100 }, {}, samples);
    const image = { samples, mask: Uint8Array.of(0, 0, 2, 0, 0, 0) };
    expect(frameMask(image, limits, null)).toEqual(Uint8Array.of(0, 1, 1, 0, 1, 0));
    const normalization = Float32Array.of(0, 1, 1, 1, 1, Infinity);
    expect(frameMask(image, limits, Uint8Array.of(0, 0, 0, 7, 0, 0), normalization)).toEqual(
      Uint8Array.of(1, 1, 1, 1, 1, 1),
    );
  });

  it('rejects arrays of another size', () => {
    const samples = new Uint16Array(6);
    expect(() => frameMask({ samples }, valueLimits({}, {}, samples), new Uint8Array(7))).toThrow('7 entries for 6');
  });
});

describe('pedestal', () => {
  it('is dark + scale · background', () => {
    const dark = Uint16Array.of(1, 2, 3, 4, 5, 6);
    const background = Float32Array.of(10, 20, 30, 40, 50, 60);
    expect(pedestal(shape, dark, background, 0.5)).toEqual(Float32Array.of(6, 12, 18, 24, 30, 36));
    expect(pedestal(shape, dark, null, 0.5)).toEqual(Float32Array.from(dark));
    expect(pedestal(shape, null, background, 2)).toEqual(Float32Array.of(20, 40, 60, 80, 100, 120));
  });

  it('is null where there is nothing to subtract', () => {
    expect(pedestal(shape, null, null, 1)).toBeNull();
  });

  it('rejects an image of another size', () => {
    expect(() => pedestal(shape, new Uint16Array(4), null, 1)).toThrow('4 entries for 2 × 3 pixels');
  });
});
