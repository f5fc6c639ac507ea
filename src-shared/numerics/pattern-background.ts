import { snipBackground } from './snip-background.ts';
import { splineBackground } from './spline-background.ts';

export interface BackgroundChoice {
  /** Absent: snip. */
  readonly method?: 'snip' | 'spline' | undefined;
  /** Of snip: half the width that peaks may have; of the spline: the length of waves that it follows half. Bins. */
  readonly window: number;
  /** Absent: the whole axis. */
  readonly range?: readonly number[] | undefined;
  /** The range counts only while the axis is in this unit. */
  readonly rangeUnit?: string | undefined;
}

/**
 * Smooth background of a curve within a range.
 *
 * @param unit  of the axis `x`
 * @returns NaN outside of the range and in gaps
 * @throws RangeError  for a window that the method cannot have
 */
export function patternBackground(
  x: Float64Array,
  y: Float64Array,
  { method = 'snip', window, range, rangeUnit }: BackgroundChoice,
  unit: string,
): Float64Array {
  const isLimited = range !== undefined && rangeUnit === unit;
  const [low, high] = isLimited ? [Math.min(...range), Math.max(...range)] : [-Infinity, Infinity];
  const inside = x.reduce((count, value) => count + (value >= low && value <= high ? 1 : 0), 0);
  const background = new Float64Array(y.length).fill(Number.NaN);
  if (inside === 0) return background;
  const from = x.findIndex((value) => value >= low && value <= high);
  const part = y.subarray(from, from + inside);
  background.set(method === 'spline' ? splineBackground(part, window) : snipBackground(part, window), from);
  return background;
}
