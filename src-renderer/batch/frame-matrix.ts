import type { Interval } from '../../src-shared/figure/axis-scale.ts';

/** Patterns of a series, one row each. */
export interface FrameMatrix {
  /** Index in the series of each row; rising. Of a long series every so many are shown. */
  readonly frames: Int32Array;
  /** Bin centres, rising. */
  readonly radial: Float64Array;
  /** frames × bins; NaN where no pixel contributed, or there is no pattern. */
  readonly intensity: Float32Array;
}

/**
 * Mean intensity of each row over a window of the radial axis: over the bins whose centres lie in it, the nearest bin where
 * none does; bins without pixels do not count.
 *
 * @param window  null: the whole axis
 * @returns one value per row, NaN where no bin of the window has pixels
 */
export function windowTrend({ frames, radial, intensity }: FrameMatrix, window: Interval | null): Float64Array {
  const bins = radial.length;
  const [from, to] = binsWithin(radial, window);
  const trend = new Float64Array(frames.length);
  for (let row = 0; row < trend.length; row++) {
    let [sum, count] = [0, 0];
    for (let bin = row * bins + from; bin < row * bins + to; bin++) {
      const value = intensity[bin]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    trend[row] = count > 0 ? sum / count : Number.NaN;
  }
  return trend;
}

function binsWithin(radial: Float64Array, window: Interval | null): [number, number] {
  if (!window || radial.length === 0) return [0, radial.length];
  const [low, high] = [Math.min(...window), Math.max(...window)];
  let from = radial.findIndex((x) => x >= low);
  if (from < 0) from = radial.length;
  let to = from;
  while (to < radial.length && radial[to]! <= high) to++;
  if (to > from) return [from, to];
  const middle = (low + high) / 2;
  const isLower = from === radial.length || (from > 0 && middle - radial[from - 1]! < radial[from]! - middle);
  const nearest = isLower ? from - 1 : from;
  return [nearest, nearest + 1];
}

/** Row of a frame, or −1. */
export function rowOfFrame({ frames }: Pick<FrameMatrix, 'frames'>, frame: number): number {
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames[middle]! < frame) low = middle + 1;
    else high = middle;
  }
  return frames[low] === frame ? low : -1;
}

/** At most `count` rows, evenly over all, first and last among them. */
export function spreadRows(rows: number, count: number): number[] {
  const drawn = Math.min(rows, count);
  if (drawn <= 1) return rows > 0 ? [0] : [];
  return Array.from({ length: drawn }, (_, i) => Math.round((i * (rows - 1)) / (drawn - 1)));
}
