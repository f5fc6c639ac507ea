import type { BeamFrame } from './beam-frame.ts';
import {
  likelihoodAt,
  likelihoodBound,
  radiusHistogram,
  tangentsOf,
  type RadiusHistogram,
} from './radius-likelihood.ts';
import type { SearchPoints } from './search-points.ts';

/** A complete geometry and how well rings of the calibrant explain the points. */
export interface Candidate {
  readonly frame: BeamFrame;
  /** Mean gain of log-likelihood per point over an even spread of radii */
  readonly likelihood: number;
}

/** Natural logarithm of the distance */
const LOG_STEP = 0.0025;
/** Distances looked at, in image sizes. */
const NEAREST = 0.06;
const FARTHEST = 60;
/** Of all distances those with the highest bounds are looked at closely, at most so many in each direction. */
const CLOSELY = 160;
/** All of so few are. */
const FEW = 40;
/** px + part of the radius: rings of a shape that is not quite right yet */
const LOOSE = { width: 2, relative: 0.002 };

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
  const found = ([1, -1] as const).flatMap((direction) =>
    bestDistances(histogram, tangentsOf(twoThetas, direction), range, count, LOOSE).map(({ k, likelihood }) => ({
      // Tilt / distance is what the shape of the rings fixes; upstream the cone opens the other way.
      frame: heldShape(shape, k, direction),
      likelihood,
    })),
  );
  return found.sort((a, b) => b.likelihood - a.likelihood).slice(0, count);
}

/** Gain per point with sharp rings: tells a good geometry from a nearly good one. */
export function candidateLikelihood(
  points: SearchPoints,
  frame: BeamFrame,
  twoThetas: readonly number[],
  width: number,
): number {
  const histogram = radiusHistogram(points, seenForwards(frame));
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
  const forward = seenForwards(frame);
  const histogram = radiusHistogram(points, forward);
  if (!histogram) return -Infinity;
  const tangents = tangentsOf(twoThetas, frame.k < 0 ? -1 : 1);
  const range = [forward.k / factor, forward.k * factor] as const;
  return bestDistances(histogram, tangents, range, 1, { width: 1.5, relative: 0.0015 })[0]?.likelihood ?? -Infinity;
}

/** The same cones seen with the detector downstream. */
export function seenForwards(frame: BeamFrame): BeamFrame {
  return frame.k > 0 ? frame : { ...frame, k: -frame.k, s1: -frame.s1, s2: -frame.s2 };
}

interface Distance {
  readonly k: number;
  readonly likelihood: number;
}

/** Maxima of the likelihood over k, best first: those of its bound, looked at closely until no other can be better. */
function bestDistances(
  histogram: RadiusHistogram,
  tangents: Float64Array,
  range: readonly [low: number, high: number],
  count: number,
  { width, relative }: typeof LOOSE,
): Distance[] {
  const bound = likelihoodBound(histogram, tangents, width, relative, LOG_STEP);
  const likelihood = (k: number): number => likelihoodAt(histogram, tangents, k, width, relative);
  const steps = Math.ceil(Math.log(range[1] / range[0]) / LOG_STEP);
  const peaks: { readonly k: number; readonly bound: number }[] = [];
  let [before, now] = [-Infinity, -Infinity];
  for (let step = 0; step <= steps + 1; step++) {
    const next = step <= steps ? bound(range[0] * Math.exp(step * LOG_STEP)) : -Infinity;
    const isPeak = now > before && now >= next;
    if (now > -Infinity && (isPeak || steps <= FEW))
      peaks.push({ k: range[0] * Math.exp((step - 1) * LOG_STEP), bound: now });
    [before, now] = [now, next];
  }
  peaks.sort((a, b) => b.bound - a.bound || a.k - b.k);
  const found: Distance[] = [];
  for (const peak of peaks.slice(0, CLOSELY)) {
    const worst = found[2 * count - 1];
    if (worst && peak.bound < worst.likelihood) break;
    const one = { k: peak.k, likelihood: likelihood(peak.k) };
    const place = found.findIndex((other) => other.likelihood < one.likelihood);
    found.splice(place < 0 ? found.length : place, 0, one);
  }
  return found
    .slice(0, 2 * count)
    .map(({ k }) => climbDistance(likelihood, k))
    .sort((a, b) => b.likelihood - a.likelihood)
    .slice(0, count);
}

/** The highest of the likelihoods within a step and a half. */
function climbDistance(likelihood: (k: number) => number, start: number): Distance {
  let best = { k: start, likelihood: likelihood(start) };
  for (const step of [-1, 1, -0.5, 0.5]) {
    const k = (Math.abs(step) === 1 ? start : best.k) * Math.exp(step * LOG_STEP);
    const value = likelihood(k);
    if (value > best.likelihood) best = { k, likelihood: value };
  }
  return best;
}

function heldShape({ k: nominal, c1, c2, s1, s2 }: BeamFrame, k: number, direction: 1 | -1): BeamFrame {
  const sine = Math.hypot(s1, s2);
  const scaled = sine === 0 ? 0 : Math.min(0.75, (sine * k) / nominal) / sine;
  return { k: direction * k, c1, c2, s1: direction * scaled * s1, s2: direction * scaled * s2 };
}
