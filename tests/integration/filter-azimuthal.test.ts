import { describe, expect, it } from 'vitest';
import { azimuthExtent } from '../../src-shared/integration/filter-azimuth-extent.ts';
import { type CakeCells, filterSectors, type SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import { straightCalibration } from './plan-fixtures.ts';

/** One bin with a sector for each value; NaN: an empty sector. */
function sectors(...values: number[]): CakeCells {
  const count = Float32Array.from(values, (value) => (Number.isNaN(value) ? 0 : 2));
  return { intensity: Float32Array.from(values), count, normalization: count.map((n) => n * 0.5) };
}
const one = (cells: CakeCells, filter: SectorFilter): number =>
  finishPattern(filterSectors(cells, 1, filter)).intensity[0]!;
const median = (percentile: number): SectorFilter => ({ kind: 'median', percentile });
const trimmed = (low: number, high: number): SectorFilter => ({ kind: 'trimmed-mean', percentiles: [low, high] });

describe('filterSectors', () => {
  it('takes the sector in the middle, and of two the one with the even number', () => {
    expect(one(sectors(5, 1, 3, 2, 4), median(50))).toBe(3); // 2.5 → 2
    expect(one(sectors(7, 1, 3), median(50))).toBe(7); // 1.5 → 2
    expect(one(sectors(4, 1), median(50))).toBe(4);
    expect(one(sectors(6), median(50))).toBe(6); // 0.5 → 0
  });

  it('takes the sector at a percentile, the last one at 100', () => {
    const cells = sectors(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    expect([0, 20, 24, 26, 90, 100].map((p) => one(cells, median(p)))).toEqual([1, 3, 3, 4, 10, 10]);
  });

  it('averages between two percentiles, rounded outwards', () => {
    const cells = sectors(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    expect(one(cells, trimmed(20, 80))).toBe(5.5); // 3 … 8
    expect(one(cells, trimmed(0, 100))).toBe(5.5);
    expect(one(cells, trimmed(25, 51))).toBe(4.5); // sectors 2 … 5: 3, 4, 5, 6
    expect(one(sectors(1, 100, 1, 1, 1), trimmed(20, 80))).toBe(1);
    expect(one(sectors(5), trimmed(20, 80))).toBe(5);
  });

  it('leaves out empty sectors and says of which pixels the pattern is', () => {
    const cells = sectors(NaN, 8, NaN, 2, 4, NaN, 6, 100);
    const sums = filterSectors(cells, 1, median(50));
    expect(finishPattern(sums).intensity[0]).toBe(6); // 2.5 → 2 of 2 4 6 8 100
    expect([sums.count[0], sums.normalization[0], sums.signal[0]]).toEqual([10, 5, 30]);
    expect(finishPattern(filterSectors(sectors(NaN, NaN), 1, median(50))).intensity[0]).toBeNaN();
  });

  it('treats every bin on its own', () => {
    const cells: CakeCells = {
      intensity: Float32Array.of(1, 10, 3, 30, 2, 20),
      count: new Float32Array(6).fill(1),
      normalization: new Float32Array(6).fill(1),
    };
    expect([...filterSectors(cells, 2, trimmed(0, 100)).signal]).toEqual([6, 60]);
    expect([...finishPattern(filterSectors(cells, 2, median(20))).intensity]).toEqual([2, 20]); // 0.6 → 1
  });

  it('does not see a spot that covers less than half of the sectors', () => {
    const values = Array.from({ length: 360 }, (_, a) => (a < 100 ? 1e5 : 50 + (a % 3)));
    expect(one(sectors(...values), median(50))).toBeLessThan(53);
    expect(one(sectors(...values), trimmed(20, 70))).toBeLessThan(53);
  });

  it('refuses percentiles out of order and cells that make no cake', () => {
    expect(() => filterSectors(sectors(1, 2), 1, trimmed(80, 20))).toThrow(RangeError);
    expect(() => filterSectors(sectors(1, 2), 1, median(101))).toThrow(RangeError);
    expect(() => filterSectors(sectors(1, 2, 3), 2, median(50))).toThrow(RangeError);
  });
});

describe('azimuthExtent', () => {
  const shape = [41, 31] as const;
  const calibration = straightCalibration(20, 15);

  // Boxes are as wide to one side of the centre as to the other.
  const degrees = (radians: number): number => (radians * 180) / Math.PI;

  it('begins at −180° and leaves out less than a pixel before +180°', () => {
    // Row 20 lies on the line and counts as −180°; of row 21 the pixel in column 0, 15 away from the beam, goes furthest:
    // as far beyond its centre as its corner (1.5, 14.5) stays behind.
    const [lower, upper] = azimuthExtent({ calibration, shape }, null);
    expect(lower).toBe(-180);
    const expected = 180 - degrees(2 * Math.atan(1 / 15) - Math.atan(1.5 / 14.5));
    expect(upper / (1 + 2 ** -23)).toBeCloseTo(expected, 9);
  });

  it('ends where the boxes of the last used pixels do', () => {
    // Only column 25, ten pixels right of the beam: its outer rows are 20 away, their inner corners at (19.5, 10.5).
    const unused = Uint8Array.from({ length: 41 * 31 }, (_, p) => (p % 31 === 25 ? 0 : 1));
    const [lower, upper] = azimuthExtent({ calibration, shape }, unused);
    const expected = degrees(2 * Math.atan(2) - Math.atan(19.5 / 10.5));
    expect(lower).toBeCloseTo(-expected, 9);
    expect(upper / (1 + 2 ** -23)).toBeCloseTo(expected, 9);
  });

  it('is empty without pixels', () => {
    const [lower, upper] = azimuthExtent({ calibration, shape }, new Uint8Array(41 * 31).fill(1));
    expect(lower).toBeGreaterThan(upper);
    expect(() => azimuthExtent({ calibration, shape }, new Uint8Array(3))).toThrow(RangeError);
  });
});
