import { snipBackground } from './snip-background.ts';
import { splineBackground } from './spline-background.ts';

export interface BackgroundChoice {
  /** Absent: snip. */
  readonly method?: 'snip' | 'spline' | undefined;
  /** Of snip: half the width that peaks may have; of the spline: the length of waves that it follows half. Bins. */
  readonly window: number;
}

/**
 * Smooth background of a curve within a range.
 *
 * @param range  on the axis `x`; null: everywhere
 * @returns NaN outside of the range and in gaps
 */
export function patternBackground(
  x: Float64Array,
  y: Float64Array,
  { method = 'snip', window }: BackgroundChoice,
  range: readonly [number, number] | null = null,
): Float64Array {
  const [low, high] = range ? [Math.min(...range), Math.max(...range)] : [-Infinity, Infinity];
  const inside = x.reduce((count, value) => count + (value >= low && value <= high ? 1 : 0), 0);
  const background = new Float64Array(y.length).fill(Number.NaN);
  if (inside === 0) return background;
  const from = x.findIndex((value) => value >= low && value <= high);
  const part = y.subarray(from, from + inside);
  background.set(method === 'spline' ? splineBackground(part, window) : snipBackground(part, window), from);
  return background;
}
