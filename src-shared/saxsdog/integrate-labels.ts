import type { Samples } from '../model/detector-image.ts';
import type { LabelPlan } from './label-plan.ts';

/** One curve; all arrays have one entry per bin, NaN where no pixel contributes. */
export interface SaxsdogCurve {
  readonly kind: 'radial' | 'azimuthal' | 'in-plane' | 'vertical';
  /** q in nm⁻¹; azimuth in rad */
  readonly axis: Float64Array;
  /** Counts per pixel */
  readonly intensity: Float64Array;
  /** Error of the mean from counting statistics */
  readonly error: Float64Array;
}

/**
 * I = Σ w c p / Σ w over the pixels of each bin, with w the share of the pixel and c the correction; the error is
 * √(I Σw) / Σw.
 *
 * @throws RangeError  if the frame is not of the plan's size
 */
export function integrateLabels(plan: LabelPlan, samples: Samples): SaxsdogCurve {
  const { area, axis, kind } = plan;
  const sums = shareOut(plan, sumPatterns(plan, samples));
  const intensity = new Float64Array(axis.length);
  const error = new Float64Array(axis.length);
  for (let k = 0; k < axis.length; k++) {
    const a = area[k]!;
    const value = sums[k]! / a;
    intensity[k] = a > 0 ? value : NaN;
    error[k] = a > 0 ? Math.sqrt(value * a) / a : NaN;
  }
  return { kind, axis, intensity, error };
}

/**
 * How far the pixels of a bin scatter about the curve: √(Σ w c (p − m)² / Σ w), with m the curve spread back over the
 * pixel. A wrong beam centre makes it large at rings.
 *
 * @returns one value per bin, NaN where no pixel contributes
 */
export function deviationOf(plan: LabelPlan, samples: Samples, { intensity }: SaxsdogCurve): Float64Array {
  checkSize(plan, samples);
  const { runs, pattern, starts, bins, shares, correction, area } = plan;
  const model = new Float64Array(starts.length - 1); // of a pixel with correction 1
  for (let n = 0; n < model.length; n++)
    for (let e = starts[n]!; e < starts[n + 1]!; e++) model[n]! += shares[e]! * intensity[bins[e]!]!;
  const sums = new Float64Array(model.length);
  for (let r = 0; r < runs.length; r += 2)
    for (let p = runs[r]!; p < runs[r + 1]!; p++) {
      const n = pattern[p]!;
      const c = correction ? correction[p]! : 1;
      const difference = samples[p]! - c * model[n]!;
      sums[n] = sums[n]! + c * difference * difference;
    }
  const spread = shareOut(plan, sums);
  return area.map((a, k) => (a > 0 ? Math.sqrt(spread[k]! / a) : NaN));
}

/** Σ c · p over the pixels of each pattern. */
function sumPatterns(plan: LabelPlan, samples: Samples): Float64Array {
  checkSize(plan, samples);
  const { runs, pattern, starts, correction } = plan;
  const sums = new Float64Array(starts.length - 1);
  for (let r = 0; r < runs.length; r += 2) {
    const end = runs[r + 1]!;
    let p = runs[r]!;
    if (correction)
      for (; p < end; p++) {
        const n = pattern[p]!;
        sums[n] = sums[n]! + samples[p]! * correction[p]!;
      }
    // Four at a time: reading ahead of the sums, which neighbours may share, takes a quarter off.
    for (; p + 4 <= end; p += 4) {
      const [n0, n1, n2, n3] = [pattern[p]!, pattern[p + 1]!, pattern[p + 2]!, pattern[p + 3]!];
      const [v0, v1, v2, v3] = [samples[p]!, samples[p + 1]!, samples[p + 2]!, samples[p + 3]!];
      sums[n0] = sums[n0]! + v0;
      sums[n1] = sums[n1]! + v1;
      sums[n2] = sums[n2]! + v2;
      sums[n3] = sums[n3]! + v3;
    }
    for (; p < end; p++) {
      const n = pattern[p]!;
      sums[n] = sums[n]! + samples[p]!;
    }
  }
  return sums;
}

/** Sums per pattern to sums per bin. */
function shareOut({ starts, bins, shares, axis }: LabelPlan, sums: Float64Array): Float64Array {
  const shared = new Float64Array(axis.length);
  for (let n = 0; n < sums.length; n++)
    for (let e = starts[n]!; e < starts[n + 1]!; e++) shared[bins[e]!]! += shares[e]! * sums[n]!;
  return shared;
}

function checkSize({ pixelCount }: LabelPlan, samples: Samples): void {
  if (samples.length !== pixelCount) throw new RangeError(`frame of ${samples.length} pixels, plan of ${pixelCount}`);
}
