import { describe, expect, it } from 'vitest';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import { chauvenetLimit, type ClipSettings } from '../../src-shared/integration/clip-round.ts';
import { sigmaClip } from '../../src-shared/integration/filter-sigma-clip.ts';
import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import { type FrameCorrections, integrateReference } from '../../src-shared/integration/integrate-reference.ts';
import type { SortablePlan } from '../../src-shared/integration/sort-by-bin.ts';
import { randomNumbers } from '../kernel/random-plan.ts';
import { specOverEverything, tiltedCalibration } from './plan-fixtures.ts';

const noLimits = valueLimits({}, {}, new Float64Array(0));

/** Pixels that each lie whole in one bin. */
function wholePixels(bins: readonly number[]): SortablePlan {
  return {
    bins: Math.max(...bins) + 1,
    firstBin: Uint16Array.from(bins),
    spans: new Uint8Array(bins.length).fill(1),
    weights: new Float32Array(bins.length).fill(1),
    tileOffsets: Uint32Array.of(0, bins.length),
  };
}
function plain(pixels: number, change: Partial<FrameCorrections> = {}): FrameCorrections {
  const normalization = new Float32Array(pixels).fill(1);
  return { normalization, pedestal: null, limits: noLimits, errorModel: 'azimuthal', ...change };
}
const settings = (threshold: number, maxIterations = 5, normalizationFactor = 1): ClipSettings => ({
  threshold,
  maxIterations,
  normalizationFactor,
});
const indices = (clipped: Uint8Array): number[] => [...clipped.keys()].filter((p) => clipped[p] !== 0);

describe('sigmaClip', () => {
  // 24 pixels of 9 and 11 and one of x: mean (240 + x)/25, s² = mean square of the deviations.
  const around = (x: number): Float64Array =>
    Float64Array.from({ length: 25 }, (_, p) => (p === 7 ? x : 10 + (-1) ** p));
  const oneBin = wholePixels(new Array<number>(25).fill(0));

  it('takes out what is beyond the limit, above and below, and nothing else', () => {
    // x = 20: I = 10.4, the 24 give Σ = 24 · (1 + 0.16), so s² = (27.84 + 92.16 ± 2·0.4·1)/25 and |x − I|/s = 4.4
    for (const x of [20, 0]) {
      const result = sigmaClip(oneBin, { samples: around(x) }, plain(25), settings(3));
      expect(indices(result.clipped)).toEqual([7]);
      expect([result.count, result.rounds]).toEqual([1, 1]);
    }
    expect(sigmaClip(oneBin, { samples: around(20) }, plain(25), settings(4.5))).toMatchObject({ count: 0, rounds: 0 });
    expect(sigmaClip(oneBin, { samples: around(12) }, plain(25), settings(3)).count).toBe(0);
  });

  it('with counting errors knows the variance of what was subtracted', () => {
    // Raw counts of 100 each but one; a pixel's variance is its counts and that of the pedestal: σ = 10, or 20 with 300.
    const even = (x: number): Float64Array => Float64Array.from({ length: 25 }, (_, p) => (p === 7 ? x : 100));
    const clippedOf = (x: number, extra: number): number[] => {
      const pedestalVariance = extra === 0 ? null : new Float32Array(25).fill(extra);
      const corrections = plain(25, { errorModel: 'poisson', pedestalVariance });
      return indices(sigmaClip(oneBin, { samples: even(x) }, corrections, settings(3, 1)).clipped);
    };
    // The deviation from the mean is 24/25 of that from 100; the bright pixel itself adds to the mean variance.
    expect([clippedOf(145, 0), clippedOf(145, 300)]).toEqual([[7], []]);
    expect([clippedOf(180, 0), clippedOf(180, 300)]).toEqual([[7], [7]]);
    expect([clippedOf(122, 0), clippedOf(122, 60)]).toEqual([[], []]); // 100 − 60 would make a σ of 6.3
  });

  it('ends between two rounds when it is told to', () => {
    let rounds = 0;
    const check = (): void => {
      if (++rounds === 2) throw new Error('Cancelled.');
    };
    const clip = (): unknown => sigmaClip(oneBin, { samples: around(20) }, plain(25), settings(3), undefined, check);
    expect(clip).toThrow('Cancelled.'); // one round clips, the second would look again
    expect(rounds).toBe(2);
  });

  it('leaves no pixel out of a bin in which all are alike', () => {
    const samples = new Float64Array(25).fill(10);
    expect(sigmaClip(oneBin, { samples }, plain(25), settings(3)).count).toBe(0);
  });

  it('raises a low threshold to the criterion of Chauvenet', () => {
    // 25 pixels: √(2 ln(25/√2π)) = 2.14473
    expect(chauvenetLimit(25)).toBeCloseTo(2.14473, 5);
    expect(chauvenetLimit(0)).toBe(chauvenetLimit(3));
    // x = 13: I = 10.12 + 1/25 …, s ≈ 1.15, (x − I)/s ≈ 2.4 > 2.145; x = 12: 1.7 < 2.145, though above the threshold
    expect(sigmaClip(oneBin, { samples: around(13) }, plain(25), settings(0.1, 1)).count).toBe(1);
    expect(sigmaClip(oneBin, { samples: around(12) }, plain(25), settings(0.1, 1)).count).toBe(0);
  });

  it('finds in a second round what the first outlier hid, if it may', () => {
    const samples = around(1e6);
    samples[3] = 40;
    expect(indices(sigmaClip(oneBin, { samples }, plain(25), settings(3, 1)).clipped)).toEqual([7]);
    const both = sigmaClip(oneBin, { samples }, plain(25), settings(3, 5));
    expect(indices(both.clipped)).toEqual([3, 7]);
    expect([both.count, both.rounds]).toEqual([2, 2]);
  });

  it('takes the same pixels after a very bright one has gone as without it', () => {
    const random = randomNumbers(31);
    const pixels = 4000;
    const plan = wholePixels(Array.from({ length: pixels }, (_, p) => p % 4));
    const samples = Float64Array.from({ length: pixels }, () => 100 + 10 * (random() + random() + random() - 1.5) ** 3);
    const bright = [101, 202, 303]; // in three of the four bins
    const mask = new Uint8Array(pixels);
    for (const p of bright) mask[p] = 1;
    const without = sigmaClip(plan, { samples, mask }, plain(pixels), settings(1, 20));
    const lit = samples.map((value, p) => (mask[p] ? 1e12 : value));
    const { clipped, count } = sigmaClip(plan, { samples: lit }, plain(pixels), settings(1, 20));
    expect(without.rounds).toBeGreaterThan(3);
    expect(count).toBe(without.count + bright.length);
    expect(indices(clipped)).toEqual([...indices(without.clipped), ...bright].sort((a, b) => a - b));
  });

  it('judges Poisson counts by their number, whatever their scatter and the normalization factor', () => {
    // I = 100 and a little, s = √I ≈ 10: 140 is 4 s away; with the scatter (0 but for it) it would be 4.9 s away.
    const samples = Float64Array.from({ length: 25 }, (_, p) => (p === 7 ? 140 : 100));
    for (const factor of [1, 50]) {
      const corrections = plain(25, { errorModel: 'poisson', normalization: new Float32Array(25).fill(factor) });
      const count = (threshold: number): number =>
        sigmaClip(oneBin, { samples }, corrections, settings(threshold, 5, factor)).count;
      expect([count(3.7), count(4)]).toEqual([1, 0]);
    }
    expect(sigmaClip(oneBin, { samples }, plain(25), settings(4)).count).toBe(1);
  });

  it('compares pixels after normalization and pedestal', () => {
    // signal = pedestal + ω · (10 ± 1): nothing stands out, and what does is found.
    const omega = Float32Array.from({ length: 25 }, (_, p) => 0.5 + (p % 5) / 8);
    const pedestal = Float32Array.from({ length: 25 }, (_, p) => 100 * (p % 3));
    const corrections = plain(25, { normalization: omega, pedestal });
    const made = (x: number): Float64Array => around(x).map((value, p) => value * omega[p]! + pedestal[p]!);
    expect(sigmaClip(oneBin, { samples: made(11) }, corrections, settings(3)).count).toBe(0);
    expect(indices(sigmaClip(oneBin, { samples: made(20) }, corrections, settings(3)).clipped)).toEqual([7]);
  });

  it('does not look at pixels that are masked, beyond the limits or not used by the plan', () => {
    const samples = around(1e6);
    const mask = new Uint8Array(25);
    mask[7] = 1;
    expect(sigmaClip(oneBin, { samples, mask }, plain(25), settings(3)).count).toBe(0);
    const limits = valueLimits({ maskAbove: 1000 }, {}, samples);
    expect(sigmaClip(oneBin, { samples }, plain(25, { limits }), settings(3)).count).toBe(0);
    const spans = new Uint8Array(25).fill(1);
    spans[7] = 0;
    expect(sigmaClip({ ...oneBin, spans }, { samples }, plain(25), settings(3)).count).toBe(0);
  });

  it('judges a shared pixel in the bin that has most of it and takes it out of all', () => {
    // Bins of 10 ± 1 and 100 ± 1; pixel 25 has 0.75 in the second: with 100 it stays, with 10 it goes.
    const first = Array.from({ length: 51 }, (_, p) => (p < 25 ? 0 : p === 25 ? 0 : 1));
    const spans = new Uint8Array(51).fill(1);
    spans[25] = 2;
    const weights = new Float32Array(52).fill(1);
    weights.set([0.25, 0.75], 25);
    const plan: SortablePlan = { ...wholePixels(first), spans, weights, tileOffsets: Uint32Array.of(0, 52) };
    const samples = (x: number): Float64Array =>
      Float64Array.from({ length: 51 }, (_, p) => (p === 25 ? x : (p < 25 ? 10 : 100) + (-1) ** p));
    expect(indices(sigmaClip(plan, { samples: samples(10) }, plain(51), settings(3, 1)).clipped)).toEqual([25]);
    expect(indices(sigmaClip(plan, { samples: samples(100) }, plain(51), settings(3, 1)).clipped)).toEqual([]);
  });

  it.each(['no', 'bbox', 'full'] as const)('restores a smooth image in which bright pixels were put: %s', (split) => {
    const shape = [120, 110] as const;
    const pixels = shape[0] * shape[1];
    const plan = buildIntegrationPlan(specOverEverything(tiltedCalibration, shape, split, 40), null);
    const random = randomNumbers(5);
    const clean = Float64Array.from({ length: pixels }, () => 100 + 10 * (random() + random() + random() - 1.5));
    const samples = clean.slice();
    const spots = Array.from({ length: 30 }, (_, k) => 97 + 431 * k);
    for (const p of spots) samples[p] = 5000;
    const corrections = plain(pixels);
    const { clipped } = sigmaClip(plan, { samples }, corrections, settings(5, 10));
    // 10 · 1.5 is the largest deviation of a clean pixel and 3 s: none goes.
    expect(indices(clipped)).toEqual(spots.filter((p) => plan.spans[p]! > 0));
    const found = finishPattern(integrateReference(plan, { samples, mask: clipped }, corrections)).intensity;
    const expected = finishPattern(integrateReference(plan, { samples: clean, mask: clipped }, corrections)).intensity;
    expect(found).toEqual(expected);
  });

  it('refuses what makes no sense', () => {
    const samples = around(11);
    expect(() => sigmaClip(oneBin, { samples }, plain(25), settings(0))).toThrow(RangeError);
    expect(() => sigmaClip(oneBin, { samples }, plain(25), settings(3, 0))).toThrow(RangeError);
    expect(() => sigmaClip(oneBin, { samples: samples.slice(1) }, plain(25), settings(3))).toThrow(RangeError);
  });
});
