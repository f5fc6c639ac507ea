import { describe, expect, it } from 'vitest';
import {
  countPoints,
  groupsByRing,
  inBox,
  joined,
  nearStroke,
  pickedPoints,
  relabelled,
  withGroup,
  withoutGroup,
  withoutPoints,
  withRing,
  type PointGroups,
} from '../../../src-renderer/session/point-groups.ts';

const none: PointGroups = [];
// Three points on a row and two on a column.
const two = withGroup(withGroup(none, { ring: 0, origin: 'picked', rows: [10, 10, 10], columns: [1, 2, 30] }), {
  ring: 1,
  origin: 'picked',
  rows: Float64Array.of(40, 50),
  columns: Float64Array.of(5, 5),
});

describe('groups of picked points', () => {
  it('are numbered, and never take up a number again while it is in use', () => {
    expect(two.map(({ id }) => id)).toEqual([1, 2]);
    expect(withGroup(withoutGroup(two, 1), { ring: 3, origin: 'picked', rows: [1], columns: [1] })[1]?.id).toBe(3);
    expect(joined(two, two).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  it('stay the same list where nothing was picked', () => {
    expect(withGroup(two, { ring: 0, origin: 'picked', rows: [], columns: [] })).toBe(two);
  });

  it('go to the host point by point with their ring', () => {
    expect(pickedPoints(two)).toEqual({
      rows: [10, 10, 10, 40, 50],
      columns: [1, 2, 30, 5, 5],
      rings: [0, 0, 0, 1, 1],
    });
    expect(countPoints(two)).toBe(5);
  });

  it('come back from a list of points, one group per ring, by ring', () => {
    const points = { rows: [1, 2, 3], columns: [4, 5, 6], rings: Int32Array.of(7, 2, 7) };
    expect(groupsByRing(points, 'extracted')).toEqual([
      { id: 1, ring: 2, origin: 'extracted', rows: [2], columns: [5] },
      { id: 2, ring: 7, origin: 'extracted', rows: [1, 3], columns: [4, 6] },
    ]);
  });

  it('lose the points under the eraser, and vanish with the last of them', () => {
    const left = withoutPoints(two, nearStroke({ x: 0, y: 10 }, { x: 3, y: 10 }, 1));
    expect(left.map(({ columns }) => columns)).toEqual([[30], [5, 5]]);
    expect(withoutPoints(two, ({ y }) => y === 10).map(({ id }) => id)).toEqual([2]);
  });

  it('stay the same list where eraser and brush touch nothing', () => {
    expect(withoutPoints(two, inBox({ x: 100, y: 100 }, { x: 200, y: 200 }))).toBe(two);
    expect(relabelled(two, 0, ({ y }) => y === 10)).toBe(two);
  });

  it('give what the brush touches to the ring, whole groups under their own number', () => {
    const part = relabelled(two, 4, ({ x }) => x === 30);
    expect(part.map(({ id, ring, columns }) => [id, ring, columns])).toEqual([
      [1, 0, [1, 2]],
      [3, 4, [30]],
      [2, 1, [5, 5]],
    ]);
    expect(relabelled(two, 4, ({ y }) => y >= 40)[1]).toMatchObject({ id: 2, ring: 4 });
  });

  it('change their ring one by one', () => {
    expect(withRing(two, 2, 9).map(({ ring }) => ring)).toEqual([0, 9]);
  });
});

describe('a stroke', () => {
  it('covers what is nearer than the radius to its line, and to its ends', () => {
    const isHit = nearStroke({ x: 0, y: 0 }, { x: 10, y: 0 }, 2);
    expect(isHit({ x: 5, y: 2 })).toBe(true);
    expect(isHit({ x: 5, y: 2.1 })).toBe(false);
    expect(isHit({ x: -1.4, y: -1.4 })).toBe(true); // 1.98 from the end
    expect(isHit({ x: 11.5, y: 1.5 })).toBe(false); // 2.12
  });

  it('may be a dab', () => {
    expect(nearStroke({ x: 3, y: 3 }, { x: 3, y: 3 }, 1)({ x: 3, y: 4 })).toBe(true);
  });
});

describe('a box', () => {
  it('may be drawn from any corner', () => {
    const isInside = inBox({ x: 9, y: 1 }, { x: 3, y: 7 });
    expect(isInside({ x: 5, y: 5 })).toBe(true);
    expect(isInside({ x: 2.9, y: 5 })).toBe(false);
    expect(isInside({ x: 5, y: 7.1 })).toBe(false);
  });
});
