import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import { SUMS, type SumName } from './plan-layout.ts';
import type { BoundPlan } from './plan-memory.ts';

/**
 * The sums of a frame from those of its segments: what holds for all pixels in use, less the invalid ones. A bin all of
 * whose pixels are invalid is exactly empty: pixels are counted for that, since differences of weights leave crumbs.
 *
 * @param totals  SUMS of all segments added in order
 * @param invalid  pixels in use that are invalid in this frame
 * @param usedPixels  pixels that the plan uses
 */
export function finishSums(
  { buffer, layout }: BoundPlan,
  totals: Float64Array,
  errorModel: ErrorModel,
  invalid: number,
  usedPixels: number,
): BinSums {
  const { bins } = layout;
  const statics = new Float64Array(buffer, layout.statics, SUMS.length * bins);
  const at = (name: SumName): number => SUMS.indexOf(name) * bins;
  const signal = totals.slice(at('signal'), at('signal') + bins);
  const count = new Float64Array(bins);
  const normalization = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    const hits = at('hits') + bin;
    if (statics[hits] === totals[hits]) {
      signal[bin] = 0;
      continue;
    }
    count[bin] = statics[at('count') + bin]! - totals[at('count') + bin]!;
    normalization[bin] = statics[at('normalization') + bin]! - totals[at('normalization') + bin]!;
    signal[bin]! -= statics[at('pedestal') + bin]! - totals[at('pedestal') + bin]!;
  }
  return {
    signal,
    variance: errorModel === 'none' ? null : totals.slice(at('variance'), at('variance') + bins),
    normalization,
    count,
    ignoredPixels: layout.pixels - usedPixels + invalid,
  };
}

/** Mean of the corrected signal in each bin, 0 where there is none: what deviations are taken from. */
export function binMeans({ signal, normalization, count }: BinSums): Float64Array {
  return signal.map((total, bin) => (count[bin]! > 0 ? total / normalization[bin]! : 0));
}
