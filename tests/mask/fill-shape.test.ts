import { describe, expect, it } from 'vitest';
import { fillArc, sweepOf } from '../../src-shared/mask/fill-arc.ts';
import { fillEllipse, fillPolygon, fillRectangle } from '../../src-shared/mask/fill-shape.ts';
import { fillPoints, fillStroke } from '../../src-shared/mask/fill-stroke.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';

const SHAPE: Shape = [60, 80];

/** Draws on an empty mask. */
function drawn(draw: (mask: Uint8Array) => void, shape: Shape = SHAPE): Uint8Array {
  const mask = new Uint8Array(shape[0] * shape[1]);
  draw(mask);
  return mask;
}
const count = (mask: Uint8Array): number => mask.reduce((total, value) => total + value, 0);
/** Pixels whose centres satisfy a condition. */
const where = (isInside: (x: number, y: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: SHAPE[0] * SHAPE[1] }, (_, p) =>
    isInside((p % SHAPE[1]) + 0.5, Math.floor(p / SHAPE[1]) + 0.5) ? 1 : 0,
  );

describe('fillRectangle', () => {
  it('masks the pixels whose centres lie inside, whichever corners are given', () => {
    // Columns 10 … 19 and rows 5 … 7: the centre 20.5 lies outside, 7.5 inside.
    const expected = where((x, y) => x > 10 && x < 20.4 && y > 5 && y < 7.9);
    expect(drawn((mask) => fillRectangle(mask, SHAPE, { x1: 20.4, y1: 7.9, x2: 10, y2: 5 }, 1))).toEqual(expected);
    expect(count(expected)).toBe(30);
  });

  it('reaches the border when drawn beyond it, and nothing more', () => {
    expect(count(drawn((mask) => fillRectangle(mask, SHAPE, { x1: -50, y1: -50, x2: 5, y2: 500 }, 1)))).toBe(5 * 60);
    expect(count(drawn((mask) => fillRectangle(mask, SHAPE, { x1: 90, y1: 0, x2: 99, y2: 60 }, 1)))).toBe(0);
  });

  it('frees what it covers with a value of 0', () => {
    const mask = new Uint8Array(4800).fill(1);
    fillRectangle(mask, SHAPE, { x1: 0, y1: 0, x2: 80, y2: 1 }, 0);
    expect(count(mask)).toBe(4800 - 80);
  });
});

describe('fillEllipse', () => {
  it('is the disc of its equation', () => {
    const disc = { x: 40.2, y: 30.7, radiusX: 12.3, radiusY: 12.3, angleDeg: 0 };
    const found = drawn((mask) => fillEllipse(mask, SHAPE, disc, 1));
    expect(found).toEqual(where((x, y) => (x - 40.2) ** 2 + (y - 30.7) ** 2 <= 12.3 ** 2));
  });

  it('turns from columns towards rows: at 30° the long axis points to the lower right', () => {
    const turned = { x: 40, y: 30, radiusX: 25, radiusY: 4, angleDeg: 30 };
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const found = drawn((mask) => fillEllipse(mask, SHAPE, turned, 1));
    expect(found).toEqual(
      where((x, y) => {
        const [u, v] = [(x - 40) * c + (y - 30) * s, -(x - 40) * s + (y - 30) * c];
        return (u / 25) ** 2 + (v / 4) ** 2 <= 1;
      }),
    );
    expect(found[40 * 80 + 57]).toBe(1); // 17.5 right, 10.5 down
    expect(found[20 * 80 + 57]).toBe(0);
  });
});

describe('fillPolygon', () => {
  it('has the area of a triangle, and the same pixels whichever way round it is drawn', () => {
    const corners = [10, 10, 50, 10, 10, 40];
    const found = drawn((mask) => fillPolygon(mask, SHAPE, corners, 1));
    expect(found).toEqual(drawn((mask) => fillPolygon(mask, SHAPE, [10, 40, 50, 10, 10, 10], 1)));
    // Half of 40 × 30; centres on the edge make the difference, at most one per row.
    expect(Math.abs(count(found) - 600)).toBeLessThanOrEqual(30);
    expect(found[10 * 80 + 48]).toBe(1);
    expect(found[38 * 80 + 40]).toBe(0);
  });

  it('leaves the middle of a pentagram free by the even-odd rule', () => {
    const star = [0, 2, 4, 1, 3].flatMap((k) => [
      40 + 25 * Math.sin((2 * Math.PI * k) / 5),
      30 - 25 * Math.cos((2 * Math.PI * k) / 5),
    ]);
    const found = drawn((mask) => fillPolygon(mask, SHAPE, star, 1));
    expect(found[30 * 80 + 40]).toBe(0);
    expect(found[12 * 80 + 40]).toBe(1);
  });

  it('covers a plane tiled by two polygons once and without a gap', () => {
    const left = drawn((mask) => fillPolygon(mask, SHAPE, [0, 0, 33.3, 0, 47.1, 60, 0, 60], 1));
    const right = drawn((mask) => fillPolygon(mask, SHAPE, [33.3, 0, 80, 0, 80, 60, 47.1, 60], 1));
    for (let p = 0; p < left.length; p++) expect(left[p]! + right[p]!).toBe(1);
  });

  it('fills nothing with two corners', () => {
    expect(count(drawn((mask) => fillPolygon(mask, SHAPE, [0, 0, 80, 60], 1)))).toBe(0);
  });
});

describe('fillArc', () => {
  const ring = { x: 40, y: 30, innerRadius: 10, outerRadius: 20 };

  it('counts angles from columns towards rows: 0 to 90 is the lower right', () => {
    const found = drawn((mask) => fillArc(mask, SHAPE, { ...ring, startDeg: 0, endDeg: 90 }, 1));
    expect(found).toEqual(where((x, y) => x > 40 && y > 30 && inRing(x, y)));
  });

  it('goes the long way round from 90 to 0, and over the ±180 line', () => {
    const long = drawn((mask) => fillArc(mask, SHAPE, { ...ring, startDeg: 90, endDeg: 0 }, 1));
    expect(long).toEqual(where((x, y) => !(x > 40 && y > 30) && inRing(x, y)));
    // 130°, not 135°: no pixel centre lies on the line itself, where the last digit of a sine would decide.
    const west = drawn((mask) => fillArc(mask, SHAPE, { ...ring, startDeg: 130, endDeg: -130 }, 1));
    const slope = Math.tan((50 * Math.PI) / 180);
    expect(west).toEqual(where((x, y) => (40 - x) * slope >= Math.abs(y - 30) && inRing(x, y)));
  });

  it('is the whole ring where both ends are the same', () => {
    const whole = drawn((mask) => fillArc(mask, SHAPE, { ...ring, startDeg: 25, endDeg: 25 }, 1));
    expect(whole).toEqual(where(inRing));
    expect(sweepOf(25, 25)).toBe(360);
    expect(sweepOf(170, -170)).toBe(20);
    expect(sweepOf(0, 720)).toBe(360);
  });

  function inRing(x: number, y: number): boolean {
    const r2 = (x - 40) ** 2 + (y - 30) ** 2;
    return r2 >= 100 && r2 <= 400;
  }
});

describe('fillStroke', () => {
  it('masks what is within the radius of the line', () => {
    const found = drawn((mask) => fillStroke(mask, SHAPE, [15.2, 12.6, 60.9, 41.3], 4.5, 1));
    const [dx, dy] = [60.9 - 15.2, 41.3 - 12.6];
    expect(found).toEqual(
      where((x, y) => {
        const t = Math.max(0, Math.min(1, ((x - 15.2) * dx + (y - 12.6) * dy) / (dx * dx + dy * dy)));
        return Math.hypot(x - 15.2 - t * dx, y - 12.6 - t * dy) <= 4.5;
      }),
    );
  });

  it('masks the pixel under a brush too thin to hold a centre', () => {
    const found = drawn((mask) => fillStroke(mask, SHAPE, [12.95, 7.05], 0.01, 1));
    expect(found[7 * 80 + 12]).toBe(1);
    expect(count(found)).toBe(1);
  });

  it('masks single pixels, each alone', () => {
    const found = drawn((mask) => fillPoints(mask, SHAPE, [0.5, 0.5, 79.5, 59.5, 100, 3], 0, 1));
    expect([found[0], found.at(-1), count(found)]).toEqual([1, 1, 2]);
  });
});
