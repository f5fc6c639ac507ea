import { describe, expect, it } from 'vitest';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { azimuthAxis } from '../../src-shared/integration/cake-axis.ts';
import { buildCakeBlock } from '../../src-shared/integration/cake-block.ts';
import { cakeHash, type CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { cakeSpec, cellCounts, cellsOf, pixelTotals, wholeBlock, wholeCircle } from './cake-fixtures.ts';
import { cakeSums } from './cake-sums.ts';
import { straightCalibration, tiltedCalibration } from './plan-fixtures.ts';

const SPLITS = ['no', 'bbox', 'full'] as const;
const FLOAT32 = 1e-6; // some ten shares of a pixel, each rounded to 24 bits

/** The beam falls on the corner at the origin; pixels of 1 m, so that radii are plain numbers. */
const metres: Calibration = {
  geometry: { dist: 1, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0 },
  detector: { name: 'Detector', pixel1: 1, pixel2: 1, orientation: 3 },
};

type Point = readonly [x: number, y: number];
function area(polygon: readonly Point[]): number {
  return polygon.reduce((sum, [x, y], k) => {
    const [nextX, nextY] = polygon[(k + 1) % polygon.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

describe('buildCakeBlock', () => {
  it('cuts a pixel along a line of azimuth and a circle as hand-drawn polygons are cut', () => {
    // Pixel (0, 3): corners (r, χ) = (3, 0), (4, 0), (√17, atan ¼), (√10, atan ⅓). Cakes meet at χ = 0.2, bins at r = 3.5.
    const top = 0.2;
    const [b, c, d]: Point[] = [
      [4, 0],
      [Math.sqrt(17), Math.atan(1 / 4)],
      [Math.sqrt(10), Math.atan(1 / 3)],
    ] as [Point, Point, Point];
    const a: Point = [3, 0];
    const rightOf: Point = [4 + ((c![0] - 4) * top) / c![1], top];
    const leftOf: Point = [3 + ((d![0] - 3) * top) / d![1], top];
    const topAt = c![1] + ((d![1] - c![1]) * (3.5 - c![0])) / (d![0] - c![0]); // the far edge at r = 3.5
    const whole = area([a, b!, c!, d!]);
    const expected = {
      '0,0': area([a, [3.5, 0], [3.5, top], leftOf]),
      '0,1': area([[3.5, 0], b!, rightOf, [3.5, top]]),
      '1,0': area([leftOf, [3.5, top], [3.5, topAt], d!]),
      '1,1': area([[3.5, top], rightOf, c!, [3.5, topAt]]),
    };
    const spec: CakeSpec = {
      calibration: metres,
      shape: [1, 4],
      radialUnit: 'r_m',
      split: 'full',
      bins: 2,
      radialRange: [2.5, 4.5],
      azimuth: { lower: (-0.1 * 180) / Math.PI, width: (0.3 * 180) / Math.PI, cakes: 2 },
    };
    const cells = cellsOf(wholeBlock(spec), 3);
    expect([...cells.keys()].sort()).toEqual(Object.keys(expected));
    for (const [cell, part] of Object.entries(expected)) expect(cells.get(cell)).toBeCloseTo(part / whole, 6);

    // With the lower end of the axis at 3.5 the left half is cut off, and the rest is shared out.
    const cut = cellsOf(wholeBlock({ ...spec, bins: 1, radialRange: [3.5, 4.5] }), 3);
    const right = expected['0,1'] + expected['1,1'];
    expect(cut.get('0,0')).toBeCloseTo(expected['0,1'] / right, 6);
    expect(cut.get('1,0')).toBeCloseTo(expected['1,1'] / right, 6);
  });

  it('shares a box by the product of its shares along radius and azimuth', () => {
    // Pixel (0, 3): centre (√12.5, atan 1/7); half widths √12.5 − 3 = 0.53553 and atan ⅓ − atan 1/7 = 0.179853.
    const spec: CakeSpec = {
      calibration: metres,
      shape: [1, 4],
      radialUnit: 'r_m',
      split: 'bbox',
      bins: 2,
      radialRange: [2.5, 4.5],
      azimuth: { lower: -90, width: 90, cakes: 2 },
    };
    const r = Math.sqrt(12.5);
    const half = Math.max(r - 3, Math.sqrt(17) - r);
    const inner = (3.5 - (r - half)) / (2 * half);
    const halfAzimuth = Math.atan(1 / 3) - Math.atan(1 / 7);
    const below = (halfAzimuth - Math.atan(1 / 7)) / (2 * halfAzimuth);
    const cells = cellsOf(wholeBlock(spec), 3);
    expect(cells.get('0,0')).toBeCloseTo(below * inner, 6);
    expect(cells.get('0,1')).toBeCloseTo(below * (1 - inner), 6);
    expect(cells.get('1,0')).toBeCloseTo((1 - below) * inner, 6);
    expect(cells.get('1,1')).toBeCloseTo((1 - below) * (1 - inner), 6);
  });

  it.each(SPLITS)('makes a constant image a constant cake (%s)', (split) => {
    const spec = cakeSpec(tiltedCalibration, [40, 50], split, 30, wholeCircle(24));
    const samples = new Int32Array(2000).fill(17);
    const { intensity, count } = cakeSums(
      wholeBlock(spec),
      { cakes: 24, bins: 30 },
      { samples },
      {
        normalization: new Float32Array(2000).fill(1),
        pedestal: null,
        limits: valueLimits({}, {}, samples),
        errorModel: 'none',
      },
    );
    const filled = intensity.filter((_, cell) => count[cell]! > 0);
    expect(filled.length).toBeGreaterThan(300);
    for (const value of filled) expect(value).toBeCloseTo(17, 10);
  });

  it.each(SPLITS)('gives every pixel away exactly once (%s)', (split) => {
    for (const calibration of [tiltedCalibration, straightCalibration(12, 20), straightCalibration(-30, 9)]) {
      const spec = cakeSpec(calibration, [40, 50], split, 60, wholeCircle(36));
      const totals = pixelTotals(wholeBlock(spec), 2000);
      for (const total of totals) expect(Math.abs(total - 1)).toBeLessThan(FLOAT32);
    }
  });

  it('shares a pixel on the ±180° line between the first and the last cake', () => {
    // The beam falls on the middle of pixel (5, 30): row 5 lies on the line, half of each pixel on either side.
    const spec = cakeSpec(straightCalibration(5, 30), [11, 60], 'full', 20, wholeCircle(8));
    const cells = [...cellsOf(wholeBlock(spec), 5 * 60 + 3)];
    const inCake = (cake: number): number =>
      cells.filter(([cell]) => cell.startsWith(`${cake},`)).reduce((sum, [, share]) => sum + share, 0);
    expect(inCake(0)).toBeCloseTo(0.5, 6);
    expect(inCake(7)).toBeCloseTo(0.5, 6);
  });

  it('spreads the pixel that holds the beam over all cakes alike', () => {
    for (const split of ['bbox', 'full'] as const) {
      const spec = cakeSpec(straightCalibration(5, 30), [11, 60], split, 1, wholeCircle(12));
      const cells = cellsOf(wholeBlock(spec), 5 * 60 + 30);
      for (let cake = 0; cake < 12; cake++) expect(cells.get(`${cake},0`)).toBeCloseTo(1 / 12, 6);
    }
  });

  it('keeps a pixel whose corner is the beam in its quarter', () => {
    const calibration = { ...metres, geometry: { ...metres.geometry, poni1: 2, poni2: 2 } };
    const spec: CakeSpec = {
      ...cakeSpec(calibration, [4, 4], 'full', 1, wholeCircle(4)),
      radialUnit: 'r_m',
      radialRange: [0, 3],
    };
    // Rows grow southwards (+90°): cakes −180…−90, −90…0, 0…90 and 90…180 are the pixels (1, 1), (1, 2), (2, 2), (2, 1).
    for (const [cake, pixel] of [5, 6, 10, 9].entries())
      expect([...cellsOf(wholeBlock(spec), pixel).keys()]).toEqual([`${cake},0`]);
  });

  it('moves one cake back when rot3 grows by the width of a cake', () => {
    const { geometry } = tiltedCalibration;
    for (const split of SPLITS) {
      const exact = cakeSpec(tiltedCalibration, [30, 40], split, 15, wholeCircle(12));
      // Wider than the pixels: turning the detector moves 2θ by a rounding.
      const spec = { ...exact, radialRange: [0, exact.radialRange[1] + 1e-6] as const };
      const turned = {
        ...spec,
        calibration: { ...tiltedCalibration, geometry: { ...geometry, rot3: geometry.rot3 + Math.PI / 6 } },
      };
      const before = cellCounts(wholeBlock(spec), spec);
      const after = cellCounts(wholeBlock(turned), turned);
      // 24 bits per share, some twenty pixels per cell.
      for (let cell = 0; cell < before.length; cell++)
        expect(Math.abs(after[cell]! - before[(cell + 15) % before.length]!)).toBeLessThan(1e-5);
    }
  });

  it('is mirrored with the detector', () => {
    for (const split of ['bbox', 'full'] as const) {
      const calibration = straightCalibration(14.5, 23); // the middle row of 30: rows mirror onto rows
      const spec = cakeSpec(calibration, [30, 40], split, 15, wholeCircle(12));
      const mirrored = {
        ...spec,
        calibration: { ...calibration, detector: { ...calibration.detector, orientation: 2 as const } },
      };
      const before = cellCounts(wholeBlock(spec), spec);
      const after = cellCounts(wholeBlock(mirrored), mirrored);
      for (let cake = 0; cake < 12; cake++)
        for (let bin = 0; bin < 15; bin++)
          expect(Math.abs(after[cake * 15 + bin]! - before[(11 - cake) * 15 + bin]!)).toBeLessThan(1e-5);
    }
  });

  it('looks at a part of the circle wherever its ends are', () => {
    const spec = cakeSpec(tiltedCalibration, [30, 40], 'full', 15, wholeCircle(24));
    const part = (lower: number): Float64Array => {
      const some = { ...spec, azimuth: { lower, width: 15, cakes: 6 } };
      return cellCounts(wholeBlock(some), some);
    };
    expect(part(135)).toEqual(part(135 - 360));
    const some = part(135);
    const whole = cellCounts(wholeBlock(spec), spec);
    // 150° … 210° lie inside 135° … 225°: its four middle cakes are the same as those of the circle, where no pixel is as
    // wide as a cake.
    for (let cake = 1; cake < 5; cake++)
      for (let bin = 6; bin < 15; bin++)
        expect(Math.abs(some[cake * 15 + bin]! - whole[((21 + cake) % 24) * 15 + bin]!)).toBeLessThan(1e-5);
  });

  it('does not depend on how the rows are divided', () => {
    const spec = cakeSpec(tiltedCalibration, [30, 40], 'full', 15, wholeCircle(12));
    const whole = wholeBlock(spec);
    const parts = [0, 7, 8, 30].slice(1).map((end, i) => buildCakeBlock(spec, null, { start: [0, 7, 8][i]!, end }));
    expect(parts.flatMap(({ weights }) => [...weights])).toEqual([...whole.weights]);
    expect(parts.flatMap(({ pixel }) => [...pixel])).toEqual([...whole.pixel]);
    expect(parts.flatMap(({ cake }) => [...cake])).toEqual([...whole.cake]);
  });

  it('leaves out masked pixels and those outside the ranges', () => {
    const mask = Uint8Array.from({ length: 1200 }, (_, p) => p % 3);
    const spec = cakeSpec(tiltedCalibration, [30, 40], 'full', 15, wholeCircle(12));
    const totals = pixelTotals(wholeBlock(spec, mask), 1200);
    for (let p = 0; p < 1200; p++) expect(totals[p]! > 0).toBe(p % 3 === 0);
    const outside = { ...spec, radialRange: [20, 30] as const };
    expect(wholeBlock(outside).weights).toHaveLength(0);
  });

  it('refuses a mask of another size and more bins than fit', () => {
    const spec = cakeSpec(tiltedCalibration, [30, 40], 'full', 15, wholeCircle(12));
    expect(() => buildCakeBlock(spec, new Uint8Array(7), { start: 0, end: 30 })).toThrow('7 entries for 30 × 40');
    expect(() => wholeBlock({ ...spec, bins: 1_000_000, azimuth: wholeCircle(2000) })).toThrow('use fewer');
  });

  it('has another hash for another cut', () => {
    const spec = cakeSpec(tiltedCalibration, [30, 40], 'full', 15, wholeCircle(12));
    const hashes = [
      spec,
      { ...spec, azimuth: wholeCircle(13) },
      { ...spec, azimuth: azimuthAxis({ azimuthBins: 12, azimuthStart: 0, sense: 'clockwise' }) },
      { ...spec, bins: 16 },
      { ...spec, split: 'bbox' as const },
    ].map((one) => cakeHash(one, null));
    expect(new Set(hashes).size).toBe(5);
    expect(cakeHash({ ...spec }, null)).toBe(hashes[0]);
  });
});
