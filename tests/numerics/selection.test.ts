import { describe, expect, it } from 'vitest';
import { quantileInPlace, selectInPlace } from '../../src-shared/numerics/selection.ts';

/** Numbers without pattern, the same in every run. */
function scattered(n: number, distinct: number): Float64Array {
  let state = 12345;
  return Float64Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % distinct;
  });
}

describe('selectInPlace', () => {
  it('finds what sorting finds at every rank, with and without ties', () => {
    for (const distinct of [2, 17, 1 << 30]) {
      const values = scattered(101, distinct);
      const sorted = values.slice().sort();
      for (let rank = 0; rank < values.length; rank++) expect(selectInPlace(values.slice(), rank)).toBe(sorted[rank]);
    }
  });

  it('is not slow on sorted, reversed and constant input', () => {
    const n = 200_000;
    expect(
      selectInPlace(
        Float64Array.from({ length: n }, (_, i) => i),
        1234,
      ),
    ).toBe(1234);
    expect(
      selectInPlace(
        Float64Array.from({ length: n }, (_, i) => n - i),
        0,
      ),
    ).toBe(1);
    expect(selectInPlace(new Float64Array(n).fill(7), n - 1)).toBe(7);
  });

  it('rejects ranks that are not there', () => {
    expect(() => selectInPlace(new Float64Array(3), 3)).toThrow('rank 3 of 3 values');
  });
});

describe('quantileInPlace', () => {
  it('interpolates between ranks as numpy does', () => {
    // numpy.quantile([1, 2, 4, 8], [0, .25, .5, .9, 1]) = [1, 1.75, 3, 6.8, 8]
    const at = (fraction: number): number => quantileInPlace(Float64Array.of(8, 1, 4, 2), fraction);
    expect([0, 0.25, 0.5, 1].map(at)).toEqual([1, 1.75, 3, 8]);
    expect(at(0.9)).toBeCloseTo(6.8, 14);
  });

  it('is NaN of nothing and rejects what is no fraction', () => {
    expect(quantileInPlace(new Float64Array(0), 0.5)).toBeNaN();
    expect(() => quantileInPlace(Float64Array.of(1), 1.5)).toThrow('quantile 1.5');
  });
});
