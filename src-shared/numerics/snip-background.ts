/**
 * Background under peaks by clipping: each value gives way to the mean of its two neighbours at a distance p where that
 * is lower, for p from `window` down to 1. What is narrower than about 2 · window is a peak; straight lines stay what
 * they are, and values may be negative. Near the ends p is limited by the distance to the end.
 *
 * @param values  evenly spaced; NaN for gaps, which are bridged by straight lines
 * @param window  bins, 1 or more
 * @returns the background, NaN in the gaps
 * @throws RangeError  if the window is no whole number from 1
 *
 * Source: Morháč et al. (1997), Nucl. Instrum. Methods A 401, 113, doi:10.1016/S0168-9002(97)01023-1, without its
 * logarithms, which negative values do not have
 */
export function snipBackground(values: Float64Array, window: number): Float64Array {
  if (!(Number.isInteger(window) && window >= 1))
    throw new RangeError(`the window is ${window}, and 1 bin or more is needed`);
  const n = values.length;
  const background = bridged(values);
  const previous = new Float64Array(n);
  for (let p = Math.min(window, n >> 1); p >= 1; p--) {
    previous.set(background);
    for (let i = 1; i < n - 1; i++) {
      const reach = Math.min(p, i, n - 1 - i);
      const mean = (previous[i - reach]! + previous[i + reach]!) / 2;
      if (mean < previous[i]!) background[i] = mean;
    }
  }
  for (let i = 0; i < n; i++) if (!Number.isFinite(values[i]!)) background[i] = Number.NaN;
  return background;
}

/** Gaps filled by straight lines, at the ends by the nearest value. */
function bridged(values: Float64Array): Float64Array {
  const filled = Float64Array.from(values);
  let last = -1;
  for (let i = 0; i < filled.length; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    const from = last < 0 ? values[i]! : values[last]!;
    for (let j = last + 1; j < i; j++)
      filled[j] = last < 0 ? from : from + ((values[i]! - from) * (j - last)) / (i - last);
    last = i;
  }
  filled.fill(last < 0 ? Number.NaN : values[last]!, last + 1);
  return filled;
}
