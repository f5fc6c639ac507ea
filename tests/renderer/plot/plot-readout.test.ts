import { describe, expect, it, test } from 'vitest';
import { readCurves, readPeak } from '../../../src-renderer/plot/plot-readout.ts';
import { bandOutlines } from '../../../src-shared/figure/band-outlines.ts';

const curve = {
  id: 'a',
  label: 'CeO2',
  colour: 'red',
  x: Float64Array.of(1, 2, 3),
  y: Float64Array.of(10, 100, -5),
  sigma: Float64Array.of(1, 10, 1),
  scale: 2,
  offset: 5,
};

test('reads the nearest point as drawn: scaled, shifted, with its uncertainty', () => {
  expect(readCurves([curve], 2.2, 'linear', 'linear')).toEqual([
    { id: 'a', label: 'CeO2', colour: 'red', text: '205 ± 20', dot: { x: 2, y: 205 } },
  ]);
});

test('has no dot where a logarithm has no place', () => {
  const [row] = readCurves([curve], 3, 'linear', 'log');
  expect(row!.text).toBe('−5.0 ± 2.0');
  expect(row!.dot).toBeNull();
});

test('leaves out a curve that does not reach there', () => {
  expect(readCurves([curve], 4.5, 'linear', 'linear')).toEqual([]);
  expect(readCurves([curve], 3.9, 'linear', 'linear')).toHaveLength(1);
});

test('the outline of a band runs along the upper edge and back along the lower, one per stretch', () => {
  const nan = Number.NaN;
  const band = Float64Array.of(1, 2, 4, 2, 3, 5, 2, nan, nan, 7, 1, 2, 8, 1, 3, 9, nan, nan, 10, 1, 2);
  expect(bandOutlines(band)).toEqual([
    [
      [1, 4],
      [2, 5],
      [2, 3],
      [1, 2],
    ],
    [
      [7, 2],
      [8, 3],
      [8, 1],
      [7, 1],
    ],
  ]);
});

describe('readPeak', () => {
  const x = Float64Array.from({ length: 1001 }, (_, i) => i / 100);
  const curve = { id: 'a', label: 'a', x, y: x.map((u) => 200 * Math.exp(-((u - 4) ** 2) / 0.02)) };

  it('tells position, height and width of the peak beside the cursor', () => {
    // σ = 0.1: FWHM 0.23548, on straight lines between points 0.01 apart to 1e-4
    expect(readPeak(curve, 4.1, [0, 10], 0)).toMatch(/^4(\.0+)? · height 200(\.0+)? · FWHM 0\.23[56]/);
  });

  it('says nothing where there is no peak, and beyond the curve', () => {
    expect(readPeak({ ...curve, y: x }, 4.1, [0, 10], 0)).toBe('');
    expect(readPeak(curve, 12, [0, 10], 0)).toBe('');
    expect(readPeak(curve, 4.1, [0, 10], 50)).toBe(''); // four times the noise
  });
});
