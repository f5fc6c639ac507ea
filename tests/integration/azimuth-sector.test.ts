import { describe, expect, it } from 'vitest';
import { azimuthSector, touchesSector } from '../../src-shared/integration/azimuth-sector.ts';

const degrees = (value: number): number => (value * Math.PI) / 180;

/** The whole degrees + ½ inside a range, as a count; the azimuths lie in [−180, 180) as those of pixels do. */
function coverage(range: readonly [number, number], from = -180, to = 180): number {
  const sector = azimuthSector(range);
  let inside = 0;
  for (let azimuth = from + 0.5; azimuth < to; azimuth++)
    if (!sector || touchesSector(sector, degrees(azimuth), degrees(azimuth))) inside++;
  return inside;
}

describe('azimuthSector', () => {
  it('wraps wherever the discontinuity is', () => {
    expect(coverage([135, -135])).toBe(90);
    expect(coverage([135, 225])).toBe(90);
    expect(coverage([-225, -135])).toBe(90);
    expect(coverage([350, 10])).toBe(20);
    expect(coverage([180, 270])).toBe(90);
    expect(coverage([10, 0])).toBe(350);
    expect(coverage([135, -135], 135, 180) + coverage([135, -135], -180, -135)).toBe(90);
  });

  it('is the whole circle for (0, 360), (−180, 180) and anything wider', () => {
    expect(azimuthSector([0, 360])).toBeUndefined();
    expect(azimuthSector([-180, 180])).toBeUndefined();
    expect(azimuthSector([180, -180])).toBeUndefined();
    expect(azimuthSector([0, 400])).toBeUndefined();
  });

  it('refuses a range without extent, in one sentence', () => {
    expect(() => azimuthSector([30, 30])).toThrow('The azimuth range 30…30 is empty');
    expect(() => azimuthSector([0, NaN])).toThrow('is empty');
  });
});

describe('touchesSector', () => {
  const sector = azimuthSector([170, -170])!;

  it('takes an interval that sticks in at either end or covers the sector', () => {
    const touches = (low: number, high: number): boolean => touchesSector(sector, degrees(low), degrees(high));
    expect(touches(160, 171)).toBe(true);
    expect(touches(160, 169)).toBe(false);
    expect(touches(-171, -160)).toBe(true);
    expect(touches(-169, -160)).toBe(false);
    expect(touches(100, 260)).toBe(true);
    expect(touches(175, 176)).toBe(true);
  });

  it('gives a point on a shared edge to one of two adjacent sectors', () => {
    const [lower, upper] = [azimuthSector([0, 90])!, azimuthSector([90, 180])!];
    const at = degrees(90);
    expect([touchesSector(lower, at, at), touchesSector(upper, at, at)]).toEqual([false, true]);
  });
});
