import { quantileInPlace } from '../numerics/selection.ts';
import { doneHere, type Aside } from './aside.ts';
import { beamFrameOf } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { selectPoints } from './control-points.ts';
import { leaveGroupsOut } from './leave-out.ts';
import type { SearchPoints } from './search-points.ts';
import { findRival } from './rival-calibrant.ts';
import { explainedPoints, findLines, type LineEvidence } from './radial-evidence.ts';
import { secondStart } from './second-start.ts';
import { waviness } from './waviness.ts';
import {
  existingRings,
  refineWithout,
  SOFT_SCALE,
  type ImageRefinement,
  type WithWavelength,
} from './refine-on-image.ts';
import type { RefineOptions } from './refine-geometry.ts';
import { ringDifference } from './ring-errors.ts';

/** Everything a verdict is built on: numbers, no judgement. */
export interface Evidence {
  /** Mean gain of log-likelihood per search point over an even spread of radii */
  readonly likelihood: number;
  /** Lead in it over the next different geometry */
  readonly margin: number;
  /** Rings with points that fit, and those with enough points to count as seen */
  readonly ringsSeen: number;
  /** Rings that were to be used at most; Infinity: all */
  readonly ringLimit: number;
  /** Part of a turn with points of any ring */
  readonly coverage: number;
  /** Root mean square of the median residual of each ring, px */
  readonly ringScatterPx: number;
  /** Robust standard deviation of the residuals of single points, px */
  readonly pointScatterPx: number;
  /** Change of ring positions when rings or directions are left out (jackknife), px over the detector */
  readonly jackknifePx: number;
  /** Position of rings that took no part in the fit (every second one), rms px; NaN with fewer than five rings */
  readonly heldOutPx: number;
  /** Distance between the geometry found by search and the refined one, px over the detector */
  readonly movedPx: number;
  /**
   * The same between the refined geometry and one that began elsewhere, with other rings, px; Infinity if that found too
   * few points, NaN if it could not begin
   */
  readonly startsPx: number;
  /** Wavelength that the rings ask for, relative to the one given, and its standard deviation; NaN where not determined */
  readonly wavelengthShift: number;
  readonly wavelengthError: number;
  /** Ring numbers that should show and do not, although a later one is seen */
  readonly absentRings: readonly number[];
  /** Lines looked for in that test */
  readonly testedRings: number;
  /** How far lines of the cake are from straight: first and second harmonic of the residuals around rings, px; NaN untested */
  readonly wavinessPx: number;
  readonly tiltDeg: number;
  /** Distance of the beam from the middle of the image, in image diagonals */
  readonly centreDiagonals: number;
  /** Part of the sharply gathered points that lie on no line */
  readonly unexplainedPeaks: number;
  /** Part of all points on lines, above chance */
  readonly explained: number;
  /** The calibrant of another kind that explains the rings best, and by how much more likelihood per point */
  readonly rival: { readonly label: string; readonly lead: number };
}

/** A ring with at least this many points was seen. */
const POINTS_PER_RING = 4;
const SECTORS = 8;
/** Of the jackknife: more say nothing new and take their time. */
const RING_GROUPS = 20;
/** px: jackknife estimates above this are made without the short cut. */
const SHORT_STEP = 0.1;
const DIRECTION_BINS = 36;
/** In standard deviations of the pattern beside it */
const PRESENT = 5;
const ABSENT = 3;
const MIN_COVERAGE = 0.15;
/** A line counts as absent only if others, and what its strength is to theirs, let it stand out this much. */
const EXPECTED = 8;
const NEIGHBOURS = 4;

export interface EvidenceOptions extends RefineOptions {
  /** Relative intensity of each line, where it is known: weak ones need not show. */
  readonly strengths?: readonly number[];
  /** Rings used at most; absent: all that exist */
  readonly ringCount?: number;
}

/**
 * @param onStep  called now and then, with the part that is done
 * @param aside  does what takes longest
 */
export function gatherEvidence(
  image: CalibrationImage,
  refined: ImageRefinement,
  search: {
    readonly likelihood: number;
    readonly margin: number;
    readonly points: SearchPoints;
    readonly geometry: ImageRefinement['geometry'];
  },
  dSpacings: readonly number[],
  options: EvidenceOptions,
  onStep: (fraction: number) => void = () => undefined,
  aside: Aside = doneHere,
): Evidence {
  const { found, refinement, residualsPx, rings, geometry } = refined;
  const { c1, c2, s1, s2 } = beamFrameOf(geometry);
  const kept = Array.from(residualsPx, (_, i) => i).filter((i) => refinement.rejected[i] === 0);
  const seen = [...rings].filter(([, { count }]) => count >= POINTS_PER_RING);
  const twoThetas = existingRings(dSpacings, geometry.wavelength);
  const widths = found.sightings.filter((one) => one.found > 3).map((one) => one.sigma);
  const sigma = widths.length > 0 ? quantileInPlace(Float64Array.from(widths), 0.5) : 1.5;
  const width = Math.min(4, Math.max(0.7, sigma));
  const pixel = Math.sqrt(image.pixel1 * image.pixel2);
  const allLines = aside.begin(findLines, image, geometry, twoThetas, width);
  const rivals = aside.begin(findRival, search.points, geometry, pixel, dSpacings);
  const directions = new Set(
    kept.map((i) => Math.floor((found.directions[i]! / (2 * Math.PI) + 0.5) * DIRECTION_BINS)),
  );
  const seenRings = seen.map(([ring]) => ring);
  const jackknifePx = jackknife(image, refined, dSpacings, options, seenRings);
  onStep(0.1);
  const heldOutPx = heldOut(image, refined, dSpacings, options, seenRings);
  onStep(0.2);
  const startsPx = secondStart(image, refined, dSpacings, options, (part) => onStep(0.2 + 0.2 * part));
  onStep(0.4);
  const asked = wavelengthTest(image, refined, dSpacings, options);
  onStep(0.5);
  const lines = allLines((part) => onStep(0.5 + 0.2 * part));
  onStep(0.7);
  const shown = lines.filter(
    ({ coverage, isIsolated, significance }) => coverage >= MIN_COVERAGE && isIsolated && !Number.isNaN(significance),
  );
  const lastSeen = shown.reduce((last, line) => (line.significance > PRESENT ? line.ring : last), -1);
  const tested = shown.filter(({ ring }) => ring <= lastSeen);
  const rival = rivals((part) => onStep(0.7 + 0.25 * part));
  onStep(0.95);
  return {
    likelihood: search.likelihood,
    margin: search.margin,
    ringsSeen: seen.length,
    ringLimit: options.ringCount ?? Infinity,
    coverage: directions.size / DIRECTION_BINS,
    ringScatterPx: Math.sqrt(seen.reduce((sum, [, { median }]) => sum + median * median, 0) / Math.max(1, seen.length)),
    pointScatterPx:
      1.4826 *
      quantileInPlace(
        Float64Array.from(kept, (i) => Math.abs(residualsPx[i]!)),
        0.5,
      ),
    jackknifePx,
    heldOutPx,
    movedPx: ringDifference(image, geometry, search.geometry),
    startsPx,
    ...asked,
    absentRings: tested
      .filter((line) => line.significance < ABSENT && isExpected(line, tested, options.strengths))
      .map(({ ring }) => ring),
    testedRings: tested.length,
    wavinessPx: waviness(found.points.rings, residualsPx, found.directions, refinement.rejected),
    tiltDeg: (Math.asin(Math.min(1, Math.hypot(s1, s2))) * 180) / Math.PI,
    centreDiagonals:
      Math.hypot(c1 / image.pixel1 - image.shape[0] / 2, c2 / image.pixel2 - image.shape[1] / 2) /
      Math.hypot(image.shape[0], image.shape[1]),
    rival,
    ...explainedPoints(search.points, geometry, pixel, twoThetas),
  };
}

/** Whether the lines seen nearest by say that this one should show: by their own height, scaled by the strengths. */
function isExpected(
  line: LineEvidence,
  tested: readonly LineEvidence[],
  strengths: readonly number[] | undefined,
): boolean {
  const own = strengths?.[line.ring];
  if (own === undefined || !strengths) return true;
  const seen = tested
    .filter(({ significance, ring }) => significance > PRESENT && (strengths[ring] ?? 0) > 0)
    .sort((a, b) => Math.abs(a.ring - line.ring) - Math.abs(b.ring - line.ring))
    .slice(0, NEIGHBOURS)
    .map(({ significance, ring }) => (significance * own) / (strengths[ring] ?? Infinity));
  return seen.length > 0 && quantileInPlace(Float64Array.from(seen), 0.5) >= EXPECTED;
}

/**
 * Fits with a group of rings, or an eighth of the turn, left out. To first order where that moves little; where it moves
 * as much as a verdict would doubt, each of them is a fit of its own.
 */
function jackknife(
  image: CalibrationImage,
  refined: ImageRefinement,
  dSpacings: readonly number[],
  options: RefineOptions,
  rings: readonly number[],
): number {
  const { found, refinement, geometry } = refined;
  // Of many rings, several are left out at a time: neighbours in different groups.
  const parts = Math.min(rings.length, RING_GROUPS);
  const groupOf = new Map(rings.map((ring, index) => [ring, index % parts]));
  const byRing = found.points.rings.map((ring) => groupOf.get(ring) ?? -1);
  const byDirection = Int32Array.from(found.directions, (direction) =>
    Math.min(SECTORS - 1, Math.floor((direction / (2 * Math.PI) + 0.5) * SECTORS)),
  );
  const spread = (groups: Int32Array, groupCount: number): number => {
    const filled = Array.from({ length: groupCount }, (_, group) => group).filter((group) => groups.includes(group));
    if (filled.length < 2) return 100;
    const square = (moved: readonly (WithWavelength | null)[]): number =>
      (moved.reduce((sum, one) => sum + (one ? ringDifference(image, geometry, one) ** 2 : 100), 0) *
        (moved.length - 1)) /
      moved.length;
    const kept = (i: number): boolean => refinement.rejected[i] === 0;
    const quick = leaveGroupsOut(
      selectPoints(found.points, kept),
      dSpacings,
      image,
      geometry,
      groups.filter((_, i) => kept(i)),
      groupCount,
      { ...options, softScale: SOFT_SCALE },
    );
    const first = square(filled.map((group) => quick[group] ?? null));
    if (first < SHORT_STEP * SHORT_STEP) return first;
    return square(
      filled.map((group) => {
        const again = refineWithout(image, refined, dSpacings, (i) => groups[i] === group, options);
        return again && { ...again.geometry, wavelength: again.geometry.wavelength ?? geometry.wavelength };
      }),
    );
  };
  // Of two rings neither can be left out: one alone does not fix the tilt.
  const ringSpread = rings.length === 2 ? 0 : rings.length > 2 ? spread(byRing, parts) : 100;
  return Math.sqrt(Math.max(ringSpread, spread(byDirection, SECTORS)));
}

function heldOut(
  image: CalibrationImage,
  refined: ImageRefinement,
  dSpacings: readonly number[],
  options: RefineOptions,
  rings: readonly number[],
): number {
  if (rings.length < 5) return NaN;
  const out = new Set(rings.filter((_, index) => index % 2 === 1));
  const again = refineWithout(image, refined, dSpacings, (i) => out.has(refined.found.points.rings[i]!), options);
  return again ? ringDifference(image, refined.geometry, again.geometry) : 100;
}

function wavelengthTest(
  image: CalibrationImage,
  refined: ImageRefinement,
  dSpacings: readonly number[],
  options: RefineOptions,
): { readonly wavelengthShift: number; readonly wavelengthError: number } {
  const wide = { ...options, refineWavelength: true };
  const again = refineWithout(image, refined, dSpacings, () => false, wide, false);
  if (!again) return { wavelengthShift: NaN, wavelengthError: NaN };
  const { wavelength } = refined.geometry;
  return {
    wavelengthShift: ((again.geometry.wavelength ?? NaN) - wavelength) / wavelength,
    wavelengthError: again.uncertainties.wavelength / wavelength,
  };
}
