import { selectInPlace } from '../numerics/selection.ts';
import { twoThetaAt, type BeamFrame } from './beam-frame.ts';
import type { SearchPoints } from './search-points.ts';

/** Radii k·tan 2θ of points in bins of 1 px, with what is needed to compare them with lines again and again. */
export interface RadiusHistogram {
  readonly counts: Float64Array;
  /** Bins with points */
  readonly filled: Int32Array;
  readonly total: number;
  /** First and last radius with points */
  readonly low: number;
  readonly high: number;
  /** One value per bin, to work in */
  readonly density: Float64Array;
}

/** Part of the points that lie on rings of the calibrant; the rest may lie anywhere. */
const ON_RINGS = 0.75;
/** Rings beyond this angle from the axis are not on the detector, rad. */
const STEEPEST = 1.45;
/** Lines count as prior ∝ 1 / (1 + n / PRIOR_LINES) with n from the first in range: the earlier the likelier. */
const PRIOR_LINES = 8;
/** Farther from a line than so many standard deviations there is none of it. */
const REACH = 3.5;
/** Entries per standard deviation */
const TABLE_STEPS = 128;
const BELL = Float64Array.from({ length: TABLE_STEPS * REACH + 2 }, (_, x) => Math.exp(-0.5 * (x / TABLE_STEPS) ** 2));
const ROOT_2_PI = Math.sqrt(2 * Math.PI);

/** @returns null if the points spread over too little to tell anything */
export function radiusHistogram({ ys, xs }: SearchPoints, frame: BeamFrame): RadiusHistogram | null {
  const radii = new Float64Array(ys.length);
  let n = 0;
  for (let a = 0; a < ys.length; a++) {
    const angle = twoThetaAt(frame, ys[a]!, xs[a]!);
    if (angle < STEEPEST) radii[n++] = frame.k * Math.tan(angle);
  }
  if (n < 20) return null;
  const shown = radii.subarray(0, n);
  const low = selectInPlace(shown, Math.floor(0.002 * n));
  const high = selectInPlace(shown, Math.ceil(0.998 * (n - 1)));
  if (!(high - low > 8) || high > 1e5) return null;
  const counts = new Float64Array(Math.ceil(high - low) + 1);
  let total = 0;
  for (let a = 0; a < n; a++) {
    const radius = shown[a]!;
    if (radius < low || radius > high) continue;
    counts[Math.floor(radius - low)]!++;
    total++;
  }
  const filled: number[] = [];
  for (let b = 0; b < counts.length; b++) if (counts[b]! > 0) filled.push(b);
  return { counts, filled: Int32Array.from(filled), total, low, high, density: new Float64Array(counts.length) };
}

/** tan 2θ of the rings that fall on a detector downstream (1) or upstream (−1), ascending. */
export function tangentsOf(twoThetas: readonly number[], direction: 1 | -1): Float64Array {
  return Float64Array.from(twoThetas, (twoTheta) => (direction === 1 ? twoTheta : Math.PI - twoTheta))
    .filter((angle) => angle > 0 && angle < STEEPEST)
    .map(Math.tan)
    .sort();
}

/**
 * Mean log of a mixture: most points on the rings in range, each as wide as `width` + `relative` · radius, the earlier
 * the likelier; the rest anywhere. Spreading the points over all rings in range punishes rings that are missing and
 * chance agreement with many, without thresholds.
 */
export function likelihoodAt(
  { counts, filled, total, low, high, density }: RadiusHistogram,
  tangents: Float64Array,
  k: number,
  width: number,
  relative: number,
): number {
  const { first, end, weight } = linesInRange(tangents, k, low - 3 * width, high + 3 * width);
  if (weight === 0) return -Infinity;
  const scale = (high - low) / (weight * ROOT_2_PI);
  density.fill(0);
  for (let line = first; line < end; line++) {
    const radius = k * tangents[line]!;
    const sigma = width + relative * radius;
    const height = scale / (1 + (line - first) / PRIOR_LINES) / sigma;
    const from = Math.max(0, Math.floor(radius - REACH * sigma - low));
    const to = Math.min(counts.length - 1, Math.ceil(radius + REACH * sigma - low));
    const step = TABLE_STEPS / sigma;
    const middle = radius - low - 0.5;
    for (let b = from; b <= to; b++) {
      const x = (Math.abs(b - middle) * step + 0.5) | 0;
      if (x < BELL.length) density[b]! += height * BELL[x]!;
    }
  }
  let sum = 0;
  for (let f = 0; f < filled.length; f++) {
    const b = filled[f]!;
    sum += counts[b]! * Math.log(ON_RINGS * density[b]! + 1 - ON_RINGS);
  }
  return sum / total;
}

/**
 * A bound of the likelihood at many distances for little: the logarithm of the mean is no less than the mean of the
 * logarithms, and the mean density is a sum over lines of one function of the radius.
 *
 * @returns for a distance, a value that the likelihood does not exceed, but for the rounding of radii to `logStep`
 */
export function likelihoodBound(
  { counts, filled, total, low, high }: RadiusHistogram,
  tangents: Float64Array,
  width: number,
  relative: number,
  logStep: number,
): (k: number) => number {
  const begin = Math.max(1, low - 3 * width);
  const logBegin = Math.log(begin);
  const size = Math.ceil((Math.log(high + 3 * width) - logBegin) / logStep) + 2;
  const near = new Float64Array(size);
  for (let s = 0; s < size; s++) {
    const radius = begin * Math.exp(s * logStep);
    const sigma = width + relative * radius;
    let sum = 0;
    const from = Math.max(0, Math.floor(radius - REACH * sigma - low));
    const to = Math.min(counts.length - 1, Math.ceil(radius + REACH * sigma - low));
    for (let b = from; b <= to; b++) {
      const x = ((Math.abs(b + 0.5 + low - radius) / sigma) * TABLE_STEPS + 0.5) | 0;
      if (x < BELL.length) sum += counts[b]! * BELL[x]!;
    }
    near[s] = ((high - low) * sum) / (total * sigma * ROOT_2_PI);
  }
  const logs = tangents.map((tangent) => (Math.log(tangent) - logBegin) / logStep);
  return filled.length === 0
    ? () => -Infinity
    : (k) => {
        const { first, end, weight } = linesInRange(tangents, k, low - 3 * width, high + 3 * width);
        if (weight === 0) return -Infinity;
        const shift = Math.log(k) / logStep;
        let mean = 0;
        for (let line = first; line < end; line++) {
          const s = Math.round(logs[line]! + shift);
          if (s >= 0 && s < size) mean += near[s]! / (1 + (line - first) / PRIOR_LINES);
        }
        return Math.log((ON_RINGS * mean) / weight + 1 - ON_RINGS);
      };
}

function linesInRange(
  tangents: Float64Array,
  k: number,
  low: number,
  high: number,
): { readonly first: number; readonly end: number; readonly weight: number } {
  let first = 0;
  while (first < tangents.length && k * tangents[first]! < low) first++;
  let end = first;
  let weight = 0;
  for (; end < tangents.length && k * tangents[end]! <= high; end++) weight += 1 / (1 + (end - first) / PRIOR_LINES);
  return { first, end, weight };
}
