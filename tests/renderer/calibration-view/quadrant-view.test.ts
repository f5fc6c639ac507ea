import { describe, expect, it } from 'vitest';
import { aroundLine, strongestLine } from '../../../src-renderer/calibration-view/quadrant-view.ts';

describe('aroundLine', () => {
  const lines = [{ x: 10 }, { x: 10.4 }, { x: 30 }];

  it('ends half-way to the nearer neighbour, but leaves room for the line itself', () => {
    expect(aroundLine([{ x: 10 }, { x: 12 }], 0, [0, 40])).toEqual([9, 11]);
    const [from, to] = aroundLine(lines, 0, [0, 40]);
    expect(to - from).toBeCloseTo(0.6, 12); // a quarter of 3 % of 40 on each side
  });

  it('is a small part of the axis where no neighbour is near', () => {
    expect(aroundLine(lines, 2, [0, 40])).toEqual([28.8, 31.2]);
  });

  it('stays within the axis', () => {
    expect(aroundLine([{ x: 0.1 }], 0, [0, 40])[0]).toBe(0);
  });
});

describe('strongestLine', () => {
  const x = Float64Array.of(1, 2, 3);

  it('is the one that is strong in every direction', () => {
    const curves = [
      { x, y: Float64Array.of(50, 9, 5) },
      { x, y: Float64Array.of(Number.NaN, 8, 6) },
    ];
    expect(strongestLine([{ x: 1 }, { x: 2 }, { x: 3 }], curves)).toBe(1);
  });

  it('is none without lines', () => {
    expect(strongestLine([], [])).toBe(-1);
  });
});
