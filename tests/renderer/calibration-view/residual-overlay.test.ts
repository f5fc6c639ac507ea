import { describe, expect, it } from 'vitest';
import {
  CLASSES,
  residualBound,
  residualClass,
  residualColour,
} from '../../../src-renderer/calibration-view/residual-colours.ts';
import { highlightOverlay, residualOverlay } from '../../../src-renderer/calibration-view/residual-overlay.ts';

describe('residualBound', () => {
  it('never goes below half a pixel, so that noise stays grey', () => {
    expect(residualBound(Float64Array.of(0.02, -0.03, Number.NaN))).toBe(0.5);
    expect(residualBound(new Float64Array(0))).toBe(0.5);
  });

  it('is the next round number beyond most of the residuals, whatever their sign', () => {
    expect(residualBound(Float64Array.of(-1.4, 0.2, 0.3))).toBe(2);
    expect(residualBound(Float64Array.of(300))).toBe(50);
  });

  it('is not stretched by a few cells far off', () => {
    const cells = new Float64Array(100).fill(0.1);
    cells[3] = 30;
    expect(residualBound(cells)).toBe(0.5);
  });
});

describe('colours of residuals', () => {
  it('are grey on the ring, blue inside and orange outside', () => {
    expect(residualColour(residualClass(0, 1))).toContain('0%');
    expect(residualColour(residualClass(-1, 1))).toBe(
      'color-mix(in srgb, var(--residual-inside) 100%, var(--residual-none))',
    );
    expect(residualColour(residualClass(0.5, 1))).toBe(
      'color-mix(in srgb, var(--residual-outside) 50%, var(--residual-none))',
    );
  });

  it('end at the bound', () => {
    expect(residualClass(7, 2)).toBe(CLASSES);
    expect(residualClass(-7, 2)).toBe(-CLASSES);
  });
});

describe('residualOverlay', () => {
  const points = {
    rows: Float64Array.of(10, 20, 30, 40),
    columns: Float64Array.of(1, 2, 3, 4),
    residualsPx: Float64Array.of(0.01, -1, 1, 0.5),
    rejected: Uint8Array.of(0, 0, 0, 1),
  };

  it('puts every point once at x = column, y = row, the largest residuals last', () => {
    const groups = residualOverlay(points, 1);
    expect(groups.map(({ points: places }) => [...places])).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ]);
    expect(groups.slice(0, 3).map(({ colour }) => colour)).toEqual([
      residualColour(0),
      residualColour(-CLASSES),
      residualColour(CLASSES),
    ]);
  });

  it('crosses out rejected points', () => {
    expect(residualOverlay(points, 1).map(({ shape }) => shape)).toEqual(['dot', 'dot', 'dot', 'cross']);
  });

  it('rings the chosen points', () => {
    expect(highlightOverlay(points, [2, 0]).map(({ points: places }) => [...places])).toEqual([[3, 30, 1, 10]]);
    expect(highlightOverlay(points, [])).toEqual([]);
  });
});
