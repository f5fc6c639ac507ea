import { axisPlace, axisValue, type AxisScale, type Interval } from './axis-scale.ts';
import type { PlotCurve } from './plot-curve.ts';
import { indexWindow } from './plot-range.ts';

export interface SamplingWindow {
  /** Places, not values. */
  readonly x: Interval;
  /** Places, not values. */
  readonly y: Interval;
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
  /** Width of the plot, device px. */
  readonly columns: number;
  /** Value below which no error band reaches; absent: none. */
  readonly bandFloor?: number;
}

const DENSE = 4; // points per column from which on a column is reduced to its first, lowest, highest and last

/**
 * The visible part of a curve as places x0, y0, x1, y1, …, from left to right, with one neighbour beyond each edge.
 * Dense curves are thinned column by column so that the drawn line stays the same; NaN marks gaps. Where a logarithm
 * has no place for a value (0 or less) the line leaves the plot downwards.
 *
 * Source of the thinning: Jugel et al. (2014), Proc. VLDB Endow. 7, 797, doi:10.14778/2732951.2732953 ("M4")
 */
export function sampleCurve(curve: PlotCurve, window: SamplingWindow): Float64Array {
  const { x, y, scale = 1, offset = 0 } = curve;
  const below = window.y[0] - 0.5 * (window.y[1] - window.y[0]);
  const [from, to] = visibleIndices(x, window);
  const step = x[from]! <= x[to - 1]! ? 1 : -1;
  const out = new Float64Array(2 * (to - from) + 2);
  const toColumn = window.columns / (window.x[1] - window.x[0]);
  const isDense = to - from > DENSE * window.columns;
  let length = 0;
  const push = (px: number, py: number) => {
    out[length++] = px;
    out[length++] = py;
  };
  const bucket = createBucket(push);
  for (let i = step > 0 ? from : to - 1; i >= from && i < to; i += step) {
    const px = axisPlace(window.xScale, x[i]!);
    if (px === -Infinity) continue;
    const value = axisPlace(window.yScale, y[i]! * scale + offset);
    const py = value === -Infinity ? below : value;
    if (!Number.isFinite(px) || !Number.isFinite(py)) {
      bucket.flush();
      if (length > 0 && !Number.isNaN(out[length - 1]!)) push(out[length - 2]!, Number.NaN);
    } else if (isDense) bucket.add(Math.floor((px - window.x[0]) * toColumn), px, py);
    else push(px, py);
  }
  bucket.flush();
  return out.subarray(0, length);
}

/** Collects the points of one column and passes on at most four of them, in order. */
function createBucket(push: (x: number, y: number) => void) {
  let column = Number.NaN;
  let count = 0;
  let [lowAt, highAt] = [0, 0];
  let [firstX, firstY, lowX, lowY, highX, highY, lastX, lastY] = [0, 0, 0, 0, 0, 0, 0, 0];

  function flush() {
    if (count > 0) push(firstX, firstY);
    const isLowFirst = lowAt < highAt;
    for (const isLow of [isLowFirst, !isLowFirst]) {
      const at = isLow ? lowAt : highAt;
      if (at > 0 && at < count - 1) push(isLow ? lowX : highX, isLow ? lowY : highY);
    }
    if (count > 1) push(lastX, lastY);
    count = 0;
    column = Number.NaN;
  }

  function add(at: number, x: number, y: number) {
    if (at !== column) {
      flush();
      column = at;
      [firstX, firstY, lowX, lowY, highX, highY] = [x, y, x, y, x, y];
      lowAt = 0;
      highAt = 0;
    }
    if (y < lowY) [lowX, lowY, lowAt] = [x, y, count];
    if (y > highY) [highX, highY, highAt] = [x, y, count];
    lastX = x;
    lastY = y;
    count++;
  }

  return { add, flush };
}

/**
 * The band y ± σ as places x0, low0, high0, x1, …; a column of a dense curve becomes its envelope. NaN marks gaps.
 *
 * @returns null for a curve without σ
 */
export function sampleBand(curve: PlotCurve, window: SamplingWindow): Float64Array | null {
  const { x, y, sigma, scale = 1, offset = 0 } = curve;
  if (!sigma) return null;
  const [from, to] = visibleIndices(x, window);
  const step = x[from]! <= x[to - 1]! ? 1 : -1;
  const below = window.y[0] - 0.5 * (window.y[1] - window.y[0]);
  const toColumn = window.columns / (window.x[1] - window.x[0]);
  const floor = window.bandFloor ?? -Infinity;
  const isDense = to - from > DENSE * window.columns;
  const out = new Float64Array(3 * (to - from));
  let length = 0;
  let column = Number.NaN;
  for (let i = step > 0 ? from : to - 1; i >= from && i < to; i += step) {
    const px = axisPlace(window.xScale, x[i]!);
    if (px === -Infinity) continue;
    const middle = y[i]! * scale + offset;
    const width = Math.abs(sigma[i]! * scale);
    const low = Math.max(below, axisPlace(window.yScale, Math.max(floor, middle - width)));
    const high = Math.max(below, axisPlace(window.yScale, Math.max(floor, middle + width)));
    const at = isDense ? Math.floor((px - window.x[0]) * toColumn) : i;
    const isGap = !Number.isFinite(px + low + high);
    if (!isGap && at === column) {
      out[length - 2] = Math.min(out[length - 2]!, low);
      out[length - 1] = Math.max(out[length - 1]!, high);
      continue;
    }
    if (isGap && (length === 0 || Number.isNaN(out[length - 1]!))) continue;
    column = isGap ? Number.NaN : at;
    out[length++] = isGap ? out[length - 4]! : px;
    out[length++] = isGap ? Number.NaN : low;
    out[length++] = isGap ? Number.NaN : high;
  }
  return out.subarray(0, length);
}

function visibleIndices(x: Float64Array, { x: [from, to], xScale }: SamplingWindow): [number, number] {
  const [first, end] = indexWindow(x, [axisValue(xScale, from), axisValue(xScale, to)]);
  return [Math.max(0, first - 1), Math.min(x.length, end + 1)];
}
