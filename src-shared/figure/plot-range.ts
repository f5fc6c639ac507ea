import { axisPlace, type AxisScale, type Interval } from './axis-scale.ts';
import { firstFrom, type PlotCurve } from './plot-curve.ts';

const PADDING = 0.04; // of the range, above and below the curves
const NEAR_ZERO = 0.2; // of the highest value: a lowest value below that takes the axis to zero
const DECADES = 7; // most that a logarithmic axis shows unasked: noise around zero would show any number

/** x of all points that carry a value, as places; null without any. */
export function fullRangeX(curves: readonly PlotCurve[], scale: AxisScale): Interval | null {
  let from = Infinity;
  let to = -Infinity;
  for (const { x } of curves) {
    for (let i = 0; i < x.length; i++) {
      const place = axisPlace(scale, x[i]!);
      if (!Number.isFinite(place)) continue;
      if (place < from) from = place;
      if (place > to) to = place;
    }
  }
  if (from === to) return [from - 0.5, to + 0.5];
  return from < to ? [from, to] : null;
}

/**
 * Range of the curves within an x range, padded, as places.
 *
 * @param x  values, not places
 */
export function fittingRangeY(curves: readonly PlotCurve[], x: Interval, scale: AxisScale): Interval | null {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const curve of curves) {
    const [from, to] = indexWindow(curve.x, x);
    for (let i = from; i < to; i++) {
      const y = curve.y[i]! * (curve.scale ?? 1) + (curve.offset ?? 0);
      if (!Number.isFinite(y) || (scale === 'log' && y <= 0)) continue;
      const reach = curve.isBandFitted ? Math.abs(curve.scale ?? 1) * (curve.sigma?.[i] ?? 0) : 0;
      const band = Number.isFinite(reach) ? reach : 0;
      const low = scale === 'log' && y - band <= 0 ? y : y - band; // a logarithmic axis has no place for the rest
      if (low < lowest) lowest = low;
      if (y + band > highest) highest = y + band;
    }
  }
  if (!(lowest <= highest)) return scale === 'log' && curves.length > 0 ? [0, 1] : null;
  if (scale === 'log') lowest = Math.max(lowest, highest / 10 ** DECADES);
  else if (lowest > 0 && lowest < NEAR_ZERO * highest) lowest = 0;
  const bottom = axisPlace(scale, lowest);
  const top = axisPlace(scale, highest);
  const padding = top > bottom ? (top - bottom) * PADDING : Math.max(Math.abs(top) * 0.1, 0.5);
  return [lowest === 0 ? 0 : bottom - padding, top + padding];
}

/** Indices [from, to) of the points inside an interval of x. */
export function indexWindow(x: Float64Array, [low, high]: Interval): [from: number, to: number] {
  const isFalling = x.length > 1 && x[0]! > x[x.length - 1]!;
  const from = firstFrom(x, isFalling ? high : low);
  let to = firstFrom(x, isFalling ? low : high);
  while (to < x.length && x[to] === (isFalling ? low : high)) to++;
  return [from, to];
}
