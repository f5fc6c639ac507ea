import { AppError } from '../model/app-error.ts';
import type { OnStep } from './aside.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { selectPoints, type ControlPoints } from './control-points.ts';
import { geometryFromPoints } from './geometry-from-points.ts';
import { refineGeometry, type RefineOptions } from './refine-geometry.ts';
import { existingRings, type ImageRefinement, type WithWavelength } from './refine-on-image.ts';
import { ringDifference } from './ring-errors.ts';
import { extractRingPoints } from './ring-points.ts';

/** Points to begin with: enough for a start, few enough to try many. */
const START_POINTS = 40;
/** A ring with at least this many points can serve. */
const POINTS_PER_RING = 4;
/** With fewer rings a half of them fixes too little: both starts then share them. */
const RINGS_TO_HALVE = 6;
/** Rings looked for again; more of them make it slower and not surer. */
const RINGS_AGAIN = 5;
/** px; the widths of the first look of every refinement */
const REACH = 7;
const SOFT_SCALE = 3;
const REJECT_BEYOND = 4;

/**
 * The same image a second time, from elsewhere: a geometry made of nothing but ring numbers and some points of every
 * second ring, with no start; from there the other rings are looked for on the image and the geometry is refined on
 * these alone. What it has in common with the first result is the image, the numbers of the rings and the wavelength.
 *
 * @param dSpacings  Å, decreasing
 * @param onStep  called now and then, with the part that is done
 * @returns how far rings lie apart in the two, px over the detector; Infinity if the second way finds too few points;
 *   NaN if the points cannot fix a start
 */
export function secondStart(
  image: CalibrationImage,
  { found, refinement, rings, geometry }: ImageRefinement,
  dSpacings: readonly number[],
  { fixed = [] }: RefineOptions = {},
  onStep: OnStep = () => undefined,
): number {
  const seen = [...rings].filter(([, { count }]) => count >= POINTS_PER_RING).map(([ring]) => ring);
  const isHalved = seen.length >= RINGS_TO_HALVE;
  const own = new Set(isHalved ? seen.filter((_, index) => index % 2 === 0) : seen);
  const points = selectPoints(found.points, (i) => refinement.rejected[i] === 0 && own.has(found.points.rings[i]!));
  const begun = startFromPoints(thinned(points), dSpacings, image, geometry, fixed);
  if (!begun) return NaN;
  onStep(0.3);
  const others = new Set(spread(seen.filter((ring) => !isHalved || !own.has(ring))));
  const twoThetas = existingRings(dSpacings, geometry.wavelength);
  const again = extractRingPoints(image, begun, twoThetas, {
    reach: REACH,
    without: new Set(twoThetas.map((_, ring) => ring).filter((ring) => !others.has(ring))),
    isCoarse: true,
    onStep: (part) => onStep(0.3 + 0.5 * part),
  });
  if (again.points.rings.length < 8) return Infinity;
  onStep(0.8);
  const end = refineGeometry(again.points, dSpacings, image, begun, {
    ...{ fixed, softScale: SOFT_SCALE, rejectBeyond: REJECT_BEYOND, isRepeat: true },
  });
  return end.stop === 'degenerate' ? NaN : ringDifference(image, geometry, end.geometry);
}

/** A few rings from the first to the last. */
function spread(rings: readonly number[]): readonly number[] {
  if (rings.length <= RINGS_AGAIN) return rings;
  const step = (rings.length - 1) / (RINGS_AGAIN - 1);
  return Array.from({ length: RINGS_AGAIN }, (_, i) => rings[Math.round(i * step)]!);
}

/** As many of the points of each ring, spread over it. */
function thinned(points: ControlPoints): ControlPoints {
  const step = Math.max(1, Math.ceil(points.rings.length / START_POINTS));
  return selectPoints(points, (i) => i % step === 0);
}

/** What is held stays where it is held. */
function startFromPoints(
  points: ControlPoints,
  dSpacings: readonly number[],
  image: CalibrationImage,
  geometry: WithWavelength,
  fixed: NonNullable<RefineOptions['fixed']>,
): WithWavelength | null {
  try {
    const { geometry: start, held } = geometryFromPoints(points, dSpacings, geometry.wavelength, image);
    if (fixed.length === 0) return held.length > 0 ? null : start;
    const values = Object.fromEntries(fixed.map((name) => [name, geometry[name]]));
    const { geometry: bound } = refineGeometry(points, dSpacings, image, { ...start, ...values }, { fixed });
    return { ...bound, wavelength: geometry.wavelength };
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'calibration') return null;
    throw cause;
  }
}
