const PART = 0.2; // of the largest span: neighbours overlap, but can be told apart

/**
 * A round distance between the curves of a waterfall, in units of intensity; undefined where all are flat.
 *
 * @param curves  intensities; NaN for gaps
 */
export function waterfallStep(curves: readonly Float64Array[]): number | undefined {
  let span = 0;
  for (const curve of curves) {
    let [low, high] = [Infinity, -Infinity];
    for (const value of curve) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high > low && high - low < Infinity) span = Math.max(span, high - low);
  }
  return span > 0 ? Number((PART * span).toPrecision(1)) : undefined;
}
