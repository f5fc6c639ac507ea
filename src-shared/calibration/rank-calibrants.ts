import { CALIBRANT_CATALOGUE } from '../calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../calibrant/calibrant-lines.ts';
import type { Calibrant } from '../calibrant/calibrant.ts';
import type { CalibrantRank } from '../model/calibration-result.ts';
import type { OnStep } from './aside.ts';
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

/** Kinds that lie less far behind the best are looked at size by size: the first of a kind is not the best of it. */
const WITHIN_REACH = 1;
/** Sizes of one kind that explain the points equally well: noise decides no more. */
const TIE = 0.03;
/** Spacings of one substance differ by less, from certificate to certificate. */
const SAME_SIZE = 0.005;

/**
 * Ranks the calibrants of the catalogue by how well their rings explain an image; best first.
 *
 * Calibrants whose patterns differ only in size, as all metals of one lattice, are told apart by rings at wide angle
 * alone: at small angle the distance takes the size up. Those that cannot be told apart share a likelihood, and stand in
 * the order of the catalogue.
 *
 * @param wavelength  m
 * @param start  a geometry that is right: then the size of the cell counts too
 * @param onStep  called now and then, with the part that is done
 */
export function rankCalibrants(
  image: CalibrationImage,
  wavelength: number,
  { start, calibrants = CALIBRANT_CATALOGUE }: { start?: WithWavelength; calibrants?: readonly Calibrant[] } = {},
  onStep: OnStep = () => undefined,
): CalibrantRank[] {
  const kinds = start ? calibrants.map((one): Alike => [one]) : kindsOf(calibrants);
  const part =
    (from: number, to: number): OnStep =>
    (fraction) =>
      onStep(from + (to - from) * fraction);
  const flat = flattenImage(image, part(0, 0.1));
  const [height, width] = [flat.rows * flat.step1, flat.columns * flat.step2];
  const known = start && inPixels(start, Math.sqrt(image.pixel1 * image.pixel2));
  const ringsOf = ([first]: Alike): number[] => ringsOfKind(first, wavelength);
  const explainAll = (explain: Explain, onKind: OnStep): number[] =>
    kinds.map((kind, i) => {
      onKind(i / kinds.length);
      return explain(ringsOf(kind));
    });
  let explain = explainer(findRidgePoints(flat, part(0.1, 0.2)), height, width, known, part(0.2, 0.4));
  let likelihoods = explainAll(explain, part(0.4, 0.6));
  if (!(Math.max(...likelihoods) > CONVINCING)) {
    const onSpots = explainer(findSpotPoints(flat, part(0.6, 0.65)), height, width, known, part(0.65, 0.7));
    const ofSpots = explainAll(onSpots, part(0.7, 0.8));
    if (Math.max(...ofSpots) > Math.max(...likelihoods)) [likelihoods, explain] = [ofSpots, onSpots];
  }
  const best = Math.max(...likelihoods);
  const explained = kinds.flatMap((alike, i): Explained[] => {
    onStep(0.8 + (0.2 * i) / kinds.length);
    const likelihood = likelihoods[i]!;
    return likelihood > best - WITHIN_REACH
      ? toldApart(alike, likelihood, (size) => explain(ringsOf(size)))
      : [{ alike, likelihood }];
  });
  return ranked(explained);
}

/** Calibrants that the rings of an image do not tell apart. */
type Alike = readonly [Calibrant, ...Calibrant[]];

interface Explained {
  readonly alike: Alike;
  readonly likelihood: number;
}

/** The sizes of one kind, each with its likelihood; those that do equally well stay together. */
function toldApart(kind: Alike, likelihood: number, explain: (size: Alike) => number): Explained[] {
  const sizes = groupBy(kind, (one, other) => Math.abs(Math.log(sizeOf(one) / sizeOf(other))) < SAME_SIZE);
  if (sizes.length === 1) return [{ alike: kind, likelihood }];
  const each = sizes.map((alike, i) => ({ alike, likelihood: i === 0 ? likelihood : explain(alike) }));
  const best = Math.max(...each.map((one) => one.likelihood));
  const [tied, others] = [
    each.filter((one) => best - one.likelihood < TIE),
    each.filter((one) => best - one.likelihood >= TIE),
  ];
  const together = tied.flatMap(({ alike }) => alike);
  const inOrder = kind.filter((one) => together.includes(one));
  const [first, ...rest] = inOrder;
  return first ? [{ alike: [first, ...rest], likelihood: best }, ...others] : each;
}

const sizeOf = (calibrant: Calibrant): number =>
  calibrant.kind === 'list' ? (calibrant.lines[0]?.dSpacing ?? 1) : calibrant.cell.a;

function groupBy(calibrants: Alike, isAlike: (one: Calibrant, other: Calibrant) => boolean): Alike[] {
  const groups: [Calibrant, ...Calibrant[]][] = [];
  for (const one of calibrants) {
    const group = groups.find(([first]) => isAlike(one, first));
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

/** First the best; the lead of each is over the best of the others. */
function ranked(explained: readonly Explained[]): CalibrantRank[] {
  const order = explained.filter(({ likelihood }) => Number.isFinite(likelihood));
  order.sort((a, b) => b.likelihood - a.likelihood); // stable: the order of the catalogue
  const [best, second] = order.map(({ likelihood }) => likelihood);
  return order.flatMap(({ alike, likelihood }, place) => {
    const lead = likelihood - (place === 0 ? (second ?? 0) : (best ?? 0));
    return alike.map(({ id, label }) => ({ id, label, likelihood, lead }));
  });
}

/** Groups of calibrants whose rings differ only by a common factor in 1/d. */
function kindsOf(calibrants: readonly Calibrant[]): Alike[] {
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

/** The likelihood that a set of rings reaches. */
type Explain = (rings: readonly number[]) => number;

/** Tells the likelihood that a set of rings reaches; shapes of rings are found once for all sets. */
function explainer(
  points: SearchPoints,
  height: number,
  width: number,
  known: BeamFrame | undefined,
  onStep: OnStep,
): Explain {
  if (points.ys.length < 20) return () => -Infinity;
  if (known) return (rings) => (rings.length > 0 ? bestLikelihood(points, known, rings, KNOWN) : -Infinity);
  const size = Math.max(height, width);
  const normals = centresFromNormals(points, height, width, () => onStep(0));
  const centres = [...normals, ...centresFromDistances(points, height, width, () => onStep(0.1))];
  const shapes = findRingShapes(points, centres, size, 'thorough', (fraction) => onStep(0.2 + 0.8 * fraction)).slice(
    0,
    SHAPES,
  );
  return (rings) => {
    if (rings.length === 0) return -Infinity;
    const scanned: Candidate[] = shapes.flatMap(({ frame }) => scanDistances(points, frame, rings, size, 2));
    scanned.sort((a, b) => b.likelihood - a.likelihood);
    let best = -Infinity;
    for (const candidate of scanned.slice(0, FITTED)) {
      const frame = fitCandidate(points, candidate.frame, rings, TOLERANCES);
      if (frame) best = Math.max(best, candidateLikelihood(points, frame, rings, RING_WIDTH));
    }
    return best;
  };
}
