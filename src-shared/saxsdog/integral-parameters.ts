import type { LabelPlan } from './label-plan.ts';
import type { SaxsdogCurve } from './integrate-labels.ts';
import type { SaxsdogMode } from './saxsdog-detector.ts';

/** Moments of a radial curve: I2 is the scattering invariant, I1/I2 the correlation length (but for a constant). */
export interface IntegralParameters {
  readonly I0: number;
  readonly I1: number;
  readonly I2: number;
}

export const NO_INTEGRAL_PARAMETERS: IntegralParameters = { I0: 0, I1: 0, I2: 0 };

/**
 * Iₙ = Σ qⁿ I Δq from the first bin with q ≥ qStart up to, not including, the first with q ≥ qStop, which is taken as the
 * end of the curve at most. Empty bins count nothing. Of azimuthal curves all three are 0.
 */
export function integralParameters(
  plan: LabelPlan,
  { intensity }: SaxsdogCurve,
  range: { readonly qStart?: number; readonly qStop?: number },
  { compatible }: SaxsdogMode,
): IntegralParameters {
  if (plan.kind === 'azimuthal') return NO_INTEGRAL_PARAMETERS;
  const { axis, firstLabel, scale } = plan;
  const firstNotBelow = (q: number): number => {
    const index = axis.findIndex((value) => value >= q);
    return index < 0 ? axis.length : index;
  };
  const start = firstNotBelow(range.qStart ?? 0);
  const stop = firstNotBelow(Math.min(range.qStop ?? 0, axis.at(-1)!));
  // The original takes the grid from 0 although the curve begins at firstLabel.
  const shift = compatible ? firstLabel / scale : 0;
  let [i0, i1, i2] = [0, 0, 0];
  for (let k = start; k < stop; k++) {
    const value = intensity[k]!;
    if (Number.isNaN(value)) continue;
    const q = axis[k]! - shift;
    i0 += value;
    i1 += q * value;
    i2 += q * q * value;
  }
  return { I0: i0 / scale, I1: i1 / scale, I2: i2 / scale };
}
