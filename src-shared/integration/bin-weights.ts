import { wrapRadians } from '../quantity/angle.ts';
import type { PixelStrip } from './pixel-strip.ts';
import type { RadialAxis, ScaledAxis } from './radial-axis.ts';
import type { ReachedBins } from './reached-bins.ts';

/** "no": each pixel whole to one bin. Parameters as in {@link weighBoxes}. */
export function weighCentres(pixels: number, { spans }: ReachedBins, weights: Float32Array, offset: number): number {
  let o = offset;
  for (let p = 0; p < pixels; p++) if (spans[p]! > 0) weights[o++] = 1;
  return o;
}

/**
 * "bbox": each pixel spread evenly over its radial extent; what lies outside the axis is dropped. A box that reaches
 * below zero continues on the other side of the beam: its negative part is folded over.
 *
 * @param pixels  pixels of the strip
 * @param weights  with room for all spans from `offset` on
 * @returns offset behind the last weight
 */
export function weighBoxes(
  pixels: number,
  axis: Pick<RadialAxis, 'lower' | 'width'>,
  reached: ReachedBins,
  weights: Float32Array,
  offset: number,
): number {
  const { low, high, firstBin, spans } = reached;
  const zero = -axis.lower / axis.width;
  let o = offset;
  for (let p = 0; p < pixels; p++) {
    const span = spans[p]!;
    if (span === 0) continue;
    const first = firstBin[p]!;
    const from = low[p]!;
    const to = high[p]!;
    const share = 1 / (to - from);
    if (from >= zero) setEvenly(from, to, share, first, span, weights, o);
    else {
      setEvenly(zero, to, share, first, span, weights, o);
      addEvenly(zero, 2 * zero - from, share, first, span, weights, o);
    }
    o += span;
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
  axis: ScaledAxis,
  reached: ReachedBins,
  weights: Float32Array,
  offset: number,
): number {
  const { rows, columns, corner, cornerAzimuth } = strip;
  const { low, high, firstBin, spans } = reached;
  const { scale, lower } = axis;
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
      let holdsBeam = false;
      const y0 = cornerAzimuth[c]!;
      let y1 = cornerAzimuth[c + 1]! - y0;
      let y2 = cornerAzimuth[c + width + 1]! - y0;
      let y3 = cornerAzimuth[c + width]! - y0;
      if (Math.max(y1, y2, y3, 0) - Math.min(y1, y2, y3, 0) > Math.PI) {
        // The pixel lies on the ±π line: its corners the short way round. There is none round a pixel that holds the
        // beam, the only one whose corners keep their jump.
        const [w1, w2, w3] = [wrapRadians(y1), wrapRadians(y2), wrapRadians(y3)];
        holdsBeam = Math.abs(w2 - w1) > Math.PI || Math.abs(w3 - w2) > Math.PI;
        if (!holdsBeam) [y1, y2, y3] = [w1, w2, w3];
      }
      const x0 = (corner[c]! * scale - lower) * perBin - first;
      const x1 = (corner[c + 1]! * scale - lower) * perBin - first;
      const x2 = (corner[c + width + 1]! * scale - lower) * perBin - first;
      const x3 = (corner[c + width]! * scale - lower) * perBin - first;
      const slope0 = x1 === x0 ? 0 : y1 / (x1 - x0);
      const slope1 = x2 === x1 ? 0 : (y2 - y1) / (x2 - x1);
      const slope2 = x3 === x2 ? 0 : (y3 - y2) / (x3 - x2);
      const slope3 = x0 === x3 ? 0 : -y3 / (x0 - x3);
      // F(t), twice the integral of y dx along those parts of the contour that lie at x < t, is 0 left of all corners and
      // twice the area right of them; a slice is the difference between two edges of bins. Most pixels end inside their
      // outermost bins, so that F is known there.
      const isOpenLeft = low[p]! < first;
      const isOpenRight = high[p]! > first + span;
      const kEnd = isOpenRight ? span : span - 1;
      let before = 0;
      let start = 0;
      for (let k = isOpenLeft ? 0 : 1; k <= kEnd; k++) {
        const t0 = x0 < k ? x0 : k;
        const t1 = x1 < k ? x1 : k;
        const t2 = x2 < k ? x2 : k;
        const t3 = x3 < k ? x3 : k;
        const after =
          (t1 - t0) * (slope0 * (t0 + t1 - 2 * x0)) +
          (t2 - t1) * (2 * y1 + slope1 * (t1 + t2 - 2 * x1)) +
          (t3 - t2) * (2 * y2 + slope2 * (t2 + t3 - 2 * x2)) +
          (t0 - t3) * (2 * y3 + slope3 * (t3 + t0 - 2 * x3));
        if (k === 0) start = after;
        else weights[o + k - 1] = after - before;
        before = after;
      }
      if (!isOpenRight) {
        const end = (x1 - x0) * y1 + (x2 - x1) * (y1 + y2) + (x3 - x2) * (y2 + y3) + (x0 - x3) * y3;
        weights[o + span - 1] = end - before;
        before = end;
      }
      // Only what lies inside the axis is shared out; a contour without area is spread evenly.
      const share = 1 / (before - start);
      if (before === start) setEvenly(low[p]!, high[p]!, 1 / (high[p]! - low[p]!), first, span, weights, o);
      else for (let k = 0; k < span; k++) weights[o + k]! *= share;
      if (holdsBeam) makePositive(weights, o, span);
      o += span;
    }
  }
  return o;
}

/** The contour around the beam can cross itself, which makes some slices negative. */
function makePositive(weights: Float32Array, offset: number, span: number): void {
  let sum = 0;
  for (let k = offset; k < offset + span; k++) sum += Math.abs(weights[k]!);
  for (let k = offset; k < offset + span; k++) weights[k] = Math.abs(weights[k]!) / sum;
}

/** Sets the weights of an even distribution from `from` to `to`. */
function setEvenly(
  from: number,
  to: number,
  share: number,
  first: number,
  span: number,
  weights: Float32Array,
  offset: number,
): void {
  const last = first + span - 1;
  if (span === 1) {
    const isInside = from >= first && to <= first + 1;
    weights[offset] = isInside ? (to - from) * share : (Math.min(to, first + 1) - Math.max(from, first)) * share;
    return;
  }
  let o = offset;
  weights[o++] = (first + 1 - Math.max(from, first)) * share;
  for (let k = first + 1; k < last; k++) weights[o++] = share;
  weights[o] = (Math.min(to, last + 1) - last) * share;
}

/** Adds an even distribution from `from` to `to`. */
function addEvenly(
  from: number,
  to: number,
  share: number,
  first: number,
  span: number,
  weights: Float32Array,
  offset: number,
): void {
  for (let k = 0; k < span; k++) {
    const overlap = Math.min(to, first + k + 1) - Math.max(from, first + k);
    if (overlap > 0) weights[offset + k]! += overlap * share;
  }
}
