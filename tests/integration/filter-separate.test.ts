import { describe, expect, it } from 'vitest';
import { separateImage } from '../../src-shared/integration/filter-separate.ts';

const pattern = { radial: Float64Array.of(1, 2, 3, 4), intensity: Float64Array.of(10, 20, NaN, 60) };
const plain = (pixels: number) => ({ normalization: new Float32Array(pixels).fill(1), pedestal: null });

describe('separateImage', () => {
  it('interpolates between bins, across empty ones, and goes on at the ends', () => {
    const positions = [0.5, 1, 1.25, 2, 3, 3.5, 4, 9];
    const samples = new Float32Array(8).fill(100);
    const { amorphous, bragg } = separateImage({ samples }, positions, pattern, plain(8));
    expect([...amorphous]).toEqual([10, 10, 12.5, 20, 40, 50, 60, 60]);
    expect([...bragg]).toEqual([90, 90, 87.5, 80, 60, 50, 40, 40]);
  });

  it('gives each pixel its normalization and its pedestal, so that a pattern image leaves nothing', () => {
    const normalization = Float32Array.of(1, 0.5, 2);
    const pedestal = Float32Array.of(0, 3, 7);
    const samples = Float32Array.of(15, 10.5, 37);
    const { bragg, amorphous } = separateImage({ samples }, [1.5, 1.5, 1.5], pattern, { normalization, pedestal });
    expect([...amorphous]).toEqual([...samples]);
    expect([...bragg]).toEqual([0, 0, 0]);
  });

  it('has no numbers where the image has none', () => {
    const samples = Float32Array.of(1, NaN, 3);
    const { bragg, amorphous } = separateImage({ samples, mask: Uint8Array.of(1, 0, 0) }, [1, 1, 1], pattern, plain(3));
    expect([...bragg]).toEqual([NaN, NaN, -7]);
    expect([...amorphous]).toEqual([NaN, NaN, 10]);
  });

  it('refuses a pattern without values and positions of another image', () => {
    const empty = { radial: Float64Array.of(1), intensity: Float64Array.of(NaN) };
    expect(() => separateImage({ samples: new Float32Array(1) }, [1], empty, plain(1))).toThrow(RangeError);
    expect(() => separateImage({ samples: new Float32Array(1) }, [1, 2], pattern, plain(1))).toThrow(RangeError);
  });
});
