import { describe, expect, it } from 'vitest';
import { rowOfFrame, spreadRows, windowTrend, type FrameMatrix } from '../../../src-renderer/batch/frame-matrix.ts';

const matrix: FrameMatrix = {
  frames: Int32Array.of(0, 2, 5),
  radial: Float64Array.of(1, 2, 4, 8),
  intensity: Float32Array.of(1, 2, 3, 4, 10, Number.NaN, 30, 40, Number.NaN, Number.NaN, Number.NaN, 7),
};

describe('windowTrend', () => {
  it('is the mean over the bins whose centres lie in the window, those without pixels left out', () => {
    expect([...windowTrend(matrix, [1.5, 4])]).toEqual([2.5, 30, Number.NaN]);
    expect([...windowTrend(matrix, null)]).toEqual([2.5, 80 / 3, 7]);
  });
  it('takes a window drawn from right to left', () => {
    expect([...windowTrend(matrix, [4, 1.5])]).toEqual([2.5, 30, Number.NaN]);
  });
  it('takes the nearest bin for a window between two centres, or beyond the last', () => {
    expect(windowTrend(matrix, [2.1, 2.2])[0]).toBe(2);
    expect(windowTrend(matrix, [3.5, 3.6])[0]).toBe(3);
    expect(windowTrend(matrix, [9, 10])[0]).toBe(4);
    expect(windowTrend(matrix, [-3, -2])[0]).toBe(1);
  });
});

describe('rowOfFrame', () => {
  it('finds the row of each frame, and none for those that have no pattern', () => {
    expect([0, 1, 2, 3, 5, 6].map((frame) => rowOfFrame(matrix, frame))).toEqual([0, -1, 1, -1, 2, -1]);
  });
});

describe('spreadRows', () => {
  it('spreads over all rows, with the first and the last', () => {
    expect(spreadRows(11, 3)).toEqual([0, 5, 10]);
    expect(spreadRows(3, 10)).toEqual([0, 1, 2]);
    expect(spreadRows(0, 10)).toEqual([]);
    expect(spreadRows(9, 1)).toEqual([0]);
  });
});
