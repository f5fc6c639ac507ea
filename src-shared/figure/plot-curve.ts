/** One line of a plot. Drawn is scale · y + offset. */
export interface PlotCurve {
  readonly id: string;
  readonly label: string;
  /** Rising or falling; NaN only where `y` is NaN too. */
  readonly x: Float64Array;
  /** One per x; NaN leaves a gap. */
  readonly y: Float64Array | Float32Array;
  /** Standard error of `y`. */
  readonly sigma?: Float64Array | Float32Array | null;
  /** Whether the whole band of `sigma` is shown unasked; else it may reach beyond the plot. */
  readonly isBandFitted?: boolean;
  /** CSS colour or `var(--token)`; absent: the next of --plot-1 … --plot-6. */
  readonly colour?: string;
  /** One of many: drawn faintly, left out of the read-out. */
  readonly isFaint?: boolean;
  /** Absent: 1. */
  readonly scale?: number;
  /** Absent: 0. */
  readonly offset?: number;
}

/** A place on the x axis with a name: a calibrant line and its hkl. */
export interface PlotLine {
  readonly x: number;
  readonly label?: string;
  readonly colour?: string;
  /** Part of the plot that the line covers from below, in (0, 1]; absent: all of it. */
  readonly height?: number;
}

/** Index of the point whose x is nearest, or −1 for an empty curve. */
export function nearestPoint({ x }: Pick<PlotCurve, 'x'>, wanted: number): number {
  if (x.length === 0) return -1;
  const after = firstFrom(x, wanted);
  if (after === 0) return 0;
  if (after === x.length) return x.length - 1;
  return Math.abs(x[after]! - wanted) < Math.abs(x[after - 1]! - wanted) ? after : after - 1;
}

/** The first index at or beyond `wanted` in the direction of the array; its length if there is none. */
export function firstFrom(x: Float64Array, wanted: number): number {
  const isFalling = x.length > 1 && x[0]! > x[x.length - 1]!;
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFalling ? x[middle]! > wanted : x[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
