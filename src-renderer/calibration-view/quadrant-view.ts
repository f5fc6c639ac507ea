import type { Interval } from '../../src-shared/figure/axis-scale.ts';
import type { PlotLine } from '../../src-shared/figure/plot-curve.ts';

const WIDEST = 0.03; // of the axis, on each side of a line

/**
 * The part of the axis about one calibrant line: half-way to its neighbours, and no more than a few line widths.
 *
 * @param lines  rising
 * @param range  of the whole axis
 */
export function aroundLine(lines: readonly PlotLine[], index: number, [low, high]: Interval): Interval {
  const at = lines[index]?.x ?? (low + high) / 2;
  const widest = WIDEST * (high - low);
  const before = lines[index - 1]?.x ?? -Infinity;
  const after = lines[index + 1]?.x ?? Infinity;
  const reach = Math.min(widest, Math.max(widest / 4, Math.min(at - before, after - at) / 2));
  return [Math.max(low, at - reach), Math.min(high, at + reach)];
}

/** Index of the line under which the pattern is highest; −1 without any line or value. */
export function strongestLine(
  lines: readonly PlotLine[],
  curves: readonly { readonly x: Float64Array; readonly y: Float64Array }[],
): number {
  let [best, height] = [-1, -Infinity];
  for (const [i, line] of lines.entries()) {
    // Lines that some directions do not reach say nothing about the centre.
    const lowest = Math.min(...curves.map(({ x, y }) => valueNear(x, y, line.x)));
    if (lowest > height) [best, height] = [i, lowest];
  }
  return best;
}

function valueNear(x: Float64Array, y: Float64Array, at: number): number {
  let nearest = -1;
  for (let i = 0; i < x.length; i++) if (nearest < 0 || Math.abs(x[i]! - at) < Math.abs(x[nearest]! - at)) nearest = i;
  const value = y[nearest] ?? Number.NaN;
  return Number.isFinite(value) ? value : -Infinity;
}
