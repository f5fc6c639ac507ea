import type { Samples } from '../model/detector-image.ts';
import type { LabelPlan } from './label-plan.ts';

/** The work per pixel of an integration. Whoever does it adds the pixels of a pattern in rising order: all sums are equal. */
export interface LabelSums {
  /** Σ c · p over the pixels of each pattern, with c the correction. */
  sum(plan: LabelPlan, samples: Samples): Float64Array;
  /**
   * Σ c (p − c m)² over the pixels of each pattern.
   *
   * @param model  m of every pattern
   */
  spread(plan: LabelPlan, samples: Samples, model: Float64Array): Float64Array;
}

/** Plain loops, for any plan. */
export const plainLabelSums: LabelSums = {
  sum(plan, samples) {
    const { runs, pattern, patternCount, correction } = plan;
    const sums = new Float64Array(patternCount);
    for (let r = 0; r < runs.length; r += 2)
      for (let p = runs[r]!; p < runs[r + 1]!; p++) {
        const n = pattern[p]!;
        sums[n] = sums[n]! + (correction ? samples[p]! * correction[p]! : samples[p]!);
      }
    return sums;
  },
  spread(plan, samples, model) {
    const { runs, pattern, correction } = plan;
    const sums = new Float64Array(model.length);
    for (let r = 0; r < runs.length; r += 2)
      for (let p = runs[r]!; p < runs[r + 1]!; p++) {
        const n = pattern[p]!;
        const c = correction ? correction[p]! : 1;
        const difference = samples[p]! - c * model[n]!;
        sums[n] = sums[n]! + c * difference * difference;
      }
    return sums;
  },
};
