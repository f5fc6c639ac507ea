import { describe, expect, it } from 'vitest';
import { twoThetaAt } from '../../src-shared/calibration/beam-frame.ts';
import {
  agreesWithClicks,
  centresFromClicks,
  framesFromClicks,
  ringClicks,
} from '../../src-shared/calibration/ring-clicks.ts';
import { apart, TWO_THETAS } from './ring-point-cloud.ts';

const SQUARE = { pixel1: 1e-4, pixel2: 1e-4 };
const CENTRE = { c1: 400, c2: 300 };

/** Clicks at these directions on a circle, degrees. */
function clicksOn(radius: number, ring: number, directions: readonly number[], centre = CENTRE) {
  const angles = directions.map((degrees) => (degrees * Math.PI) / 180);
  return {
    rows: Float64Array.from(angles, (angle) => centre.c1 + radius * Math.sin(angle)),
    columns: Float64Array.from(angles, (angle) => centre.c2 + radius * Math.cos(angle)),
    rings: Int32Array.from(angles, () => ring),
  };
}

describe('ring clicks', () => {
  it('give the circle through three of them', () => {
    const clicks = ringClicks(clicksOn(200, 1, [10, 100, 200]), TWO_THETAS, SQUARE)!;
    const [centre] = centresFromClicks(clicks);
    expect(apart(centre!, CENTRE)).toBeLessThan(1e-9);
    const [frame] = framesFromClicks(clicks);
    expect(frame!.k).toBeCloseTo(200 / Math.tan(TWO_THETAS[1]!), 6);
    expect(twoThetaAt(frame!, 600, 300)).toBeCloseTo(TWO_THETAS[1]!, 9);
  });

  it('give the same centre if the ring has another number', () => {
    const clicks = ringClicks(clicksOn(200, 4, [10, 100, 200]), TWO_THETAS, SQUARE)!;
    expect(apart(centresFromClicks(clicks)[0]!, CENTRE)).toBeLessThan(1e-9);
  });

  it('put the detector upstream if the ring lies beyond 90°', () => {
    const clicks = ringClicks(clicksOn(200, 0, [10, 100, 200]), [Math.PI - 0.4], SQUARE)!;
    expect(framesFromClicks(clicks)[0]!.k).toBeCloseTo(-200 / Math.tan(0.4), 6);
  });

  it('take pixels of different sides into account', () => {
    const tall = { pixel1: 2e-4, pixel2: 1e-4 };
    const { rows, columns, rings } = clicksOn(200, 1, [10, 100, 200, 300]);
    const clicks = ringClicks({ rows: rows.map((row) => row / 2), columns, rings }, TWO_THETAS, tall)!;
    // In units of √2 · 10⁻⁴ m
    expect(apart(centresFromClicks(clicks)[0]!, { c1: 400 / Math.SQRT2, c2: 300 / Math.SQRT2 })).toBeLessThan(1e-9);
  });

  it('say nothing of a circle when they lie on a line or are too few', () => {
    const line = { rows: Float64Array.of(1, 2, 3), columns: Float64Array.of(2, 4, 6), rings: Int32Array.of(0, 0, 0) };
    expect(centresFromClicks(ringClicks(line, TWO_THETAS, SQUARE)!)).toEqual([]);
    expect(framesFromClicks(ringClicks(clicksOn(200, 1, [10, 100]), TWO_THETAS, SQUARE)!)).toEqual([]);
  });

  it('on rings that do not exist are left out', () => {
    expect(ringClicks(clicksOn(200, 6, [10, 100, 200]), TWO_THETAS, SQUARE)).toBeNull();
  });

  it('agree with a geometry that puts most of them within 8 px of their rings', () => {
    const clicks = ringClicks(clicksOn(200, 1, [10, 100, 200]), TWO_THETAS, SQUARE)!;
    const frame = { k: 200 / Math.tan(TWO_THETAS[1]!), ...CENTRE, s1: 0, s2: 0 };
    expect(agreesWithClicks(clicks, frame)).toBe(true);
    expect(agreesWithClicks(clicks, { ...frame, k: frame.k * 1.03 })).toBe(true); // 6 px
    expect(agreesWithClicks(clicks, { ...frame, k: frame.k * 1.06 })).toBe(false); // 12 px
  });
});
