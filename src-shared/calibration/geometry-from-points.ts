import { AppError } from '../model/app-error.ts';
import type { GeometryWithWavelength } from '../model/calibration-result.ts';
import type { Detector } from '../model/schema-types.generated.ts';
import { invertPositiveDefinite } from '../numerics/symmetric-matrix.ts';
import { levenbergMarquardt, type LeastSquaresResult } from '../numerics/levenberg-marquardt.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import { twoThetaFromDSpacing } from '../quantity/scattering-vector.ts';
import { geometryOf, twoThetaWithGradient, type BeamFrame } from './beam-frame.ts';
import type { ControlPoints } from './control-points.ts';
import { fitCircle } from './fit-circle.ts';
import type { Refinable } from './refine-geometry.ts';

export interface StartGeometry {
  readonly geometry: GeometryWithWavelength;
  /** What the points do not fix and a refinement on them alone should hold: the rotations, at 0, or nothing. */
  readonly held: readonly Refinable[];
}

/** Tilts to begin with; rings of strongly tilted detectors are no circles. */
const TILTS = [0.2, 0.45, 0.7];
const TILT_DIRECTIONS = 8;
const TRIED = 12;
/** px: accuracy of a click, to judge what points can fix */
const CLICK_ERROR = 1;
/** With such clicks, at most: tilt, relative distance, centre in radii of the largest ring */
const TILT_ERROR = 0.15;
const DISTANCE_ERROR = 0.15;
const CENTRE_ERROR = 0.15;

/**
 * A geometry to begin with from points on rings with known numbers and nothing else: least squares from many starts,
 * without and with tilt, the best of them. Rings beyond 90° put the detector upstream.
 *
 * @param points  orientation 3
 * @param dSpacings  Å, by ring number
 * @param wavelength  m
 * @throws AppError  'calibration' if the points cannot fix a geometry
 */
export function geometryFromPoints(
  points: ControlPoints,
  dSpacings: readonly number[],
  wavelength: number,
  { pixel1, pixel2 }: Pick<Detector, 'pixel1' | 'pixel2'>,
): StartGeometry {
  checkPoints(points, dSpacings, wavelength);
  const pixel = Math.sqrt(pixel1 * pixel2);
  const problem: PointProblem = {
    ys: points.rows.map((row) => (row * pixel1) / pixel),
    xs: points.columns.map((column) => (column * pixel2) / pixel),
    rings: points.rings,
    twoThetas: Float64Array.from(points.rings, (ring) => twoThetaFromDSpacing(dSpacings[ring]!, wavelength)),
  };
  const centres = guessCentres(problem);
  const ringCount = new Set(points.rings).size;
  const untilted = bestFit(
    problem,
    centres.map((centre) => startAt(problem, centre, 0, 0)),
    false,
  );
  if (!untilted || !isFixed(problem, untilted, false)) throw tooLittle(ringCount);
  if (ringCount > 1 && points.rings.length > 5) {
    const starts = [untilted.frame, ...tiltedStarts(problem, [...centres, untilted.frame])];
    const tilted = bestFit(problem, starts, true);
    if (tilted && isFixed(problem, tilted, true))
      return { geometry: inMetres(tilted.frame, pixel, wavelength), held: [] };
  }
  return { geometry: inMetres(untilted.frame, pixel, wavelength), held: ['rot1', 'rot2'] };
}

interface PointProblem {
  /** In units of a square pixel of the same area */
  readonly ys: Float64Array;
  readonly xs: Float64Array;
  readonly rings: Int32Array;
  /** Of the ring of each point, rad */
  readonly twoThetas: Float64Array;
}

interface FrameFit {
  readonly frame: BeamFrame;
  readonly cost: number;
}

interface Centre {
  readonly c1: number;
  readonly c2: number;
}

function checkPoints({ rings, rows, columns }: ControlPoints, dSpacings: readonly number[], wavelength: number): void {
  for (const ring of new Set(rings)) {
    const d = dSpacings[ring];
    if (d === undefined || !(wavelength * 1e10 < 2 * d))
      throw new AppError(
        'calibration',
        `A point lies on ring ${ring + 1}, which this calibrant does not have: change its ring number.`,
      );
  }
  const places = new Set(Array.from(rows, (row, i) => `${row} ${columns[i]!}`)).size;
  if (places < 3)
    throw new AppError(
      'calibration',
      `${places} ${places === 1 ? 'point does' : 'points do'} not fix a geometry: pick at least three, far apart along a ring.`,
    );
}

function tooLittle(ringCount: number): AppError {
  return new AppError(
    'calibration',
    ringCount === 1
      ? 'All points lie on one short arc of one ring, which does not fix the centre: pick points farther along it or on other rings.'
      : 'The points lie on arcs too short to fix centre and distance: pick points farther along the rings.',
  );
}

/** Centres of circles through the points of each ring, those with most points first, and the middle of all. */
function guessCentres({ ys, xs, rings }: PointProblem): Centre[] {
  const centres: (Centre & { readonly count: number })[] = [];
  for (const ring of new Set(rings)) {
    const indices = Array.from(rings, (_, i) => i).filter((i) => rings[i] === ring);
    const circle = fitCircle(
      indices.map((i) => ys[i]!),
      indices.map((i) => xs[i]!),
    );
    if (circle) centres.push({ c1: circle.y, c2: circle.x, count: indices.length });
  }
  centres.sort((a, b) => b.count - a.count);
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [...centres.slice(0, 4), { c1: mean(ys), c2: mean(xs) }];
}

function tiltedStarts(problem: PointProblem, centres: readonly Centre[]): BeamFrame[] {
  return centres.flatMap((centre) =>
    TILTS.flatMap((tilt) =>
      Array.from({ length: TILT_DIRECTIONS }, (_, i) => {
        const direction = (2 * Math.PI * i) / TILT_DIRECTIONS;
        return startAt(problem, centre, tilt * Math.sin(direction), tilt * Math.cos(direction));
      }),
    ),
  );
}

/** With the distance that most points ask for: k = r / tan 2θ − w. */
function startAt({ ys, xs, twoThetas }: PointProblem, { c1, c2 }: Centre, s1: number, s2: number): BeamFrame {
  const distances = twoThetas.map((twoTheta, i) => {
    const [u1, u2] = [ys[i]! - c1, xs[i]! - c2];
    const w = u1 * s1 + u2 * s2;
    return Math.sqrt(Math.max(0, u1 * u1 + u2 * u2 - w * w)) / Math.tan(twoTheta) - w;
  });
  return { k: quantileInPlace(distances, 0.5), c1, c2, s1, s2 };
}

function bestFit(problem: PointProblem, starts: readonly BeamFrame[], isTilted: boolean): FrameFit | null {
  const residuals = new Float64Array(problem.ys.length);
  const worth = starts
    .map((frame) => ({ frame, cost: evaluate(problem, toParameters(frame), residuals, null) }))
    .sort((a, b) => a.cost - b.cost);
  let best: FrameFit | null = null;
  for (const { frame } of worth.slice(0, TRIED)) {
    const fit = fitFrame(problem, frame, isTilted);
    const found = toFrame(fit.parameters);
    if (Number.isFinite(fit.cost) && Math.hypot(found.s1, found.s2) < 1 && (!best || fit.cost < best.cost))
      best = { frame: found, cost: fit.cost };
  }
  return best;
}

function fitFrame(problem: PointProblem, frame: BeamFrame, isTilted: boolean): LeastSquaresResult {
  return levenbergMarquardt(
    {
      residualCount: problem.ys.length,
      evaluate: (p, residuals, jacobian) => void evaluate(problem, p, residuals, jacobian),
    },
    toParameters(frame),
    {
      free: [true, true, true, isTilted, isTilted],
      lower: [-Infinity, -Infinity, -Infinity, -0.95, -0.95],
      upper: [Infinity, Infinity, Infinity, 0.95, 0.95],
      maxIterations: 60,
    },
  );
}

const toParameters = ({ k, c1, c2, s1, s2 }: BeamFrame): Float64Array => Float64Array.of(k, c1, c2, s1, s2);
const toFrame = (p: Float64Array): BeamFrame => ({ k: p[0]!, c1: p[1]!, c2: p[2]!, s1: p[3]!, s2: p[4]! });

/** 2θ of each point less that of its ring; @returns the sum of squares */
function evaluate(
  { ys, xs, twoThetas }: PointProblem,
  p: Float64Array,
  residuals: Float64Array,
  jacobian: Float64Array | null,
): number {
  const frame = toFrame(p);
  const gradient = new Float64Array(5);
  let cost = 0;
  for (let i = 0; i < ys.length; i++) {
    const residual = twoThetaWithGradient(frame, ys[i]!, xs[i]!, gradient) - twoThetas[i]!;
    residuals[i] = residual;
    cost += residual * residual;
    jacobian?.set(gradient, 5 * i);
  }
  return cost;
}

/** Whether clicks with their usual error determine distance, centre and, if asked, tilt. */
function isFixed(problem: PointProblem, { frame }: FrameFit, isTilted: boolean): boolean {
  const n = isTilted ? 5 : 3;
  const normal = new Float64Array(n * n);
  const gradient = new Float64Array(5);
  let radius = 0;
  for (let i = 0; i < problem.ys.length; i++) {
    twoThetaWithGradient(frame, problem.ys[i]!, problem.xs[i]!, gradient);
    const error = CLICK_ERROR * Math.hypot(gradient[1]!, gradient[2]!);
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++) normal[a * n + b]! += (gradient[a]! * gradient[b]!) / (error * error);
    radius = Math.max(radius, Math.hypot(problem.ys[i]! - frame.c1, problem.xs[i]! - frame.c2));
  }
  const covariance = invertPositiveDefinite(normal, n);
  if (!covariance) return false;
  const error = (a: number): number => Math.sqrt(covariance[a * n + a]!);
  if (isTilted) return error(3) < TILT_ERROR && error(4) < TILT_ERROR;
  return error(0) < DISTANCE_ERROR * Math.abs(frame.k) && Math.hypot(error(1), error(2)) < CENTRE_ERROR * radius;
}

function inMetres({ k, c1, c2, s1, s2 }: BeamFrame, pixel: number, wavelength: number): GeometryWithWavelength {
  return { ...geometryOf({ k: k * pixel, c1: c1 * pixel, c2: c2 * pixel, s1, s2 }), wavelength };
}
