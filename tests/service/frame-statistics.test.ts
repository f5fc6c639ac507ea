import { describe, expect, it } from 'vitest';
import { frameStatistics } from '../../src-main/service/frame-statistics.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';

const imageOf = (samples: Samples, more: Partial<DetectorImage> = {}): DetectorImage => ({
  samples,
  shape: [1, samples.length],
  metadata: { header: {} },
  ...more,
});

describe('frameStatistics', () => {
  it('finds the percentiles of the numbers 1 to 1000', () => {
    const samples = Uint16Array.from({ length: 1000 }, (_, k) => 1000 - k);
    const { minimum, maximum, percentile1, percentile999, mean, validPixels } = frameStatistics(imageOf(samples));
    expect([minimum, maximum, percentile1, percentile999, mean, validPixels]).toEqual([1, 1000, 10, 999, 500.5, 1000]);
  });

  it('counts every pixel once in the histogram', () => {
    const samples = Int32Array.from({ length: 5000 }, (_, k) => (k * k) % 70001);
    const { histogram } = frameStatistics(imageOf(samples));
    expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(5000);
  });

  it('spaces the histogram in asinh: half of the bins lie below sinh(asinh(max) / 2)', () => {
    const top = 1e6;
    const middle = Math.sinh(Math.asinh(top) / 2);
    const samples = Float32Array.of(0, middle * 0.98, middle * 1.02, top);
    const { histogram } = frameStatistics(imageOf(samples));
    const bins = [...histogram.keys()].filter((bin) => histogram[bin] !== 0);
    expect(bins).toEqual([0, 127, 128, 255]);
  });

  it('leaves out what is no measurement: NaN, the masked value, the mask of the file, gaps', () => {
    const samples = Float64Array.of(NaN, Infinity, 5, 7, 9, 4294967295, 100, -1);
    const image = imageOf(samples, {
      mask: Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 0),
      metadata: { header: {}, maskedValue: 4294967295 },
    });
    const gaps = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1);
    const { minimum, maximum, mean, validPixels } = frameStatistics(image, gaps);
    expect([minimum, maximum, mean, validPixels]).toEqual([5, 9, 7, 3]);
  });

  it('finds percentiles of floats to the width of its cells, 0.1 %', () => {
    const samples = Float32Array.from({ length: 10000 }, (_, k) => (k + 1) * 1e-3 - 5);
    const { percentile1, percentile999 } = frameStatistics(imageOf(samples));
    expect(Math.abs(percentile1 - -4.9)).toBeLessThan(4.9e-3);
    expect(Math.abs(percentile999 - 4.99)).toBeLessThan(5e-3);
  });

  it('gives zeros for an image without measurements', () => {
    const { minimum, maximum, validPixels } = frameStatistics(imageOf(Float32Array.of(NaN, NaN)));
    expect([minimum, maximum, validPixels]).toEqual([0, 0, 0]);
  });

  it('copes with values beyond float32', () => {
    const { maximum, percentile999, histogram } = frameStatistics(imageOf(Float64Array.of(1, 2, 1e300)));
    expect(maximum).toBe(1e300);
    expect(percentile999).toBe(1e300);
    expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(3);
  });
});
