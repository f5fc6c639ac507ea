import type { Geometry } from '../model/schema-types.generated.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import { twoThetaFromDSpacing } from '../quantity/scattering-vector.ts';
import { doneHere, type Aside } from './aside.ts';
import { beamFrameOf, twoThetaAt } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { selectPoints } from './control-points.ts';
import { refineGeometry, ringResiduals, type Refinement, type RefineOptions } from './refine-geometry.ts';
import { ringDifference } from './ring-errors.ts';
import { extractRingPoints, PIXEL_ERROR, type RingPoints } from './ring-points.ts';

export type WithWavelength = Geometry & { readonly wavelength: number };

export interface ImageRefineOptions extends RefineOptions {
  /** Rings used at most; absent: all that exist */
  readonly ringCount?: number;
}

export interface ImageRefinement {
  readonly geometry: WithWavelength;
  readonly refinement: Refinement;
  /** The points of the last pass; `refinement.rejected` tells which were dropped. */
  readonly found: RingPoints;
  /** Residuals of these points, px across the ring */
  readonly residualsPx: Float64Array;
  /** By ring: median residual, px, and number of points kept */
  readonly rings: ReadonlyMap<number, { readonly median: number; readonly count: number }>;
  /** Rings left out because their median residual does not fit the others. */
  readonly droppedRings: ReadonlySet<number>;
}

/** px: windows of the passes; the last ones are set by the width of the rings */
const FIRST_REACH = 7;
const PASSES = 3;
/** px over the detector: another pass with the same rings would find the same points */
const SETTLED = 0.05;
const REJECT_BEYOND = 4;
const LEAST_POINTS = 8;
/** Rounds in which rings are dropped */
const DROP_ROUNDS = 3;
/** Part of a pass when its points are found, and when they are fitted */
const [FOUND, FITTED] = [0.7, 0.85];
/** For a first pass: rings, and points found on them. */
const ENOUGH_RINGS = 30;
const ENOUGH_POINTS = 400;
/** Standard deviations: residuals beyond count less. */
export const SOFT_SCALE = 3;
/** A ring whose median is farther off than this many robust standard deviations of all medians is dropped. */
const RING_OUTLIER = 4;
/** px: medians agree no better than this whatever the statistics */
const RING_SCATTER = 0.02;

/**
 * Refines a geometry on the counts of an image: ring points and geometry in turn, until nothing moves, at most three
 * times.
 *
 * @param start  good to a few px
 * @param dSpacings  Å, decreasing
 * @param onStep  called now and then, with the part that is done
 * @param aside  looks for points on half of the rings
 * @returns null if too few points are found for the parameters that are free
 */
export function refineOnImage(
  image: CalibrationImage,
  start: WithWavelength,
  dSpacings: readonly number[],
  options: ImageRefineOptions = {},
  onStep: (fraction: number) => void = () => undefined,
  aside: Aside = doneHere,
): ImageRefinement | null {
  let geometry = start;
  let sigma = 1.5;
  let pixelError = PIXEL_ERROR;
  let result: ImageRefinement | null = null;
  const droppedRings = new Set<number>();
  for (let pass = 0; pass < PASSES; pass++) {
    const twoThetas = existingRings(dSpacings, geometry.wavelength);
    const extract = (without: ReadonlySet<number>): RingPoints =>
      extractRingPoints(image, geometry, twoThetas, {
        reach: pass === 0 ? FIRST_REACH : Math.max(4, 4 * sigma),
        sigma,
        without,
        isCoarse: pass === 0,
        pixelError,
        aside,
        onStep: (part) => onStep((pass + FOUND * part) / PASSES),
        ...(options.ringCount === undefined ? {} : { ringCount: options.ringCount }),
      });
    // The first of several passes need not see all of very many rings.
    const surplus = pass === 0 ? surplusRings(image, geometry, twoThetas) : null;
    const some = surplus && extract(surplus);
    const found = some && some.points.rings.length >= ENOUGH_POINTS ? some : extract(droppedRings);
    if (found.points.rings.length < LEAST_POINTS) return null;
    const before = geometry;
    onStep((pass + FOUND) / PASSES);
    result = refineFound(image, found, geometry, dSpacings, options, droppedRings);
    if (!result) return null;
    onStep((pass + FITTED) / PASSES);
    ({ geometry } = result);
    const widths = found.sightings.filter((one) => one.found > 3).map((one) => one.sigma);
    if (widths.length > 0) sigma = Math.min(4, Math.max(0.6, quantileInPlace(Float64Array.from(widths), 0.5)));
    pixelError = excessScatter(result.residualsPx, found.uncertaintiesPx, result.refinement.rejected);
    // A first pass is too far off to tell which ring does not fit the others.
    if (pass === 0) continue;
    const settled = ringDifference(image, before, geometry) < SETTLED;
    if (!settled && pass < PASSES - 1) {
      for (const ring of outlyingRings(result)) droppedRings.add(ring);
      continue;
    }
    // The same points would be found again: only those of rings that do not fit are left out.
    return withoutOutlyingRings(image, result, dSpacings, options, droppedRings);
  }
  return result;
}

/** Refined anew without rings that do not fit the others, until all do or too few points are left. */
function withoutOutlyingRings(
  image: CalibrationImage,
  first: ImageRefinement,
  dSpacings: readonly number[],
  options: ImageRefineOptions,
  droppedRings: Set<number>,
): ImageRefinement {
  let result = first;
  for (let round = 0; round < DROP_ROUNDS; round++) {
    const outlying = outlyingRings(result);
    if (outlying.length === 0) break;
    const rest = withoutRings(result.found, new Set(outlying));
    if (rest.points.rings.length < LEAST_POINTS) break;
    const again = refineFound(image, rest, result.geometry, dSpacings, options, droppedRings);
    if (!again) break;
    for (const ring of outlying) droppedRings.add(ring);
    result = again;
  }
  return result;
}

/** null if the points do not determine what is free */
function refineFound(
  image: CalibrationImage,
  found: RingPoints,
  start: WithWavelength,
  dSpacings: readonly number[],
  options: ImageRefineOptions,
  droppedRings: ReadonlySet<number>,
): ImageRefinement | null {
  const refinement = refineGeometry(found.points, dSpacings, image, start, {
    ...options,
    softScale: SOFT_SCALE,
    rejectBeyond: REJECT_BEYOND,
  });
  if (refinement.stop === 'degenerate') return null;
  const geometry = { ...refinement.geometry, wavelength: refinement.geometry.wavelength ?? start.wavelength };
  const residuals = ringResiduals(found.points, dSpacings, image, geometry);
  const residualsPx = residuals.map((r, i) => r / found.slopes[i]!);
  const rings = summariseRings(found.points.rings, residualsPx, refinement.rejected);
  return { geometry, refinement, found, residualsPx, rings, droppedRings };
}

function withoutRings(found: RingPoints, dropped: ReadonlySet<number>): RingPoints {
  const isKept = (i: number): boolean => !dropped.has(found.points.rings[i]!);
  const kept = (values: Float64Array): Float64Array => values.filter((_, i) => isKept(i));
  return {
    points: selectPoints(found.points, isKept),
    uncertaintiesPx: kept(found.uncertaintiesPx),
    slopes: kept(found.slopes),
    directions: kept(found.directions),
    sightings: found.sightings.filter(({ ring }) => !dropped.has(ring)),
  };
}

/** All but ENOUGH_RINGS of the rings that the image can show, evenly; null if it shows no more than that. */
function surplusRings(
  { shape, pixel1, pixel2 }: CalibrationImage,
  geometry: Geometry,
  twoThetas: readonly number[],
): ReadonlySet<number> | null {
  const frame = beamFrameOf(geometry);
  const corners = [0, shape[0] * pixel1].flatMap((y) => [0, shape[1] * pixel2].map((x) => twoThetaAt(frame, y, x)));
  // Upstream of the sample the rings with the largest angles are those about the centre.
  const isShown = (angle: number): boolean =>
    frame.k > 0 ? angle <= Math.max(...corners) : angle >= Math.min(...corners);
  const shown = twoThetas.flatMap((angle, ring) => (isShown(angle) ? [ring] : []));
  if (shown.length <= ENOUGH_RINGS) return null;
  const kept = new Set(Array.from({ length: ENOUGH_RINGS }, (_, i) => Math.floor((i * shown.length) / ENOUGH_RINGS)));
  return new Set(shown.filter((_, index) => !kept.has(index)));
}

/** 2θ of the lines that exist at a wavelength, rad, ascending; ring numbers stay what they were. */
export function existingRings(dSpacings: readonly number[], wavelength: number): number[] {
  return dSpacings.filter((d) => wavelength * 1e10 < 2 * d).map((d) => twoThetaFromDSpacing(d, wavelength));
}

/**
 * The fit again with some points left out; null if the rest cannot carry it.
 *
 * @param isRepeat  false: with uncertainties, which take longer
 */
export function refineWithout(
  image: CalibrationImage,
  { found, refinement, geometry }: ImageRefinement,
  dSpacings: readonly number[],
  isLeftOut: (index: number) => boolean,
  options: RefineOptions = {},
  isRepeat = true,
): Refinement | null {
  const points = selectPoints(found.points, (i) => refinement.rejected[i] === 0 && !isLeftOut(i));
  if (points.rings.length < LEAST_POINTS) return null;
  const again = refineGeometry(points, dSpacings, image, geometry, { ...options, softScale: SOFT_SCALE, isRepeat });
  return again.stop === 'degenerate' ? null : again;
}

function summariseRings(
  rings: Int32Array,
  residuals: Float64Array,
  rejected: Uint8Array,
): Map<number, { median: number; count: number }> {
  const byRing = new Map<number, number[]>();
  for (let i = 0; i < rings.length; i++) {
    if (rejected[i]) continue;
    const list = byRing.get(rings[i]!) ?? [];
    byRing.set(rings[i]!, list);
    list.push(residuals[i]!);
  }
  const summary = new Map<number, { median: number; count: number }>();
  for (const [ring, list] of [...byRing].sort((a, b) => a[0] - b[0]))
    summary.set(ring, { median: quantileInPlace(Float64Array.from(list), 0.5), count: list.length });
  return summary;
}

/** Rings whose median is off by more than those of the others, and by more than the noise of their own points. */
function outlyingRings({ found, refinement, residualsPx, rings }: ImageRefinement): number[] {
  if (rings.size < 5) return [];
  const medians = Float64Array.from(rings.values(), ({ median }) => Math.abs(median));
  const limit = RING_OUTLIER * Math.max(RING_SCATTER, 1.4826 * quantileInPlace(medians, 0.5));
  return [...rings].flatMap(([ring, { median, count }]) => {
    if (!(Math.abs(median) > limit)) return [];
    const own = residualsPx.filter((_, i) => found.points.rings[i] === ring && refinement.rejected[i] === 0);
    const scatter =
      1.4826 *
      quantileInPlace(
        own.map((r) => Math.abs(r - median)),
        0.5,
      );
    // The median of normal numbers has √(π/2) times the error of their mean.
    return Math.abs(median) > (RING_OUTLIER * MEDIAN_ERROR * scatter) / Math.sqrt(count) ? [ring] : [];
  });
}
const MEDIAN_ERROR = Math.sqrt(Math.PI / 2);

/** Median of the square of a normal number of unit variance */
const MEDIAN_SQUARE = 0.4549;
/** px; the least that is worth a thought, and the most */
const EXCESS = [0.003, 0.3] as const;

/**
 * What points scatter beyond their noise, px: the error that, added to each, makes the median of the squared residuals
 * that of normal numbers.
 *
 * Source: Paule & Mandel (1982), J. Res. Natl Bur. Stand. 87, 377, doi:10.6028/jres.087.022, with medians for means
 */
function excessScatter(residualsPx: Float64Array, noisePx: Float64Array, rejected: Uint8Array): number {
  const kept = Array.from(rejected.keys()).filter((i) => rejected[i] === 0);
  if (kept.length === 0) return PIXEL_ERROR;
  const squares = new Float64Array(kept.length);
  let [low, high]: [number, number] = [...EXCESS];
  for (let step = 0; step < 12; step++) {
    const middle = Math.sqrt(low * high);
    for (const [a, i] of kept.entries()) squares[a] = residualsPx[i]! ** 2 / (noisePx[i]! ** 2 + middle ** 2);
    if (quantileInPlace(squares, 0.5) > MEDIAN_SQUARE) low = middle;
    else high = middle;
  }
  return low;
}
