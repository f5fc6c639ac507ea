import type { Aside } from './aside.ts';
import type { BeamFrame } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { centresFromDistances, centresFromNormals, type Centre } from './centre-hypotheses.ts';
import type { ControlPoints } from './control-points.ts';
import { candidateLikelihood, scanDistances, seenForwards, type Candidate } from './distance-scan.ts';
import { flattenImage, halfResolution } from './flatten-image.ts';
import { agreesWithClicks, centresFromClicks, framesFromClicks, ringClicks, type RingClicks } from './ring-clicks.ts';
import { findRingShapes } from './ring-shapes.ts';
import { findRidgePoints, findSpotPoints, type SearchPoints } from './search-points.ts';
import {
  climbLikelihood,
  distinctGeometries,
  isSameGeometry,
  RING_WIDTH,
  verifyCandidates,
} from './verify-candidates.ts';

/** What is known beforehand; lengths in units of √(pixel1 · pixel2), centre from the corner. */
export interface SearchHints {
  readonly k?: number;
  readonly centre?: Centre;
  /** A whole geometry that is nearly right. */
  readonly start?: BeamFrame;
  /** Places on rings that somebody pointed out, in pixels; ring numbers are indices of the 2θ given. */
  readonly points?: ControlPoints;
}

/** Is told how far the search has come, and may bring another thread to do part of it. */
export interface SearchObserver {
  readonly aside?: Aside;
  /** @param fraction  0…1, never less than before */
  progress(fraction: number, stage: string): void;
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

const PER_SHAPE = 6;
/** Likelihood and margin that leave no doubt: what else could be tried is not. */
const OVERWHELMING = { likelihood: 1.2, margin: 0.6 };
/** With this much, spots need not be looked at. */
const CONVINCING = { likelihood: 0.75, margin: 0.6 };
/** With less, rings may be too weak to show at full resolution. */
const DOUBTFUL = { likelihood: 0.5, margin: 0.2 };
/** With this much, a hint is believed. */
const PLAUSIBLE = 0.7;
/** A hinted distance is searched within this factor. */
const HINT_FACTOR = 1.15;
/** With so many points the likelihood of a set counts half. */
const HALF_TRUST = 60;
const LEAST_POINTS = 20;
/** The best so many different ones of a set of points are tried on the others. */
const COMPARED = 5;

/** The best so many are improved by likelihood where nothing leaves no doubt. */
const CLIMBED = 3;

/** What does not change while one image is searched. */
interface Search {
  readonly twoThetas: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly clicks: RingClicks | null;
  readonly report: (from: number, to: number) => (fraction: number) => void;
}

/** Points of one kind and the geometries that were fitted to them, best first. */
interface Attempt {
  readonly points: SearchPoints;
  readonly verified: readonly Candidate[];
}

/**
 * Finds geometries of an image of a calibrant, with nothing known but the rings that there can be.
 *
 * Hints narrow the search; where they lead to nothing convincing, it goes on without them.
 *
 * @param twoThetas  of the rings, rad, ascending
 * @returns null if no geometry explains anything
 */
export function findGeometry(
  image: CalibrationImage,
  twoThetas: readonly number[],
  hints: SearchHints = {},
  observer?: SearchObserver,
): FoundGeometry | null {
  observer?.progress(0, 'Preparing the image');
  const flat = flattenImage(image, (fraction) => observer?.progress(0.1 * fraction, 'Preparing the image'));
  const ridges = findRidgePoints(
    flat,
    (fraction) => observer?.progress(0.1 + 0.1 * fraction, 'Looking for points on rings'),
    observer?.aside,
  );
  const search: Search = {
    twoThetas,
    height: flat.rows * flat.step1,
    width: flat.columns * flat.step2,
    clicks: hints.points ? ringClicks(hints.points, twoThetas, image) : null,
    report: (from, to) => (fraction) => observer?.progress(from + (to - from) * fraction, 'Trying geometries'),
  };
  const isHinted = Object.keys(hints).length > 0;
  const hinted = isHinted ? [tryHints(ridges, search, hints)] : [];
  const believed = choose(hinted, search);
  if (believed && believed.likelihood > PLAUSIBLE) return believed;

  const onNormals = search.report(0.2, 0.25);
  const normals = centresFromNormals(ridges, search.height, search.width, () => onNormals(0.5));
  const quick = tryCentres(ridges, normals, search, 'quick', search.report(0.25, 0.4));
  const first = choose([quick], search);
  if (first && isAtLeast(first, OVERWHELMING)) return first;

  const beforeMore = search.report(0.4, 0.45);
  const more = [...normals, ...centresFromDistances(ridges, search.height, search.width, () => beforeMore(0.5))];
  const thorough = tryCentres(ridges, more, search, 'thorough', search.report(0.45, 0.7));
  const onRidges = climbed({ points: ridges, verified: merged(quick, thorough) }, search);
  const second = choose([onRidges], search);
  if (second && isAtLeast(second, CONVINCING)) return second;

  const onSpot = search.report(0.7, 0.75);
  const spots = findSpotPoints(flat, onSpot);
  const onSpots = isHinted ? [tryHints(spots, search, hints)] : [];
  const centres = centresFromDistances(spots, search.height, search.width, () => onSpot(1));
  onSpots.push(tryCentres(spots, centres, search, 'thorough', search.report(0.75, 0.85)));
  const attempts = [...hinted, onRidges, { points: spots, verified: merged(...onSpots) }];
  const third = choose(attempts, search);
  if (third && isAtLeast(third, DOUBTFUL)) return third;

  const blurred = findRidgePoints(halfResolution(flat), () => search.report(0.85, 0.85)(0));
  const nearby = centresFromNormals(blurred, search.height, search.width, () => search.report(0.85, 0.85)(0));
  const onBlurred = tryCentres(blurred, nearby, search, 'thorough', search.report(0.85, 1));
  return choose([...attempts, climbed(onBlurred, search)], search);
}

function isAtLeast(found: FoundGeometry, { likelihood, margin }: typeof CONVINCING): boolean {
  return found.likelihood >= likelihood && found.margin >= margin;
}

function merged(...attempts: readonly Attempt[]): Candidate[] {
  return attempts.flatMap(({ verified }) => verified).sort((a, b) => b.likelihood - a.likelihood);
}

/**
 * The geometry that explains best all kinds of points that were looked at, be it found with one kind only; of those
 * that agree with clicks if there are such. It is returned with the points that show it best. Its margin is the least
 * lead over any other: a rival counts as far behind as the points that speak against it most say.
 */
function choose(attempts: readonly Attempt[], { twoThetas, clicks }: Search): FoundGeometry | null {
  const sets = attempts.map(({ points }) => points).filter(({ ys }) => ys.length >= LEAST_POINTS);
  const candidates = attempts.flatMap(({ points, verified }) =>
    distinctGeometries(verified, COMPARED).map(({ frame, likelihood }) => {
      const likelihoods = sets.map((set) =>
        set === points ? likelihood : candidateLikelihood(set, frame, twoThetas, RING_WIDTH),
      );
      const worth = likelihoods.reduce((sum, value, s) => sum + trusted(value, sets[s]!), 0);
      return { frame, likelihoods, worth, agrees: clicks !== null && agreesWithClicks(clicks, frame) };
    }),
  );
  const agreeing = candidates.filter(
    ({ agrees, likelihoods }) => agrees && likelihoods.some((value) => value > PLAUSIBLE / 2),
  );
  const [best] = (agreeing.length > 0 ? agreeing : [...candidates]).sort((a, b) => b.worth - a.worth);
  if (!best) return null;
  const { frame, likelihoods } = best;
  const shown = likelihoods.reduce(
    (most, value, s) => (trusted(value, sets[s]!) > trusted(likelihoods[most]!, sets[most]!) ? s : most),
    0,
  );
  const leadOver = (other: readonly number[]): number =>
    likelihoods.reduce((most, value, s) => Math.max(most, value - Math.max(0, other[s]!)), -Infinity);
  const margin = candidates
    .filter((other) => !isSameGeometry(other.frame, frame))
    .reduce((least, other) => Math.min(least, leadOver(other.likelihoods)), likelihoods[shown]!);
  return { frame, likelihood: likelihoods[shown]!, margin, points: sets[shown]! };
}

/** A likelihood per point, worth less with few points; without any support one set is as bad as another. */
function trusted(likelihood: number, { ys }: SearchPoints): number {
  return (Math.max(-1, likelihood) * ys.length) / (ys.length + HALF_TRUST);
}

/** Where lines are dense, the nearest ring need not be the right one: the best are led to where the likelihood is largest. */
function climbed({ points, verified }: Attempt, { twoThetas }: Search): Attempt {
  const better = verified.slice(0, CLIMBED).flatMap(({ frame }) => climbLikelihood(points, frame, twoThetas) ?? []);
  return { points, verified: [...better, ...verified].sort((a, b) => b.likelihood - a.likelihood) };
}

function tryHints(points: SearchPoints, search: Search, hints: SearchHints): Attempt {
  const { clicks, height, width } = search;
  const frames = [...(hints.start ? [hints.start] : []), ...(clicks ? framesFromClicks(clicks) : [])];
  const starts = frames.map((frame) => ({ frame, likelihood: Infinity }));
  if (hints.start)
    return verified(points, starts, [seenForwards(hints.start)], search, hints, search.report(0.2, 0.25));
  const centres = hints.centre
    ? [hints.centre]
    : clicks && frames.length > 0
      ? centresFromClicks(clicks)
      : centresFromNormals(points, height, width);
  return tryCentres(points, centres, search, 'quick', search.report(0.2, 0.25), hints, starts);
}

function tryCentres(
  points: SearchPoints,
  centres: readonly Centre[],
  search: Search,
  effort: 'quick' | 'thorough',
  onStep: (fraction: number) => void,
  hints: SearchHints = {},
  starts: readonly Candidate[] = [],
): Attempt {
  if (points.ys.length < LEAST_POINTS) return { points, verified: [] };
  const size = Math.max(search.height, search.width);
  const shapes = findRingShapes(points, centres, size, effort, (fraction) => onStep(0.5 * fraction));
  const frames = shapes.map(({ frame }) => frame);
  return verified(points, starts, frames, search, hints, (fraction) => onStep(0.5 + 0.5 * fraction));
}

function verified(
  points: SearchPoints,
  starts: readonly Candidate[],
  shapes: readonly BeamFrame[],
  { twoThetas, height, width }: Search,
  { k }: SearchHints,
  onStep: (fraction: number) => void,
): Attempt {
  if (points.ys.length < LEAST_POINTS) return { points, verified: [] };
  const size = Math.max(height, width);
  const range = k === undefined ? undefined : ([k / HINT_FACTOR, k * HINT_FACTOR] as const);
  const scanned = shapes.flatMap((shape, index) => {
    onStep((0.5 * index) / shapes.length);
    return scanDistances(points, shape, twoThetas, size, PER_SHAPE, range);
  });
  const candidates = verifyCandidates(points, [...starts, ...scanned], twoThetas, (fraction) =>
    onStep(0.5 + 0.5 * fraction),
  );
  return { points, verified: candidates };
}
