import { CALIBRANT_CATALOGUE } from '../calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../calibrant/calibrant-lines.ts';
import type { Calibrant } from '../calibrant/calibrant.ts';
import type { CalibrantRank } from '../model/calibration-result.ts';
import { beamFrameOf, type BeamFrame } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { centresFromDistances, centresFromNormals } from './centre-hypotheses.ts';
import { bestLikelihood, candidateLikelihood, scanDistances, type Candidate } from './distance-scan.ts';
import { fitCandidate } from './fit-candidate.ts';
import { flattenImage } from './flatten-image.ts';
import { existingRings, type WithWavelength } from './refine-on-image.ts';
import { findRingShapes } from './ring-shapes.ts';
import { findRidgePoints, findSpotPoints, type SearchPoints } from './search-points.ts';

const LEAST_SPACING = 0.25; // Å
const MAX_LINES = 150;
const SHAPES = 4;
const FITTED = 3;
/** px: points farther from every ring than this are left out of a fit, pass by pass */
const TOLERANCES = [10, 6, 3, 2];
const RING_WIDTH = 1.2; // px
/** With this much, spots need not be looked at. */
const CONVINCING = 1;
/** A distance that is known is known to this factor. */
const KNOWN = 1.01;

/**
 * Ranks the calibrants of the catalogue by how well their rings explain an image; best first.
 *
 * Calibrants whose patterns differ only in size, as all metals of one lattice, cannot be told apart while the distance is
 * unknown: they share a likelihood, and stand in the order of the catalogue.
 *
 * @param wavelength  m
 * @param start  a geometry that is right: then the size of the cell counts too
 */
export function rankCalibrants(
  image: CalibrationImage,
  wavelength: number,
  { start, calibrants = CALIBRANT_CATALOGUE }: { start?: WithWavelength; calibrants?: readonly Calibrant[] } = {},
): CalibrantRank[] {
  const kinds = start ? calibrants.map((one) => [one] as const) : kindsOf(calibrants);
  const twoThetas = kinds.map(([first]) => ringsOfKind(first, wavelength));
  const flat = flattenImage(image);
  const ridges = findRidgePoints(flat);
  const [height, width] = [flat.rows * flat.step1, flat.columns * flat.step2];
  const known = start && inPixels(start, Math.sqrt(image.pixel1 * image.pixel2));
  let likelihoods = explain(ridges, twoThetas, height, width, known);
  if (!(Math.max(...likelihoods) > CONVINCING)) {
    const onSpots = explain(findSpotPoints(flat), twoThetas, height, width, known);
    if (Math.max(...onSpots) > Math.max(...likelihoods)) likelihoods = onSpots;
  }
  return ranked(kinds, likelihoods);
}

/** First the best; the lead of each is over the best of another kind. */
function ranked(kinds: readonly (readonly Calibrant[])[], likelihoods: readonly number[]): CalibrantRank[] {
  const order = likelihoods.map((_, index) => index).filter((index) => Number.isFinite(likelihoods[index]));
  order.sort((a, b) => likelihoods[b]! - likelihoods[a]! || a - b);
  const [best, second] = order.map((index) => likelihoods[index]!);
  return order.flatMap((index, place) => {
    const likelihood = likelihoods[index]!;
    const lead = likelihood - (place === 0 ? (second ?? 0) : (best ?? 0));
    return kinds[index]!.map(({ id, label }) => ({ id, label, likelihood, lead }));
  });
}

/** Groups of calibrants whose rings differ only by a common factor in 1/d. */
function kindsOf(calibrants: readonly Calibrant[]): (readonly [Calibrant, ...Calibrant[]])[] {
  const kinds = new Map<string, [Calibrant, ...Calibrant[]]>();
  for (const calibrant of calibrants) {
    const key = kindOf(calibrant);
    const members = kinds.get(key);
    if (members) members.push(calibrant);
    else kinds.set(key, [calibrant]);
  }
  return [...kinds.values()];
}

function kindOf(calibrant: Calibrant): string {
  if (calibrant.kind === 'list') return calibrant.id;
  const { conditions, cell, skip = [], only = [] } = calibrant;
  // Ratios to 0.1 %: certificates of one substance differ by less.
  const ratios = [cell.b / cell.a, conditions === 'lamellar' ? 1 : cell.c / cell.a].map((r) => r.toFixed(2));
  return [conditions, ...ratios, cell.alpha, cell.beta, cell.gamma, ...skip, ...only].join(';');
}

function ringsOfKind(calibrant: Calibrant, wavelength: number): number[] {
  const lines = calibrantLines(calibrant, Math.max(LEAST_SPACING, 0.5e10 * wavelength), MAX_LINES);
  return existingRings(
    lines.map(({ dSpacing }) => dSpacing),
    wavelength,
  );
}

function inPixels(geometry: WithWavelength, pixel: number): BeamFrame {
  const { k, c1, c2, s1, s2 } = beamFrameOf(geometry);
  return { k: k / pixel, c1: c1 / pixel, c2: c2 / pixel, s1, s2 };
}

/** The likelihood that each set of rings reaches; shapes of rings are found once for all. */
function explain(
  points: SearchPoints,
  ringSets: readonly (readonly number[])[],
  height: number,
  width: number,
  known: BeamFrame | undefined,
): number[] {
  if (points.ys.length < 20) return ringSets.map(() => -Infinity);
  if (known)
    return ringSets.map((rings) => (rings.length > 0 ? bestLikelihood(points, known, rings, KNOWN) : -Infinity));
  const size = Math.max(height, width);
  const centres = [...centresFromNormals(points, height, width), ...centresFromDistances(points, height, width)];
  const shapes = findRingShapes(points, centres, size).slice(0, SHAPES);
  return ringSets.map((rings) => {
    if (rings.length === 0) return -Infinity;
    const scanned: Candidate[] = shapes.flatMap(({ frame }) => scanDistances(points, frame, rings, size, 2));
    scanned.sort((a, b) => b.likelihood - a.likelihood);
    let best = -Infinity;
    for (const candidate of scanned.slice(0, FITTED)) {
      const frame = fitCandidate(points, candidate.frame, rings, TOLERANCES);
      if (frame) best = Math.max(best, candidateLikelihood(points, frame, rings, RING_WIDTH));
    }
    return best;
  });
}
