import type { PixelStrip } from './pixel-strip.ts';
import type { PlanSpec } from './plan-spec.ts';
import type { ScaledAxis } from './radial-axis.ts';

/** Which bins each pixel of a strip reaches; arrays as long as the largest strip has pixels. */
export interface ReachedBins {
  /** Ends of each pixel, counted in bins from the lower end of the axis; may lie outside 0…bins. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly firstBin: Uint16Array | Uint32Array;
  /** Number of bins; 0: pixel not used. */
  readonly spans: Uint8Array | Uint16Array;
}

/** @param widest  largest span that there is room for: 255 or 65535 */
export function createReachedBins(pixels: number, bins: number, widest: number): ReachedBins {
  return {
    low: new Float64Array(pixels),
    high: new Float64Array(pixels),
    firstBin: bins <= 0xffff ? new Uint16Array(pixels) : new Uint32Array(pixels),
    spans: widest <= 0xff ? new Uint8Array(pixels) : new Uint16Array(pixels),
  };
}

/**
 * Radial extent of each pixel by the splitting rule: its centre ("no"), the centre ± the largest distance of a corner
 * ("bbox"), or its corners ("full"), and the bins that it reaches. What lies outside the axis is left out.
 *
 * @returns sum and maximum of `spans`; where the maximum is more than `out` has room for, `out` is of no use
 */
export function findReachedBins(
  strip: PixelStrip,
  split: PlanSpec['split'],
  axis: ScaledAxis,
  out: ReachedBins,
): { readonly total: number; readonly widest: number } {
  findRadialRanges(strip, split, out);
  const { low, high, firstBin, spans } = out;
  const { skipped } = strip;
  const { scale, lower, bins } = axis;
  const perBin = 1 / axis.width;
  const origin = lower < 0 ? -lower * perBin : 0; // no pixel reaches below zero, whatever its box says
  const pixels = (strip.rows.end - strip.rows.start) * strip.columns;
  let total = 0;
  let widest = 0;
  for (let p = 0; p < pixels; p++) {
    const from = (low[p]! * scale - lower) * perBin;
    const to = (high[p]! * scale - lower) * perBin;
    low[p] = from;
    high[p] = to;
    if (skipped[p] !== 0 || !(to >= 0 && from < bins)) {
      firstBin[p] = 0;
      spans[p] = 0;
      continue;
    }
    const first = from > origin ? from | 0 : origin | 0;
    const last = to < bins ? to | 0 : bins - 1;
    const span = last - first + 1;
    firstBin[p] = first;
    spans[p] = span;
    total += span;
    if (span > widest) widest = span;
  }
  return { total, widest };
}

export type RadialEnds = Pick<ReachedBins, 'low' | 'high'>;

/** Lower and upper radial end of each pixel of the strip, in its own unit. */
export function findRadialRanges(strip: PixelStrip, split: PlanSpec['split'], out: RadialEnds): void {
  if (split === 'no') rangeOfCentres(strip, out);
  else if (split === 'bbox') rangeOfBoxes(strip, out);
  else rangeOfCorners(strip, out);
}

function rangeOfCentres({ rows, columns, centre }: PixelStrip, { low, high }: RadialEnds): void {
  const pixels = (rows.end - rows.start) * columns;
  for (let p = 0; p < pixels; p++) low[p] = high[p] = centre[p]!;
}

function rangeOfBoxes({ rows, columns, centre, corner }: PixelStrip, { low, high }: RadialEnds): void {
  const height = rows.end - rows.start;
  const width = columns + 1;
  for (let i = 0, p = 0; i < height; i++) {
    for (let j = 0, c = i * width; j < columns; j++, c++, p++) {
      const x = centre[p]!;
      const half = Math.max(
        Math.abs(corner[c]! - x),
        Math.abs(corner[c + 1]! - x),
        Math.abs(corner[c + width]! - x),
        Math.abs(corner[c + width + 1]! - x),
      );
      low[p] = x - half;
      high[p] = x + half;
    }
  }
}

function rangeOfCorners({ rows, columns, corner }: PixelStrip, { low, high }: RadialEnds): void {
  const height = rows.end - rows.start;
  const width = columns + 1;
  for (let i = 0, p = 0; i < height; i++) {
    for (let j = 0, c = i * width; j < columns; j++, c++, p++) {
      const a = corner[c]!;
      const b = corner[c + 1]!;
      const d = corner[c + width]!;
      const e = corner[c + width + 1]!;
      low[p] = Math.min(a, b, d, e);
      high[p] = Math.max(a, b, d, e);
    }
  }
}
