import type { PlotCurve } from './plot-curve.ts';

type Points = Pick<PlotCurve, 'x' | 'y'>;

/**
 * How a curve differs from another at the points of that: between its own points it is taken as straight, beyond its ends
 * as what it is there.
 *
 * @returns one value for each point of `first`; `relative` in per cent of `first`, NaN where that is 0
 */
export function compareCurves(
  first: Points,
  other: Points,
): { readonly difference: Float64Array; readonly relative: Float64Array } {
  const n = first.x.length;
  const difference = new Float64Array(n);
  const relative = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = first.y[i]!;
    difference[i] = valueAt(other, first.x[i]!) - own;
    relative[i] = own === 0 ? Number.NaN : (difference[i]! / own) * 100;
  }
  return { difference, relative };
}

/** x rises. */
function valueAt({ x, y }: Points, wanted: number): number {
  const last = x.length - 1;
  if (last < 0) return Number.NaN;
  if (wanted <= x[0]!) return y[0]!;
  if (wanted >= x[last]!) return y[last]!;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= wanted) low = middle;
    else high = middle;
  }
  const slope = (y[high]! - y[low]!) / (x[high]! - x[low]!);
  return y[low]! + slope * (wanted - x[low]!);
}
