import type { PixelStrip } from './pixel-strip.ts';
import type { ReachedBins } from './reached-bins.ts';

const TURN = 2 * Math.PI;

/** "no": each pixel whole to one bin. Parameters as in {@link weighBoxes}. */
export function weighCentres(pixels: number, { spans }: ReachedBins, weights: Float32Array, offset: number): number {
  let o = offset;
  for (let p = 0; p < pixels; p++) if (spans[p]! > 0) weights[o++] = 1;
  return o;
}

/**
 * "bbox": each pixel spread evenly over its radial extent; what lies outside the axis is dropped.
 *
 * @param pixels  pixels of the strip
 * @param weights  with room for all spans from `offset` on
 * @returns offset behind the last weight
 */
export function weighBoxes(pixels: number, reached: ReachedBins, weights: Float32Array, offset: number): number {
  const { low, high, firstBin, spans } = reached;
  let o = offset;
  for (let p = 0; p < pixels; p++) {
    const span = spans[p]!;
    if (span === 0) continue;
    const first = firstBin[p]!;
    o = spreadEvenly(low[p]!, high[p]!, first, span, weights, o);
  }
  return o;
}

/**
 * "full": each pixel is the quadrilateral of its corners in the plane of radial position and azimuth; a bin's share is
 * the area of the slice that it cuts out. What lies outside the axis is dropped.
 *
 * Parameters as in {@link weighBoxes}. Source of the rule: Kieffer & Ashiotis, pyFAI, see docs/numbers.md.
 */
export function weighQuadrilaterals(
  strip: PixelStrip,
  axis: { readonly lower: number; readonly width: number },
  reached: ReachedBins,
  weights: Float32Array,
  offset: number,
): number {
  const { rows, columns, corner, cornerAzimuth } = strip;
  const { low, high, firstBin, spans } = reached;
  const { lower } = axis;
  const perBin = 1 / axis.width;
  const height = rows.end - rows.start;
  const width = columns + 1;
  let o = offset;
  for (let i = 0, p = 0; i < height; i++) {
    for (let j = 0, c = i * width; j < columns; j++, c++, p++) {
      const span = spans[p]!;
      if (span === 0) continue;
      const first = firstBin[p]!;
      if (span === 1 && low[p]! >= first && high[p]! <= first + 1) {
        weights[o++] = 1;
        continue;
      }
      const azimuth = cornerAzimuth[c]!;
      const y1 = wrap(cornerAzimuth[c + 1]! - azimuth);
      const y2 = wrap(cornerAzimuth[c + width + 1]! - azimuth);
      const y3 = wrap(cornerAzimuth[c + width]! - azimuth);
      const x0 = (corner[c]! - lower) * perBin - first;
      const x1 = (corner[c + 1]! - lower) * perBin - first;
      const x2 = (corner[c + width + 1]! - lower) * perBin - first;
      const x3 = (corner[c + width]! - lower) * perBin - first;
      const area = ((x1 - x0) * y1 + (x2 - x1) * (y1 + y2) + (x3 - x2) * (y2 + y3) + (x0 - x3) * y3) / 2;
      if (area === 0) {
        o = spreadEvenly(low[p]!, high[p]!, first, span, weights, o);
        continue;
      }
      weights.fill(0, o, o + span);
      const share = 1 / area;
      addSlices(x0, 0, x1, y1, span, share, weights, o);
      addSlices(x1, y1, x2, y2, span, share, weights, o);
      addSlices(x2, y2, x3, y3, span, share, weights, o);
      addSlices(x3, y3, x0, 0, span, share, weights, o);
      o += span;
    }
  }
  return o;
}

/** Adds share · ∫ y dx along the edge from (xa, ya) to (xb, yb), bin by bin, in the bins 0…span−1. */
function addSlices(
  xa: number,
  ya: number,
  xb: number,
  yb: number,
  span: number,
  share: number,
  weights: Float32Array,
  offset: number,
): void {
  const ka = Math.floor(xa);
  const kb = Math.floor(xb);
  if (ka === kb) {
    if (ka >= 0 && ka < span) weights[offset + ka]! += ((xb - xa) * (ya + yb) * share) / 2;
    return;
  }
  const slope = (yb - ya) / (xb - xa);
  const isForward = xa < xb;
  const left = isForward ? xa : xb;
  const right = isForward ? xb : xa;
  const sign = isForward ? share : -share;
  const first = Math.max(0, isForward ? ka : kb);
  const last = Math.min(span - 1, isForward ? kb : ka);
  for (let k = first; k <= last; k++) {
    const from = left > k ? left : k;
    const to = right < k + 1 ? right : k + 1;
    const middle = ya + ((from + to) / 2 - xa) * slope;
    weights[offset + k]! += (to - from) * middle * sign;
  }
}

function spreadEvenly(
  low: number,
  high: number,
  first: number,
  span: number,
  weights: Float32Array,
  offset: number,
): number {
  const last = first + span - 1;
  const share = 1 / (high - low);
  if (span === 1) {
    const isInside = low >= first && high <= first + 1;
    weights[offset] = isInside ? 1 : (Math.min(high, first + 1) - Math.max(low, first)) * share;
    return offset + 1;
  }
  let o = offset;
  weights[o++] = (first + 1 - Math.max(low, first)) * share;
  for (let k = first + 1; k < last; k++) weights[o++] = share;
  weights[o++] = (Math.min(high, last + 1) - last) * share;
  return o;
}

/** To [−π, π], for differences of azimuths. */
function wrap(difference: number): number {
  if (difference > Math.PI) return difference - TURN;
  return difference < -Math.PI ? difference + TURN : difference;
}
