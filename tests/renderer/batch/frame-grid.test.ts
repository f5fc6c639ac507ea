import { describe, expect, it } from 'vitest';
import { frameAtPlace, gridValues, placeOfFrame, proposedGrid } from '../../../src-renderer/batch/frame-grid.ts';

const snake = { rows: 3, columns: 4, isSnake: true };

describe('placeOfFrame', () => {
  it('scans every other row of a snake backwards', () => {
    expect(placeOfFrame(snake, 3)).toEqual({ row: 0, column: 3 });
    expect(placeOfFrame(snake, 4)).toEqual({ row: 1, column: 3 });
    expect(placeOfFrame(snake, 7)).toEqual({ row: 1, column: 0 });
    expect(placeOfFrame({ ...snake, isSnake: false }, 4)).toEqual({ row: 1, column: 0 });
  });
  it('is nowhere beyond the grid', () => {
    expect(placeOfFrame(snake, 12)).toBeNull();
    expect(placeOfFrame(snake, -1)).toBeNull();
  });
  it('is undone by frameAtPlace for every frame of both ways to scan', () => {
    for (const grid of [snake, { ...snake, isSnake: false }])
      for (let frame = 0; frame < 12; frame++) {
        const place = placeOfFrame(grid, frame);
        expect(place && frameAtPlace(grid, place.row, place.column)).toBe(frame);
      }
  });
});

describe('gridValues', () => {
  it('lays values where their frames were taken, and leaves the others open', () => {
    const map = gridValues(snake, Int32Array.of(0, 4, 99), Float64Array.of(1, 2, 3));
    expect([...map]).toEqual([1, NaN, NaN, NaN, NaN, NaN, NaN, 2, NaN, NaN, NaN, NaN]);
  });
});

describe('proposedGrid', () => {
  it('is the most square grid that holds the frames', () => {
    expect(proposedGrid(12)).toMatchObject({ rows: 3, columns: 4 });
    expect(proposedGrid(100)).toMatchObject({ rows: 10, columns: 10 });
    expect(proposedGrid(7)).toMatchObject({ rows: 2, columns: 4 });
    expect(proposedGrid(1)).toMatchObject({ rows: 1, columns: 1 });
  });
});
