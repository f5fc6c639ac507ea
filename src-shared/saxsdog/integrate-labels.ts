import type { Samples } from '../model/detector-image.ts';
import type { LabelPlan } from './label-plan.ts';
import { plainLabelSums, type LabelSums } from './label-sums.ts';

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
 * @param sums  does the work per pixel
 * @throws RangeError  if the frame is not of the plan's size
 */
export function integrateLabels(plan: LabelPlan, samples: Samples, sums: LabelSums = plainLabelSums): SaxsdogCurve {
  checkSize(plan, samples);
  const { area, axis, kind } = plan;
  const total = shareOut(plan, sums.sum(plan, samples));
  const intensity = new Float64Array(axis.length);
  const error = new Float64Array(axis.length);
  for (let k = 0; k < axis.length; k++) {
    const a = area[k]!;
    const value = total[k]! / a;
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
export function deviationOf(
  plan: LabelPlan,
  samples: Samples,
  { intensity }: Pick<SaxsdogCurve, 'intensity'>,
  sums: LabelSums = plainLabelSums,
): Float64Array {
  checkSize(plan, samples);
  const { patternCount, owners, bins, shares, area } = plan;
  const model = new Float64Array(patternCount); // of a pixel with correction 1
  for (let e = 0; e < owners.length; e++) model[owners[e]!]! += shares[e]! * intensity[bins[e]!]!;
  const spread = shareOut(plan, sums.spread(plan, samples, model));
  return area.map((a, k) => (a > 0 ? Math.sqrt(spread[k]! / a) : NaN));
}

/** Sums per pattern to sums per bin. */
function shareOut({ owners, bins, shares, axis }: LabelPlan, sums: Float64Array): Float64Array {
  const shared = new Float64Array(axis.length);
  for (let e = 0; e < owners.length; e++) shared[bins[e]!]! += shares[e]! * sums[owners[e]!]!;
  return shared;
}

function checkSize({ pixelCount }: LabelPlan, samples: Samples): void {
  if (samples.length !== pixelCount) throw new RangeError(`frame of ${samples.length} pixels, plan of ${pixelCount}`);
}
