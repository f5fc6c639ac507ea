import type { BeamFrame } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { centresFromDistances, centresFromNormals, type Centre } from './centre-hypotheses.ts';
import { candidateLikelihood, scanDistances, type Candidate } from './distance-scan.ts';
import { fitCandidate } from './fit-candidate.ts';
import { flattenImage } from './flatten-image.ts';
import { findRingShapes } from './ring-shapes.ts';
import { findRidgePoints, findSpotPoints, type SearchPoints } from './search-points.ts';

/** What is known beforehand; lengths in units of √(pixel1 · pixel2), centre from the corner. */
export interface SearchHints {
  readonly k?: number;
  readonly centre?: Centre;
  /** A whole geometry that is nearly right. */
  readonly start?: BeamFrame;
}

export interface FoundGeometry {
  /** Lengths in units of √(pixel1 · pixel2) */
  readonly frame: BeamFrame;
  /** Mean gain of log-likelihood per point over an even spread */
  readonly likelihood: number;
  /** Lead over the best geometry that differs clearly */
  readonly margin: number;
  /** The points that it was found with. */
  readonly points: SearchPoints;
}

const VERIFIED = 22;
const PER_SHAPE = 6;
/** px, width of rings when candidates are compared */
const RING_WIDTH = 1.2;
/** With this much, spots need not be looked at. */
const CONVINCING = 1.6;
/** With this much, a hint is believed. */
const PLAUSIBLE = 0.7;
/** Two geometries are the same if they differ by less. */
const SAME_DISTANCE = 0.01;
const SAME_CENTRE = 6;
/** A hinted distance is searched within this factor, a centre within this many px. */
const HINT_FACTOR = 1.15;

/**
 * Finds geometries of an image of a calibrant, with nothing known but the rings that there can be.
 *
 * @param twoThetas  of the rings, rad, ascending
 * @returns null if no geometry explains anything
 */
export function findGeometry(
  image: CalibrationImage,
  twoThetas: readonly number[],
  hints: SearchHints = {},
): FoundGeometry | null {
  const flat = flattenImage(image);
  const height = flat.rows * flat.step1;
  const width = flat.columns * flat.step2;
  const ridges = findRidgePoints(flat);
  let best: FoundGeometry | null = null;
  const isHinted = Object.keys(hints).length > 0;
  // Hints narrow the search; where they lead to nothing convincing, the search goes on without them.
  for (const known of isHinted ? [hints, {}] : [hints]) {
    best = better(best, search(ridges, twoThetas, height, width, known));
    if (best && best.likelihood > (known === hints && isHinted ? PLAUSIBLE : CONVINCING)) return best;
    best = better(best, search(findSpotPoints(flat), twoThetas, height, width, known));
    if (best && best.likelihood > PLAUSIBLE) return best;
  }
  return best;
}

function better(a: FoundGeometry | null, b: FoundGeometry | null): FoundGeometry | null {
  const worth = (found: FoundGeometry | null): number =>
    found ? (found.likelihood * found.points.ys.length) / (found.points.ys.length + 60) : -Infinity;
  return worth(b) > worth(a) ? b : a;
}

function search(
  points: SearchPoints,
  twoThetas: readonly number[],
  height: number,
  width: number,
  hints: SearchHints,
): FoundGeometry | null {
  if (points.ys.length < 20) return null;
  const size = Math.max(height, width);
  const centres = hints.centre
    ? [hints.centre]
    : hints.start
      ? []
      : [...centresFromNormals(points, height, width), ...centresFromDistances(points, height, width)];
  const range = hints.k === undefined ? undefined : ([hints.k / HINT_FACTOR, hints.k * HINT_FACTOR] as const);
  const scanned: Candidate[] = [];
  const shapes = hints.start
    ? [forwards(hints.start)]
    : findRingShapes(points, centres, size).map(({ frame }) => frame);
  if (hints.start) scanned.push({ frame: hints.start, likelihood: Infinity });
  for (const frame of shapes) scanned.push(...scanDistances(points, frame, twoThetas, size, PER_SHAPE, range));
  scanned.sort((a, b) => b.likelihood - a.likelihood);
  const verified: Candidate[] = [];
  for (const candidate of distinctCandidates(scanned, VERIFIED)) {
    const frame = fitCandidate(points, candidate.frame, twoThetas);
    if (frame) verified.push({ frame, likelihood: candidateLikelihood(points, frame, twoThetas, RING_WIDTH) });
  }
  verified.sort((a, b) => b.likelihood - a.likelihood);
  const [best] = verified;
  if (!best) return null;
  const other = verified.find(({ frame }) => !isSame(frame, best.frame));
  return { ...best, margin: best.likelihood - Math.max(0, other?.likelihood ?? 0), points };
}

/** The same shape of rings seen from downstream. */
function forwards(frame: BeamFrame): BeamFrame {
  return frame.k > 0 ? frame : { ...frame, k: -frame.k, s1: -frame.s1, s2: -frame.s2 };
}

function distinctCandidates(candidates: readonly Candidate[], count: number): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    if (kept.length === count) break;
    if (kept.every(({ frame }) => !isNear(frame, candidate.frame))) kept.push(candidate);
  }
  return kept;
}

function isNear(a: BeamFrame, b: BeamFrame): boolean {
  return isSame(a, b) && Math.hypot(a.s1 - b.s1, a.s2 - b.s2) < 0.03;
}

function isSame(a: BeamFrame, b: BeamFrame): boolean {
  return Math.abs(a.k / b.k - 1) < SAME_DISTANCE && Math.hypot(a.c1 - b.c1, a.c2 - b.c2) < SAME_CENTRE;
}
