import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import { sumAddress, type SumName } from './plan-layout.ts';
import type { BoundPlan } from './plan-memory.ts';

/**
 * The sums of a frame from those of its segments: what holds for all pixels in use, less the invalid ones. A bin all of
 * whose pixels are invalid is exactly empty: pixels are counted for that, since differences of weights leave crumbs.
 *
 * @param totals  byte offset of the SUMS of all segments added in order
 * @param invalid  pixels in use that are invalid in this frame
 * @param usedPixels  pixels that the plan uses
 * @returns count and normalization are the same memory, shared between threads, for all frames without invalid pixels
 */
export function finishSums(
  plan: BoundPlan,
  totals: number,
  errorModel: ErrorModel,
  invalid: number,
  usedPixels: number,
): BinSums {
  const { buffer, layout } = plan;
  const { bins } = layout;
  const own = (name: SumName): Float64Array => new Float64Array(buffer, sumAddress(totals, bins, name), bins);
  const all = (name: SumName): Float64Array => new Float64Array(buffer, sumAddress(layout.statics, bins, name), bins);
  const signal = new Float64Array(own('signal'));
  const pedestal = all('pedestal');
  let divisors: Divisors;
  if (invalid === 0) {
    divisors = divisorsOf(plan);
    if (layout.pedestal !== 0) for (let bin = 0; bin < bins; bin++) signal[bin]! -= pedestal[bin]!;
  } else {
    const ownPedestal = own('pedestal');
    const isEmpty = emptyBins(all('hits'), own('hits'));
    for (let bin = 0; bin < bins; bin++)
      signal[bin] = isEmpty[bin] ? 0 : signal[bin]! - (pedestal[bin]! - ownPedestal[bin]!);
    const left = (name: SumName): Float64Array => difference(all(name), own(name), isEmpty);
    divisors = { count: left('count'), normalization: left('normalization') };
  }
  return {
    signal,
    variance: errorModel === 'none' ? null : new Float64Array(own('variance')),
    ...divisors,
    ignoredPixels: layout.pixels - usedPixels + invalid,
  };
}

type Divisors = Pick<BinSums, 'count' | 'normalization'>;

/** Of all pixels in use, made once for each plan: they go from thread to thread with every frame, and are not copied then. */
const divisorsOfPlans = new WeakMap<BoundPlan, Divisors>();

function divisorsOf(plan: BoundPlan): Divisors {
  const known = divisorsOfPlans.get(plan);
  if (known) return known;
  const { bins, statics } = plan.layout;
  const copy = (name: SumName): Float64Array => {
    const shared = new Float64Array(new SharedArrayBuffer(bins * 8));
    shared.set(new Float64Array(plan.buffer, sumAddress(statics, bins, name), bins));
    return shared;
  };
  const divisors = { count: copy('count'), normalization: copy('normalization') };
  divisorsOfPlans.set(plan, divisors);
  return divisors;
}

/** 1 where all pixels of a bin are invalid. */
function emptyBins(hits: Float64Array, invalidHits: Float64Array): Uint8Array {
  const isEmpty = new Uint8Array(hits.length);
  for (let bin = 0; bin < hits.length; bin++) if (hits[bin] === invalidHits[bin]) isEmpty[bin] = 1;
  return isEmpty;
}

function difference(all: Float64Array, invalid: Float64Array, isEmpty: Uint8Array): Float64Array {
  const left = new Float64Array(all.length);
  for (let bin = 0; bin < left.length; bin++) if (!isEmpty[bin]) left[bin] = all[bin]! - invalid[bin]!;
  return left;
}

/** Mean of the corrected signal in each bin, 0 where there is none: what deviations are taken from. */
export function binMeans({ signal, normalization, count }: BinSums): Float64Array {
  return signal.map((total, bin) => (count[bin]! > 0 ? total / normalization[bin]! : 0));
}
