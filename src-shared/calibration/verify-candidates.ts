import { nelderMead } from '../numerics/nelder-mead.ts';
import type { BeamFrame } from './beam-frame.ts';
import { candidateLikelihood, type Candidate } from './distance-scan.ts';
import { FAR_TOLERANCES, fitCandidate, NEAR_TOLERANCES } from './fit-candidate.ts';
import { thinPoints, type SearchPoints } from './search-points.ts';

/** Of so many a first fit, on part of the points, is tried; the better ones are fitted to all. */
const TRIED = 22;
const FITTED = 8;
const FEW_POINTS = 1200;
/** px, width of rings when candidates are compared */
export const RING_WIDTH = 1.2;
/** px, before the last fit */
const ROUGH_WIDTH = 2;
const CLIMB_POINTS = 1500;
const CLIMB_EVALUATIONS = 150;
/** Sine: 53° */
const STEEPEST_TILT = 0.8;
/** ln k, centre in px, tilt */
const CLIMB_STEPS = [0.004, 4, 4, 0.01, 0.01];
/** Two geometries are the same if they differ by less. */
const SAME_DISTANCE = 0.01;
const SAME_CENTRE = 6;
const NEAR_TILT = 0.03;

/** Fits candidates to the points and ranks them by the likelihood that they come to; best first. */
export function verifyCandidates(
  points: SearchPoints,
  candidates: readonly Candidate[],
  twoThetas: readonly number[],
  onStep: (fraction: number) => void,
): Candidate[] {
  const few = thinPoints(points, FEW_POINTS);
  const ranked = [...candidates].sort((a, b) => b.likelihood - a.likelihood);
  const tried = distinct(ranked, TRIED, isNear).flatMap((candidate, index, all) => {
    onStep((0.7 * index) / all.length);
    const frame = fitCandidate(few, candidate.frame, twoThetas, FAR_TOLERANCES);
    return frame ? [{ frame, likelihood: candidateLikelihood(points, frame, twoThetas, ROUGH_WIDTH) }] : [];
  });
  tried.sort((a, b) => b.likelihood - a.likelihood);
  return distinct(tried, FITTED, isNear)
    .flatMap((candidate, index, all) => {
      onStep(0.7 + (0.3 * index) / all.length);
      const frame = fitCandidate(points, candidate.frame, twoThetas, NEAR_TOLERANCES);
      return frame ? [{ frame, likelihood: candidateLikelihood(points, frame, twoThetas, RING_WIDTH) }] : [];
    })
    .sort((a, b) => b.likelihood - a.likelihood);
}

/**
 * Leads a geometry to the largest likelihood near it, which needs no point to be assigned to a ring, and fits it there.
 *
 * @returns null if nothing comes of it
 */
export function climbLikelihood(
  points: SearchPoints,
  { k, c1, c2, s1, s2 }: BeamFrame,
  twoThetas: readonly number[],
): Candidate | null {
  const some = thinPoints(points, CLIMB_POINTS);
  const frameAt = ([logK = 0, y = 0, x = 0, t1 = 0, t2 = 0]: readonly number[]): BeamFrame => ({
    k: k * Math.exp(logK),
    c1: y,
    c2: x,
    s1: t1,
    s2: t2,
  });
  const { point } = nelderMead(
    (p) =>
      Math.hypot(p[3]!, p[4]!) < STEEPEST_TILT
        ? -candidateLikelihood(some, frameAt(p), twoThetas, ROUGH_WIDTH)
        : Infinity,
    [0, c1, c2, s1, s2],
    CLIMB_STEPS,
    CLIMB_EVALUATIONS,
  );
  const frame = fitCandidate(points, frameAt(point), twoThetas, NEAR_TOLERANCES);
  return frame && { frame, likelihood: candidateLikelihood(points, frame, twoThetas, RING_WIDTH) };
}

/** The first so many that differ clearly from those before. */
export function distinctGeometries(candidates: readonly Candidate[], count: number): Candidate[] {
  return distinct(candidates, count, isSameGeometry);
}

function distinct(
  candidates: readonly Candidate[],
  count: number,
  isAlike: (a: BeamFrame, b: BeamFrame) => boolean,
): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    if (kept.length === count) break;
    if (kept.every(({ frame }) => !isAlike(frame, candidate.frame))) kept.push(candidate);
  }
  return kept;
}

function isNear(a: BeamFrame, b: BeamFrame): boolean {
  return isSameGeometry(a, b) && Math.hypot(a.s1 - b.s1, a.s2 - b.s2) < NEAR_TILT;
}

export function isSameGeometry(a: BeamFrame, b: BeamFrame): boolean {
  return Math.abs(a.k / b.k - 1) < SAME_DISTANCE && Math.hypot(a.c1 - b.c1, a.c2 - b.c2) < SAME_CENTRE;
}
