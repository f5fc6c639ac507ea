import { quantileInPlace } from '../../src-shared/numerics/selection.ts';

/** Neighbours on each side that a frame is compared with. */
const NEIGHBOURS = 5;
const FEWEST_NEIGHBOURS = 4;
/** An outlier is this many robust standard deviations away from its neighbours… */
const OUTLIER_SIGMAS = 8;
/** …and this part of their median, so that noise about a constant is none. */
const OUTLIER_PART = 0.02;
/** Standard deviation of a normal distribution over its median absolute deviation. */
const MAD_TO_SIGMA = 1.4826;

/**
 * Whether a frame stands out among the frames around it.
 *
 * @param count  frames in all
 * @param integral  of a frame; not finite where it is not known
 */
export function isOutlier(index: number, count: number, integral: (index: number) => number): boolean {
  const value = integral(index);
  if (!Number.isFinite(value)) return false;
  const around: number[] = [];
  for (let i = Math.max(0, index - NEIGHBOURS); i <= Math.min(count - 1, index + NEIGHBOURS); i++)
    if (i !== index && Number.isFinite(integral(i))) around.push(integral(i));
  if (around.length < FEWEST_NEIGHBOURS) return false;
  const middle = quantileInPlace(Float64Array.from(around), 0.5);
  const spread = quantileInPlace(
    Float64Array.from(around, (one) => Math.abs(one - middle)),
    0.5,
  );
  const distance = Math.abs(value - middle);
  return distance > OUTLIER_SIGMAS * MAD_TO_SIGMA * spread && distance > OUTLIER_PART * Math.abs(middle);
}
