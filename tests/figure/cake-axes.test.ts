import { describe, expect, it } from 'vitest';
import {
  azimuthExtent,
  azimuthInCake,
  binEdges,
  binIndexAt,
  cakeIndexAt,
  degreeTicks,
} from '../../src-shared/figure/cake-axes.ts';

const circle = (start: number, count: number, direction: 1 | -1 = 1) => ({
  azimuth: Float64Array.from({ length: count }, (_, i) => start + (direction * i * 360) / count),
  azimuthWidth: 360 / count,
});

describe('binEdges', () => {
  it('lie half-way between centres and as far beyond the ends', () => {
    expect([...binEdges(Float64Array.of(1, 2, 4))]).toEqual([0.5, 1.5, 3, 5]);
    expect([...binEdges(Float64Array.of(7))]).toEqual([6.5, 7.5]);
    expect([...binEdges(new Float64Array(0))]).toEqual([0]);
  });

  it('enclose the bin that is found again', () => {
    const edges = binEdges(Float64Array.of(1, 2, 4));
    expect([0.4, 0.5, 1.49, 1.5, 3, 4.99, 5].map((value) => binIndexAt(edges, value))).toEqual([-1, 0, 0, 1, 2, 2, -1]);
    expect(binIndexAt(edges, Number.NaN)).toBe(-1);
  });
});

describe('the azimuths of a cake', () => {
  it('reach from edge to edge, whatever the sense', () => {
    expect(azimuthExtent(circle(-175, 36))).toEqual([-180, 180]);
    expect(azimuthExtent(circle(175, 36, -1))).toEqual([-180, 180]);
  });

  it('are found by index in both senses', () => {
    expect([-180, -170.5, -169.5, 179.9, 180.1].map((at) => cakeIndexAt(circle(-175, 36), at))).toEqual([
      0, 0, 1, 35, -1,
    ]);
    expect([179.9, 169.5, -179.9].map((at) => cakeIndexAt(circle(175, 36, -1), at))).toEqual([0, 1, 35]);
  });

  it('turn by whole circles into a cake that begins elsewhere', () => {
    const fromNorth = circle(-90, 4); // −135 … 225
    expect(azimuthInCake(fromNorth, -170)).toBe(190);
    expect(azimuthInCake(fromNorth, 100)).toBe(100);
    expect(azimuthInCake({ azimuth: Float64Array.of(0, 10), azimuthWidth: 10 }, 90)).toBeNull();
  });
});

describe('degreeTicks', () => {
  it('are the quarters of a circle where there is little room', () => {
    expect(degreeTicks([-180, 180], 120, 24).map(({ label }) => label)).toEqual(['−180°', '−90°', '0°', '90°', '180°']);
  });

  it('are finer where one has zoomed in', () => {
    expect(degreeTicks([10, 12], 200, 24).map(({ label }) => label)).toEqual([
      '10.0°',
      '10.5°',
      '11.0°',
      '11.5°',
      '12.0°',
    ]);
  });
});
