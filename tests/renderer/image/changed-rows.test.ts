import { describe, expect, it } from 'vitest';
import { changedRows } from '../../../src-renderer/image/changed-rows.ts';

const COLUMNS = 13; // rows do not begin at multiples of 8

describe('changedRows', () => {
  it('is from the first row that differs to the last', () => {
    for (const [first, last] of [
      [0, 0],
      [0, 12],
      [5 * COLUMNS + 3, 5 * COLUMNS + 3],
      [2 * COLUMNS - 1, 7 * COLUMNS],
      [9 * COLUMNS + 12, 9 * COLUMNS + 12],
    ] as const) {
      const before = new Uint8Array(10 * COLUMNS);
      const after = before.slice();
      after[first] = after[last] = 1;
      const wanted = { start: Math.floor(first / COLUMNS), end: Math.floor(last / COLUMNS) + 1 };
      expect(changedRows(before, after, COLUMNS)).toEqual(wanted);
      // Views that do not begin at a multiple of 8 bytes.
      const shifted = new Uint8Array(1 + after.length).subarray(1);
      shifted.set(after);
      expect(changedRows(before, shifted, COLUMNS)).toEqual(wanted);
    }
  });

  it('is no row where nothing differs', () => {
    const { start, end } = changedRows(new Uint8Array(130).fill(2), new Uint8Array(130).fill(2), COLUMNS);
    expect(end).toBeLessThanOrEqual(start);
  });
});
