import { twoThetaAt, type BeamFrame } from './beam-frame.ts';
import type { SearchPoints } from './search-points.ts';

/** A complete geometry and how well rings of the calibrant explain the points. */
export interface Candidate {
  readonly frame: BeamFrame;
  /** Mean gain of log-likelihood per point over an even spread of radii */
  readonly likelihood: number;
}

/** Part of the points that lie on rings of the calibrant; the rest may lie anywhere. */
const ON_RINGS = 0.75;
const BIN = 1;
const LOG_STEP = 0.0025;
/** Distances looked at, in image sizes. */
const NEAREST = 0.06;
const FARTHEST = 60;
/** Rings beyond this angle from the axis are not on the detector, rad. */
const STEEPEST = 1.45;

/**
 * Distances at which rings explain the radii of the points, for a shape found without them; best first, both
 * downstream and upstream of the sample.
 *
 * @param twoThetas  of the rings, rad, ascending
 * @param range  k is sought between these, same unit as the points; absent: wide
 */
export function scanDistances(
  points: SearchPoints,
  shape: BeamFrame,
  twoThetas: readonly number[],
  size: number,
  count: number,
  range: readonly [low: number, high: number] = [NEAREST * size, FARTHEST * size],
): Candidate[] {
  const histogram = radiusHistogram(points, shape);
  if (!histogram) return [];
  const found: { k: number; direction: 1 | -1; likelihood: number }[] = [];
  const steps = Math.ceil(Math.log(range[1] / range[0]) / LOG_STEP);
  for (const direction of [1, -1] as const) {
    const tangents = tangentsOf(twoThetas, direction);
    let [before, now] = [-Infinity, -Infinity];
    for (let step = 0; step <= steps + 1; step++) {
      const k = range[0] * Math.exp(step * LOG_STEP);
      const next = step <= steps ? likelihoodAt(histogram, tangents, k, 2, 0.002) : -Infinity;
      if (now > before && now >= next) found.push({ k: k / Math.exp(LOG_STEP), direction, likelihood: now });
      [before, now] = [now, next];
    }
  }
  found.sort((a, b) => b.likelihood - a.likelihood);
  return found.slice(0, count).map(({ k, direction, likelihood }) => ({
    // Tilt / distance is what the shape of the rings fixes; upstream the cone opens the other way.
    frame: heldShape(shape, k, direction),
    likelihood,
  }));
}

/** Gain per point with sharp rings: tells a good geometry from a nearly good one. */
export function candidateLikelihood(
  points: SearchPoints,
  frame: BeamFrame,
  twoThetas: readonly number[],
  width: number,
): number {
  const forward = frame.k < 0 ? { ...frame, k: -frame.k, s1: -frame.s1, s2: -frame.s2 } : frame;
  const histogram = radiusHistogram(points, forward);
  if (!histogram) return -Infinity;
  return likelihoodAt(histogram, tangentsOf(twoThetas, frame.k < 0 ? -1 : 1), Math.abs(frame.k), width, 0);
}

/**
 * The best likelihood of lines at any distance within a factor of that of the frame, for rings of its shape: how well a
 * calibrant could explain the points at all.
 */
export function bestLikelihood(
  points: SearchPoints,
  frame: BeamFrame,
  twoThetas: readonly number[],
  factor: number,
): number {
  const isUpstream = frame.k < 0;
  const forward = isUpstream ? { ...frame, k: -frame.k, s1: -frame.s1, s2: -frame.s2 } : frame;
  const histogram = radiusHistogram(points, forward);
  if (!histogram) return -Infinity;
  const tangents = tangentsOf(twoThetas, isUpstream ? -1 : 1);
  const at = (step: number): number =>
    likelihoodAt(histogram, tangents, forward.k * Math.exp(step * LOG_STEP), 1.5, 0.0015);
  const steps = Math.ceil(Math.log(factor) / LOG_STEP);
  let best = { step: 0, likelihood: at(0) };
  for (let step = -steps; step <= steps; step += 2) {
    const likelihood = at(step);
    if (likelihood > best.likelihood) best = { step, likelihood };
  }
  return Math.max(best.likelihood, at(best.step - 1), at(best.step - 0.5), at(best.step + 0.5), at(best.step + 1));
}

function heldShape({ k: nominal, c1, c2, s1, s2 }: BeamFrame, k: number, direction: 1 | -1): BeamFrame {
  const sine = Math.hypot(s1, s2);
  const scaled = sine === 0 ? 0 : Math.min(0.75, (sine * k) / nominal) / sine;
  return { k: direction * k, c1, c2, s1: direction * scaled * s1, s2: direction * scaled * s2 };
}

function tangentsOf(twoThetas: readonly number[], direction: 1 | -1): number[] {
  return twoThetas
    .map((twoTheta) => (direction === 1 ? twoTheta : Math.PI - twoTheta))
    .filter((angle) => angle > 0 && angle < STEEPEST)
    .map(Math.tan)
    .sort((a, b) => a - b);
}

interface RadiusHistogram {
  readonly counts: Float64Array;
  readonly total: number;
  /** First and last radius with points */
  readonly low: number;
  readonly high: number;
}

function radiusHistogram({ ys, xs }: SearchPoints, frame: BeamFrame): RadiusHistogram | null {
  const radii: number[] = [];
  for (let a = 0; a < ys.length; a++) {
    const angle = twoThetaAt(frame, ys[a]!, xs[a]!);
    if (angle < STEEPEST) radii.push(frame.k * Math.tan(angle));
  }
  if (radii.length < 20) return null;
  const sorted = Float64Array.from(radii).sort();
  const low = sorted[Math.floor(0.002 * sorted.length)]!;
  const high = sorted[Math.ceil(0.998 * (sorted.length - 1))]!;
  if (!(high - low > 8) || high > 1e5) return null;
  const counts = new Float64Array(Math.ceil((high - low) / BIN) + 1);
  let total = 0;
  for (const radius of sorted) {
    if (radius < low || radius > high) continue;
    counts[Math.floor((radius - low) / BIN)]!++;
    total++;
  }
  return { counts, total, low, high };
}

/**
 * Mean log of a mixture: most points on the rings in range, each as wide as `width` + `relative` · radius, the earlier
 * the likelier; the rest anywhere. Spreading the points over all rings in range punishes rings that are missing and
 * chance agreement with many, without thresholds.
 */
function likelihoodAt(
  { counts, total, low, high }: RadiusHistogram,
  tangents: readonly number[],
  k: number,
  width: number,
  relative: number,
): number {
  const length = high - low;
  const density = new Float64Array(counts.length);
  let first = -1;
  let weightSum = 0;
  for (const [index, tangent] of tangents.entries()) {
    const radius = k * tangent;
    if (radius < low - 3 * width) continue;
    if (radius > high + 3 * width) break;
    if (first < 0) first = index;
    weightSum += 1 / (1 + (index - first) / 8);
  }
  if (weightSum === 0) return -Infinity;
  for (let index = first; index < tangents.length; index++) {
    const radius = k * tangents[index]!;
    if (radius > high + 3 * width) break;
    const sigma = width + relative * radius;
    const height = length / (1 + (index - first) / 8) / (weightSum * sigma * Math.sqrt(2 * Math.PI));
    const from = Math.max(0, Math.floor((radius - 3.5 * sigma - low) / BIN));
    const to = Math.min(counts.length - 1, Math.ceil((radius + 3.5 * sigma - low) / BIN));
    for (let b = from; b <= to; b++) {
      const x = ((b + 0.5) * BIN + low - radius) / sigma;
      density[b]! += height * Math.exp(-0.5 * x * x);
    }
  }
  let sum = 0;
  for (let b = 0; b < counts.length; b++)
    if (counts[b]! > 0) sum += counts[b]! * Math.log(ON_RINGS * density[b]! + 1 - ON_RINGS);
  return sum / total;
}
