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
  const tried = distinctCandidates(ranked, TRIED).flatMap((candidate, index, all) => {
    onStep((0.7 * index) / all.length);
    const frame = fitCandidate(few, candidate.frame, twoThetas, FAR_TOLERANCES);
    return frame ? [{ frame, likelihood: candidateLikelihood(points, frame, twoThetas, ROUGH_WIDTH) }] : [];
  });
  tried.sort((a, b) => b.likelihood - a.likelihood);
  return distinctCandidates(tried, FITTED)
    .flatMap((candidate, index, all) => {
      onStep(0.7 + (0.3 * index) / all.length);
      const frame = fitCandidate(points, candidate.frame, twoThetas, NEAR_TOLERANCES);
      return frame ? [{ frame, likelihood: candidateLikelihood(points, frame, twoThetas, RING_WIDTH) }] : [];
    })
    .sort((a, b) => b.likelihood - a.likelihood);
}

/** Lead over the best of the candidates that differs clearly, or over nothing at all. */
export function marginOf(best: Candidate, candidates: readonly Candidate[]): number {
  const others = candidates.filter(({ frame }) => !isSameGeometry(frame, best.frame));
  return best.likelihood - others.reduce((most, { likelihood }) => Math.max(most, likelihood), 0);
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
  return isSameGeometry(a, b) && Math.hypot(a.s1 - b.s1, a.s2 - b.s2) < NEAR_TILT;
}

export function isSameGeometry(a: BeamFrame, b: BeamFrame): boolean {
  return Math.abs(a.k / b.k - 1) < SAME_DISTANCE && Math.hypot(a.c1 - b.c1, a.c2 - b.c2) < SAME_CENTRE;
}
