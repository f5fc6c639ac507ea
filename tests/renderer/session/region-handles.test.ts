import { describe, expect, it } from 'vitest';
import { handlesOf, moveHandle, moveRegion, withoutHandle } from '../../../src-renderer/session/region-handles.ts';
import { partAt } from '../../../src-renderer/session/region-part.ts';
import type { MaskRegion } from '../../../src-shared/model/schema-types.generated.ts';

const rectangle: MaskRegion = { kind: 'rectangle', x1: 10, y1: 20, x2: 30, y2: 50 };
const ellipse: MaskRegion = { kind: 'ellipse', x: 100, y: 50, radiusX: 20, radiusY: 10, angleDeg: 90 };
const polygon: MaskRegion = { kind: 'polygon', points: [0, 0, 40, 0, 40, 30, 0, 30] };
const arc: MaskRegion = { kind: 'arc', x: 0, y: 0, innerRadius: 10, outerRadius: 20, startDeg: 170, endDeg: -170 };
const brush: MaskRegion = {
  kind: 'brush',
  strokes: [
    { radius: 3, points: [0, 0, 10, 0] },
    { radius: 3, points: [0, 20, 10, 20] },
  ],
};
const point: MaskRegion = { kind: 'point', points: [3.5, 4.5, 8.5, 9.5], radius: 0 };
const placeOf = (region: MaskRegion, id: string): [number, number] => {
  const { x, y } = handlesOf(region, 5).find((handle) => handle.id === id)!;
  return [Math.round(x * 1e9) / 1e9, Math.round(y * 1e9) / 1e9];
};

describe('handles of shapes', () => {
  it('stand where the shape says', () => {
    expect(placeOf(rectangle, 'ne')).toEqual([30, 20]);
    expect(placeOf(rectangle, 'turn')).toEqual([20, 15]);
    // Turned by a quarter: the first half axis points down the rows.
    expect(placeOf(ellipse, 'x+')).toEqual([100, 70]);
    expect(placeOf(ellipse, 'turn')).toEqual([115, 50]);
    expect(placeOf(polygon, 'insert-3')).toEqual([0, 15]);
    // From 170° over 180° to 190°: the middle points to the left.
    expect(placeOf(arc, 'outer')).toEqual([-20, 0]);
    expect(placeOf(brush, 'stroke-1')).toEqual([10, 20]);
    expect(handlesOf({ kind: 'invert' }, 5)).toEqual([]);
  });

  it('are under the place that they are moved to', () => {
    // A whole number of hundredths, which places are rounded to.
    for (const [region, id, to] of [
      [rectangle, 'se', [60, 71]],
      [rectangle, 'nw', [45, 80]], // beyond the opposite corner: it is the other corner then
      [ellipse, 'centre', [7, 9]],
      [polygon, 'vertex-2', [50, 60]],
      [{ kind: 'circle', x: 5, y: 5, radius: 2 }, 'radius-n', [5, -8]],
      [brush, 'stroke-0', [30, 40]],
      [point, 'point-1', [20.5, 21.5]],
    ] as const) {
      const moved = moveHandle(region, id, { x: to[0], y: to[1] });
      expect(handlesOf(moved, 5)).toContainEqual(expect.objectContaining({ x: to[0], y: to[1] }));
    }
  });

  it('keep the opposite corner of a rectangle, and the side that they do not touch', () => {
    expect(moveHandle(rectangle, 'nw', { x: 45, y: 25 })).toEqual({ ...rectangle, x1: 30, x2: 45, y1: 25 });
    expect(moveHandle(rectangle, 's', { x: 999, y: 70 })).toEqual({ ...rectangle, y2: 70 });
  });

  it('change one half axis of a turned ellipse along its own direction', () => {
    expect(moveHandle(ellipse, 'x-', { x: 999, y: 25 })).toEqual({ ...ellipse, radiusX: 25 });
    expect(moveHandle(ellipse, 'y+', { x: 88, y: 999 })).toEqual({ ...ellipse, radiusY: 12 });
    expect(moveHandle(ellipse, 'turn', { x: 100, y: 0 })).toEqual({ ...ellipse, angleDeg: 0 });
  });

  it('turn a rectangle into a polygon about its middle', () => {
    // Its upward direction points to the right: a quarter turn, clockwise on screen.
    const turned = moveHandle(rectangle, 'turn', { x: 100, y: 35 });
    expect(turned).toEqual({ kind: 'polygon', points: [35, 25, 35, 45, 5, 45, 5, 25] });
  });

  it('turn an arc as a whole, and widen it at one end', () => {
    // The middle goes from 180° to 90°.
    expect(moveHandle(arc, 'turn', { x: 0, y: 30 })).toEqual({ ...arc, startDeg: 80, endDeg: 100 });
    expect(moveHandle(arc, 'end', { x: 0, y: -15 })).toEqual({ ...arc, endDeg: -90 });
    expect(moveHandle(arc, 'inner', { x: -50, y: 0 })).toEqual({ ...arc, innerRadius: 20 });
  });

  it('insert a corner between two, and take one away while three are left', () => {
    const more = moveHandle(polygon, 'insert-3', { x: -10, y: 15 });
    expect(more).toEqual({ kind: 'polygon', points: [0, 0, 40, 0, 40, 30, 0, 30, -10, 15] });
    expect(withoutHandle(more, 'vertex-4')).toEqual(polygon);
    const triangle: MaskRegion = { kind: 'polygon', points: [0, 0, 4, 0, 4, 3] };
    expect(withoutHandle(triangle, 'vertex-0')).toBe(triangle);
  });

  it('take strokes and points away one by one, and the layer with the last', () => {
    const one = withoutHandle(brush, 'stroke-0')!;
    expect(one).toEqual({ kind: 'brush', strokes: [brush.strokes[1]] });
    expect(withoutHandle(one, 'stroke-0')).toBeNull();
    expect(withoutHandle(point, 'point-0')).toEqual({ ...point, points: [8.5, 9.5] });
  });
});

describe('moving a shape', () => {
  it('shifts everything that has a place', () => {
    expect(moveRegion(rectangle, 'body', 1, -2)).toEqual({ kind: 'rectangle', x1: 11, y1: 18, x2: 31, y2: 48 });
    expect(moveRegion(ellipse, 'body', 1, -2)).toEqual({ ...ellipse, x: 101, y: 48 });
    expect(moveRegion(polygon, 'body', 1, 2)).toEqual({ kind: 'polygon', points: [1, 2, 41, 2, 41, 32, 1, 32] });
  });

  it('shifts one stroke, or all of them', () => {
    expect(moveRegion(brush, 'stroke-1', 0, 5)).toEqual({
      kind: 'brush',
      strokes: [brush.strokes[0], { radius: 3, points: [0, 25, 10, 25] }],
    });
    expect(moveRegion(brush, 'body', 2, 0)).toEqual({
      kind: 'brush',
      strokes: [
        { radius: 3, points: [2, 0, 12, 0] },
        { radius: 3, points: [2, 20, 12, 20] },
      ],
    });
  });

  it('keeps points in the middle of pixels', () => {
    expect(moveRegion(point, 'point-0', 1.4, 0)).toEqual({ ...point, points: [4.5, 4.5, 8.5, 9.5] });
  });
});

describe('what is under the pointer', () => {
  it('is the body of a shape that covers the place', () => {
    expect(partAt(rectangle, { x: 29, y: 49 }, 0)).toBe('body');
    expect(partAt(rectangle, { x: 31, y: 49 }, 0)).toBeNull();
    expect(partAt(ellipse, { x: 100, y: 69 }, 0)).toBe('body');
    expect(partAt(ellipse, { x: 119, y: 50 }, 0)).toBeNull();
    expect(partAt(polygon, { x: 39, y: 29 }, 0)).toBe('body');
    expect(partAt(polygon, { x: 41, y: 29 }, 0)).toBeNull();
    expect(partAt(arc, { x: -15, y: 1 }, 0)).toBe('body');
    expect(partAt(arc, { x: 15, y: 1 }, 0)).toBeNull();
    expect(partAt(arc, { x: -5, y: 0 }, 0)).toBeNull();
  });

  it('is the last stroke or point near enough', () => {
    expect(partAt(brush, { x: 5, y: 22.9 }, 0)).toBe('stroke-1');
    expect(partAt(brush, { x: 5, y: 10 }, 0)).toBeNull();
    expect(partAt(brush, { x: 5, y: 10 }, 10)).toBe('stroke-1');
    expect(partAt(point, { x: 4, y: 4 }, 1)).toBe('point-0');
    expect(partAt({ kind: 'invert' }, { x: 4, y: 4 }, 1)).toBeNull();
  });
});
