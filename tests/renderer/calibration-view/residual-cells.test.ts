import { describe, expect, it } from 'vitest';
import {
  pointsInCell,
  pointsOfRing,
  residualCells,
  sectorEdges,
  sectorOf,
} from '../../../src-renderer/calibration-view/residual-cells.ts';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Ring, azimuth in degrees, residual in px, rejected. */
function pointSet(...points: readonly (readonly [number, number, number, number?])[]) {
  return {
    rings: Int32Array.from(points, ([ring]) => ring),
    azimuths: Float64Array.from(points, ([, azimuth]) => radians(azimuth)),
    residualsPx: Float64Array.from(points, ([, , residual]) => residual),
    rejected: Uint8Array.from(points, ([, , , rejected]) => rejected ?? 0),
  };
}

describe('sectorOf', () => {
  it('counts from −180° on, ten degrees each', () => {
    expect([-180, -170.001, -169.999, 0, 179.999].map((degrees) => sectorOf(radians(degrees), 36))).toEqual([
      0, 0, 1, 18, 35,
    ]);
  });

  it('takes azimuths beyond half a turn to where they belong', () => {
    expect(sectorOf(radians(185), 36)).toBe(0);
    expect(sectorOf(Math.PI, 72)).toBe(0);
    expect(sectorOf(radians(-185), 36)).toBe(35);
  });

  it('agrees with the edges that are shown', () => {
    for (const sectors of [36, 72])
      for (let sector = 0; sector < sectors; sector++) {
        const [from, to] = sectorEdges(sector, sectors);
        expect(sectorOf(radians((from + to) / 2), sectors)).toBe(sector);
      }
  });
});

describe('residualCells', () => {
  const points = pointSet([0, -175, 0.3], [0, -172, -0.1], [2, 5, 1], [2, 6, 9, 1], [2, 95, 4, 1]);

  it('has the mean and the root mean square of the points used', () => {
    const cells = residualCells(points, 36);
    expect(cells.rings).toEqual([0, 2]);
    expect(cells.count[0]).toBe(2);
    expect(cells.mean[0]).toBeCloseTo(0.1, 12); // (0.3 − 0.1)/2
    expect(cells.rms[0]).toBeCloseTo(Math.sqrt(0.05), 12); // √((0.09 + 0.01)/2)
  });

  it('counts rejected points, and leaves them out of the mean', () => {
    const cells = residualCells(points, 36);
    expect([cells.count[36 + 18], cells.rejected[36 + 18], cells.mean[36 + 18]]).toEqual([1, 1, 1]);
    expect([cells.count[36 + 27], cells.rejected[36 + 27], cells.mean[36 + 27]]).toEqual([0, 1, Number.NaN]);
  });

  it('shows rings without any point where they are asked for', () => {
    const cells = residualCells(points, 36, [0, 1, 2]);
    expect(cells.rings).toEqual([0, 1, 2]);
    expect(cells.count.slice(36, 72).every((count) => count === 0)).toBe(true);
    expect(cells.mean[2 * 36 + 18]).toBe(1);
  });

  it('gathers every point in the cell under which its index is found', () => {
    expect(pointsInCell(points, 2, 18, 36)).toEqual([2, 3]);
    expect(pointsInCell(points, 0, 18, 36)).toEqual([]);
    expect(pointsOfRing(points, 2)).toEqual([2, 3, 4]);
  });
});
