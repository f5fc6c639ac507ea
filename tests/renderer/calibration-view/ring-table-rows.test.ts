import { describe, expect, it } from 'vitest';
import { nextOrder, sortedRings } from '../../../src-renderer/calibration-view/ring-table-rows.ts';
import type { RingSummary } from '../../../src-shared/model/calibration-result.ts';

const ring = (number: number, over: Partial<RingSummary> = {}): RingSummary => ({
  ring: number,
  hkl: `${number} 0 0`,
  dSpacing: 5 / (number + 1),
  twoTheta: 0.1 * (number + 1),
  points: 10,
  rejected: 0,
  coverageDeg: 360,
  meanPx: 0,
  meanDeg: 0,
  rmsPx: 0.1,
  rmsDeg: 0.001,
  state: 'used',
  ...over,
});
const numbers = (rings: readonly RingSummary[]): number[] => rings.map((one) => one.ring);

describe('sortedRings', () => {
  it('sorts mean residuals by size, since the worst ring is looked for', () => {
    const rings = [ring(0, { meanPx: 0.1 }), ring(1, { meanPx: -0.4 }), ring(2, { meanPx: 0.2 })];
    expect(numbers(sortedRings(rings, { column: 'meanPx', isFalling: true }))).toEqual([1, 2, 0]);
  });

  it('puts rings without a value last, rising or falling', () => {
    const rings = [ring(0, { rmsPx: null }), ring(1, { rmsPx: 0.3 }), ring(2, { rmsPx: 0.2 })];
    expect(numbers(sortedRings(rings, { column: 'rmsPx', isFalling: false }))).toEqual([2, 1, 0]);
    expect(numbers(sortedRings(rings, { column: 'rmsPx', isFalling: true }))).toEqual([1, 2, 0]);
  });

  it('sorts hkl as numbers and states from used to unseen, equal ones by ring', () => {
    const rings = [ring(3, { hkl: '10 0 0', state: 'unseen' }), ring(1, { hkl: '2 0 0' }), ring(0, { hkl: '2 0 0' })];
    expect(numbers(sortedRings(rings, { column: 'hkl', isFalling: false }))).toEqual([0, 1, 3]);
    expect(numbers(sortedRings(rings, { column: 'state', isFalling: true }))).toEqual([3, 0, 1]);
  });

  it('leaves the given list as it is', () => {
    const rings = [ring(1), ring(0)];
    sortedRings(rings, { column: 'ring', isFalling: false });
    expect(numbers(rings)).toEqual([1, 0]);
  });
});

describe('nextOrder', () => {
  it('rises first, falls on the second click, and rises again in another column', () => {
    const first = nextOrder({ column: 'ring', isFalling: false }, 'rmsPx');
    expect(first).toEqual({ column: 'rmsPx', isFalling: false });
    const second = nextOrder(first, 'rmsPx');
    expect(second.isFalling).toBe(true);
    expect(nextOrder(second, 'points')).toEqual({ column: 'points', isFalling: false });
  });
});
