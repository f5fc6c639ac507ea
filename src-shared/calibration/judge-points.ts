import { quantileInPlace } from '../numerics/selection.ts';
import { beamFrameOf, twoThetaWithGradient } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { selectPoints, type ControlPoints } from './control-points.ts';
import { REFINABLE, refineGeometry, type RefineOptions, type Refinement } from './refine-geometry.ts';
import { existingRings, type WithWavelength } from './refine-on-image.ts';
import { ringDifference } from './ring-errors.ts';
import type { Verdict } from './verdict.ts';

/** What points and geometry say about each other; no image needed. */
export interface PointEvidence {
  readonly points: number;
  readonly freeParameters: number;
  readonly ringsUsed: number;
  /** Azimuth from the first to the last point, leaving out the widest gap, degrees */
  readonly spanDeg: number;
  /** Part of the points that were dropped as outliers */
  readonly rejected: number;
  /** Robust standard deviation of the points about the middle of their ring, px */
  readonly scatterPx: number;
  /** Root mean square of the median residual of each ring, px; NaN with one ring */
  readonly ringScatterPx: number;
  /** Change of ring positions when a ring or a direction is left out, px over the detector; NaN if none can be */
  readonly jackknifePx: number;
  /**
   * The ring that the other rings disagree with most: how far its points are from where those put them, px, the ring
   * that they would fit, and how well the others agree without it
   */
  readonly odd: {
    readonly ring: number;
    readonly offPx: number;
    readonly fits: number;
    readonly restPx: number;
  } | null;
  readonly isDetermined: boolean;
  readonly tiltDeg: number;
  /** Distance of the beam from the middle of the image, in image diagonals */
  readonly centreDiagonals: number;
}

type Frame = Pick<CalibrationImage, 'shape' | 'pixel1' | 'pixel2'>;
type RefinedPoints = Pick<Refinement, 'geometry' | 'rejected' | 'stop' | 'covariance'>;

const SECTORS = 6;
const ONE_DIRECTION = 30; // degrees
const FEW_DIRECTIONS = 90;

/**
 * Judges a geometry that was refined from points picked by hand.
 *
 * Without the image nothing tells whether the rings are those of the calibrant: agreement of three or more rings is what
 * it rests on.
 *
 * @param points  all that the refinement was given, in the same order
 * @param dSpacings  Å, by ring number
 * @param options  those of the refinement
 */
export function judgePoints(
  points: ControlPoints,
  dSpacings: readonly number[],
  image: Frame,
  refinement: RefinedPoints,
  options: RefineOptions = {},
): Verdict {
  return judgePointEvidence(gatherPointEvidence(points, dSpacings, image, refinement, options));
}

export function gatherPointEvidence(
  points: ControlPoints,
  dSpacings: readonly number[],
  image: Frame,
  { geometry: found, rejected, stop, covariance }: RefinedPoints,
  options: RefineOptions,
): PointEvidence {
  const kept = selectPoints(points, (i) => rejected[i] === 0);
  const geometry: WithWavelength = { ...found, wavelength: found.wavelength ?? NaN };
  const frame = beamFrameOf(geometry);
  const twoThetas = existingRings(dSpacings, geometry.wavelength);
  const residuals = residualsPx(kept, twoThetas, image, geometry);
  const directions = directionsOf(kept, image, geometry);
  const medians = new Map<number, number>();
  for (const ring of new Set(kept.rings)) medians.set(ring, median(residuals.filter((_, i) => kept.rings[i] === ring)));
  const free = REFINABLE.filter(
    (name) => !options.fixed?.includes(name) && (name !== 'wavelength' || options.refineWavelength === true),
  ).length;
  const { shape, pixel1, pixel2 } = image;
  const [y, x] = [frame.c1 / pixel1 - shape[0] / 2, frame.c2 / pixel2 - shape[1] / 2];
  return {
    points: kept.rings.length,
    freeParameters: free,
    ringsUsed: medians.size,
    spanDeg: spanOf(directions),
    rejected: 1 - kept.rings.length / Math.max(1, points.rings.length),
    scatterPx: 1.4826 * median(residuals.map((r, i) => Math.abs(r - medians.get(kept.rings[i]!)!))),
    ringScatterPx: medians.size > 1 ? rms([...medians.values()]) : NaN,
    jackknifePx: jackknife(kept, dSpacings, image, geometry, options, directions),
    odd: oddRing(kept, dSpacings, image, geometry, options),
    isDetermined: stop !== 'degenerate' && !covariance.some(Number.isNaN),
    tiltDeg: (Math.asin(Math.min(1, Math.hypot(frame.s1, frame.s2))) * 180) / Math.PI,
    centreDiagonals: Math.hypot(y, x) / Math.hypot(shape[0], shape[1]),
  };
}

export function judgePointEvidence(e: PointEvidence): Verdict {
  const odd = e.odd && e.odd.offPx > Math.max(3, 6 * e.odd.restPx, 4 * e.scatterPx) ? e.odd : null;
  const bad = sentences([
    [
      e.points <= e.freeParameters,
      `${e.points} points fix ${e.freeParameters} parameters at best: nothing is left to test them with.`,
    ],
    [!e.isDetermined, 'The points do not determine the geometry: pick more of them on other rings and directions.'],
    [e.ringsUsed < 2, 'All points lie on one ring: that fixes neither distance nor tilt.'],
    [
      e.spanDeg < ONE_DIRECTION,
      `All points lie within ${Math.round(e.spanDeg)}° of azimuth: that fixes neither centre nor tilt.`,
    ],
    [odd !== null, odd ? oddSentence(odd) : ''],
    [
      e.ringScatterPx > Math.max(1.5, 3 * e.scatterPx),
      `Rings miss their places by ${e.ringScatterPx.toFixed(1)} px: ring numbers, calibrant or wavelength are wrong.`,
    ],
    [e.jackknifePx > 5, `Leaving out a ring or a direction moves the rings by ${e.jackknifePx.toFixed(1)} px.`],
    [e.tiltDeg > 60, `The detector comes out tilted by ${Math.round(e.tiltDeg)}°: few stand like that.`],
    [e.rejected > 0.5, `${Math.round(100 * e.rejected)} % of the points fit no ring and were dropped.`],
  ]);
  if (bad.length > 0) return { level: 'bad', reasons: bad };
  const doubts = sentences([
    [e.ringsUsed < 3, 'Only two rings have points: nothing is left to test the geometry with.'],
    [e.spanDeg < FEW_DIRECTIONS, `The points cover ${Math.round(e.spanDeg)}° of azimuth only.`],
    [e.points < 2 * e.freeParameters, `${e.points} points are few for ${e.freeParameters} parameters.`],
    [e.scatterPx > 1.5, `Points scatter by ${e.scatterPx.toFixed(1)} px about their rings.`],
    [e.ringScatterPx > 0.5, `Rings miss their places by ${e.ringScatterPx.toFixed(2)} px.`],
    [
      !(e.jackknifePx <= 0.5),
      Number.isNaN(e.jackknifePx)
        ? 'No ring and no direction can be left out to test the geometry.'
        : `Leaving out a ring or a direction moves the rings by ${e.jackknifePx.toFixed(1)} px.`,
    ],
    [e.rejected > 0.2, `${Math.round(100 * e.rejected)} % of the points fit no ring and were dropped.`],
    [e.tiltDeg > 46, `The detector comes out tilted by ${Math.round(e.tiltDeg)}°.`],
    [e.centreDiagonals > 2, `The beam comes out ${e.centreDiagonals.toFixed(1)} image diagonals beside the image.`],
  ]);
  if (doubts.length > 0) return { level: 'check', reasons: doubts };
  return {
    level: 'good',
    reasons: [
      `${e.ringsUsed} rings agree within ${e.ringScatterPx.toFixed(2)} px over ${Math.round(e.spanDeg)}° of azimuth.`,
      'Only points were judged: whether lines of the calibrant are missing in the image was not looked at.',
    ],
  };
}

const sentences = (tests: readonly (readonly [isMet: boolean, sentence: string])[]): string[] =>
  tests.filter(([isMet]) => isMet).map(([, sentence]) => sentence);

function oddSentence({ ring, offPx, fits }: NonNullable<PointEvidence['odd']>): string {
  const where = fits === ring ? 'they fit no ring' : `they would fit ring ${fits + 1}`;
  return `The points of ring ${ring + 1} are ${offPx.toFixed(1)} px off what the other rings say: ${where}.`;
}

function residualsPx(
  points: ControlPoints,
  twoThetas: readonly number[],
  { pixel1, pixel2 }: Frame,
  geometry: WithWavelength,
): Float64Array {
  const frame = beamFrameOf(geometry);
  const gradient = new Float64Array(5);
  return Float64Array.from(points.rings, (ring, i) => {
    const angle = twoThetaWithGradient(frame, points.rows[i]! * pixel1, points.columns[i]! * pixel2, gradient);
    const slope = Math.hypot(gradient[1]!, gradient[2]!) * Math.sqrt(pixel1 * pixel2);
    return (angle - twoThetas[ring]!) / slope;
  });
}

function directionsOf({ rows, columns }: ControlPoints, { pixel1, pixel2 }: Frame, geometry: WithWavelength): number[] {
  const { c1, c2 } = beamFrameOf(geometry);
  return Array.from(rows, (row, i) => Math.atan2(row * pixel1 - c1, columns[i]! * pixel2 - c2));
}

/** A turn less the widest gap, degrees. */
function spanOf(directions: readonly number[]): number {
  if (directions.length === 0) return 0;
  const sorted = [...directions].sort((a, b) => a - b);
  let gap = sorted[0]! + 2 * Math.PI - sorted[sorted.length - 1]!;
  for (let i = 1; i < sorted.length; i++) gap = Math.max(gap, sorted[i]! - sorted[i - 1]!);
  return ((2 * Math.PI - gap) * 180) / Math.PI;
}

const median = (values: ArrayLike<number>): number =>
  values.length === 0 ? NaN : quantileInPlace(Float64Array.from(values), 0.5);
const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));

/** The fit without some points; null if the rest cannot carry it. */
function refineRest(
  points: ControlPoints,
  dSpacings: readonly number[],
  image: Frame,
  geometry: WithWavelength,
  options: RefineOptions,
  isLeftOut: (index: number) => boolean,
): WithWavelength | null {
  const rest = selectPoints(points, (i) => !isLeftOut(i));
  if (rest.rings.length < 6 || new Set(rest.rings).size < 2) return null;
  const plain = { ...options };
  delete plain.rejectBeyond;
  const again = refineGeometry(rest, dSpacings, image, geometry, plain);
  return again.stop === 'degenerate' ? null : { ...again.geometry, wavelength: again.geometry.wavelength ?? NaN };
}

function jackknife(
  points: ControlPoints,
  dSpacings: readonly number[],
  image: Frame,
  geometry: WithWavelength,
  options: RefineOptions,
  directions: readonly number[],
): number {
  const rings = [...new Set(points.rings)];
  const sectorOf = (i: number): number => Math.floor((directions[i]! / (2 * Math.PI) + 0.5) * SECTORS);
  const groups = [
    rings.length > 2 ? rings.map((ring) => (i: number) => points.rings[i] === ring) : [],
    [...new Set(directions.map((_, i) => sectorOf(i)))].map((sector) => (i: number) => sectorOf(i) === sector),
  ];
  let worst = NaN;
  for (const members of groups) {
    const moves: number[] = [];
    for (const isLeftOut of members) {
      const again = refineRest(points, dSpacings, image, geometry, options, isLeftOut);
      if (again) moves.push(ringDifference(image, geometry, again));
    }
    if (moves.length < 2) continue;
    const spread = Math.sqrt(moves.length - 1) * rms(moves);
    worst = Number.isNaN(worst) ? spread : Math.max(worst, spread);
  }
  return worst;
}

/** Each ring in turn is predicted by the others. Needs four rings, so that three are left to agree. */
function oddRing(
  points: ControlPoints,
  dSpacings: readonly number[],
  image: Frame,
  geometry: WithWavelength,
  options: RefineOptions,
): PointEvidence['odd'] {
  const rings = [...new Set(points.rings)];
  if (rings.length < 4) return null;
  const twoThetas = existingRings(dSpacings, geometry.wavelength);
  let odd: PointEvidence['odd'] = null;
  for (const ring of rings) {
    const again = refineRest(points, dSpacings, image, geometry, options, (i) => points.rings[i] === ring);
    if (!again) continue;
    const own = selectPoints(points, (i) => points.rings[i] === ring);
    const rest = selectPoints(points, (i) => points.rings[i] !== ring);
    const offPx = Math.abs(median(residualsPx(own, twoThetas, image, again)));
    const others = residualsPx(rest, twoThetas, image, again);
    const restPx = rms(
      rings.filter((one) => one !== ring).map((one) => median(others.filter((_, i) => rest.rings[i] === one))),
    );
    if (odd && offPx / (restPx + 0.1) <= odd.offPx / (odd.restPx + 0.1)) continue;
    odd = { ring, offPx, fits: bestRing(own, twoThetas, image, again, ring), restPx };
  }
  return odd;
}

/** The ring number with which points of one ring would fit a geometry best. */
function bestRing(
  points: ControlPoints,
  twoThetas: readonly number[],
  image: Frame,
  geometry: WithWavelength,
  told: number,
): number {
  let best = { ring: told, off: Infinity };
  for (let ring = 0; ring < twoThetas.length; ring++) {
    const renamed = { ...points, rings: points.rings.map(() => ring) };
    const off = Math.abs(median(residualsPx(renamed, twoThetas, image, geometry)));
    if (off < best.off) best = { ring, off };
  }
  return best.off < 3 ? best.ring : told;
}
