import type { Geometry } from '../model/schema-types.generated.ts';
import { beamFrameOf, type BeamFrame } from './beam-frame.ts';
import type { CalibrationImage } from './calibration-image.ts';
import { conePath, linePath, ringPath, type CrossPath, type Place } from './cross-path.ts';
import { fitCircle, type Circle } from './fit-circle.ts';
import { createRidgeProbe, type RidgePoint, type RidgeProbe } from './ridge-probe.ts';

export interface GrowOptions {
  /** Follow the ring in both directions; otherwise one point. */
  readonly along: boolean;
  /** Orientation 3; absent: the ring is followed by its curvature alone. */
  readonly geometry?: Geometry;
}

/** px, corner origin, orientation 3, in the order along the ring. */
export interface PointsAlong {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

/** px along the ring from one profile to the next */
const STEP = 10;
/** px to both sides, to learn the direction of the ring */
const ARM = 6;
/** Points on a whole ring at most, and the closest that two may be, px */
const MOST = 180;
const CLOSEST = 8;
/** px followed on without signal: over usable pixels, and over gaps and shadows; farther if a geometry leads */
const LOST = 40;
const GAP = 90;
const LED = 4;
/** px: a profile may be off its prediction by so much, and so much more per px since the last point */
const OFF = 1.2;
const OFF_STRAIGHT = 2;
const DRIFT = 0.03;
/** Steps taken along straight lines at first */
const NEAR_STEPS = 5;
/** Points that the local circle is laid through */
const RECENT = 24;
const LEAST_RECENT = 6;
/** rad: or an arc of so much, if that is shorter */
const TURN = 0.7;
const MOST_STEPS = 4000;

/**
 * The points of the ring under a place of the image, to a part of a pixel: a Gaussian is fitted across the ring again
 * and again, on both sides of the place, until the ring ends, leaves the image or closes.
 *
 * @param x  column, px, corner origin, orientation 3
 * @param y  row
 * @returns empty if nothing rises above the noise near the place
 */
export function growPoints(image: CalibrationImage, x: number, y: number, options: GrowOptions): PointsAlong {
  const pixel = Math.sqrt(image.pixel1 * image.pixel2);
  const [unit1, unit2] = [image.pixel1 / pixel, image.pixel2 / pixel];
  const probe = createRidgeProbe(image);
  const place = { y: y * unit1, x: x * unit2 };
  const frame = options.geometry && inPixels(beamFrameOf(options.geometry), pixel);
  const cone = frame && conePath(frame, place);
  const led = cone && probe.strongest(cone);
  const kept = thinned(
    frame && led ? (options.along ? followCone(probe, frame, led) : [led]) : free(probe, place, options),
  );
  return {
    rows: Float64Array.from(kept, (point) => point.y / unit1),
    columns: Float64Array.from(kept, (point) => point.x / unit2),
  };
}

/** Without a geometry: the strongest ridge, or the first of them that goes on. */
function free(probe: RidgeProbe, place: Place, { along }: GrowOptions): readonly Place[] {
  const seeds = probe.ridges(place);
  let longest: readonly Place[] = seeds.slice(0, 1);
  for (const seed of along ? seeds : []) {
    const points = followCurve(probe, seed);
    if (points.length > longest.length) longest = points;
    if (longest.length >= LEAST_RECENT) break;
  }
  return longest;
}

function inPixels({ k, c1, c2, s1, s2 }: BeamFrame, pixel: number): BeamFrame {
  return { k: k / pixel, c1: c1 / pixel, c2: c2 / pixel, s1, s2 };
}

/** Both ways from the seed, along the circle through the last points. */
function followCurve(probe: RidgeProbe, first: RidgePoint): Place[] {
  const seed = aligned(probe, first);
  // First a little way along straight lines, to learn the curvature.
  const straight = { most: NEAR_STEPS, off: OFF_STRAIGHT };
  const near = join(
    walk(probe, seed, lineAhead(seed, 1), straight),
    seed,
    walk(probe, seed, lineAhead(seed, -1), straight),
  );
  if (near.length < 4) return near;
  const again = refit(probe, near);
  const forward = walk(probe, seed, circleAhead([...again]));
  // It begins where the points nearby end.
  const all = [...again, ...forward.filter((place) => again.every((one) => distance(one, place) > 0.6 * STEP))];
  if (isClosed(forward, again[0]!)) return all;
  const back = walk(probe, seed, circleAhead([...again].reverse()), { known: forward.slice(NEAR_STEPS) });
  return [...back.reverse(), ...all];
}

/** Turned so that the ring passes equally on both sides: the seed knows its direction to some degrees only. */
function aligned(probe: RidgeProbe, seed: RidgePoint): RidgePoint {
  const { normal } = seed;
  const [before, after] = [-ARM, ARM].map((t) => {
    const place = { y: seed.y - t * normal.x, x: seed.x + t * normal.y };
    return probe.look(linePath(place, normal), seed.sigma).peak?.position;
  });
  if (before === undefined || after === undefined || Math.abs(after - before) > 0.6 * ARM) return seed;
  const slope = (after - before) / (2 * ARM);
  const length = Math.hypot(1, slope);
  // The tangent is (−normal.x, normal.y) + slope · normal.
  const tangent = { y: (-normal.x + slope * normal.y) / length, x: (normal.y + slope * normal.x) / length };
  return { ...seed, normal: { y: tangent.x, x: -tangent.y } };
}

/** Both ways from the seed, along the cone of a geometry, shifted to where the ring is. */
function followCone(probe: RidgeProbe, frame: BeamFrame, seed: RidgePoint): Place[] {
  const forward = walk(probe, seed, coneAhead(frame, seed, 1), { patience: LED });
  if (isClosed(forward, seed)) return [seed, ...forward];
  const known = forward.slice(NEAR_STEPS);
  return join(forward, seed, walk(probe, seed, coneAhead(frame, seed, -1), { patience: LED, known }));
}

/** In one order along the ring. */
const join = (one: readonly Place[], seed: Place, other: readonly Place[]): Place[] => [
  ...[...other].reverse(),
  seed,
  ...one,
];

function isClosed(points: readonly Place[], seed: Place): boolean {
  const last = points.at(-1);
  return points.length > 12 && last !== undefined && distance(last, seed) < 1.5 * STEP;
}

/** Where to look next: after points found on the way, `steps` after the last of them; null: the way has ended */
type Ahead = (found: readonly Place[], steps: number) => CrossPath | null;

interface WalkOptions {
  readonly most?: number;
  /** Patience with what is lost or hidden */
  readonly patience?: number;
  /** px: a profile may be off its prediction by so much */
  readonly off?: number;
  /** Where the ring is known already: the way ends there */
  readonly known?: readonly Place[];
}

function walk(probe: RidgeProbe, seed: RidgePoint, ahead: Ahead, options: WalkOptions = {}): Place[] {
  const { most = MOST_STEPS, patience = 1, off = OFF, known = [seed] } = options;
  const found: Place[] = [];
  let lost = 0;
  let hidden = 0;
  for (let step = 0, missed = 0; step < most; step++) {
    const path = ahead(found, missed + 1);
    if (!path || !probe.isInside(path.place)) break;
    if (step > NEAR_STEPS && known.some((place) => distance(place, path.place) < 0.6 * STEP)) break;
    const sight = probe.look(path, seed.sigma);
    const limit = off + DRIFT * STEP * missed;
    if (sight.peak && Math.abs(sight.peak.position) <= limit && isLike(seed, sight.peak)) {
      const { position } = sight.peak;
      found.push({ y: path.place.y + position * path.normal.y, x: path.place.x + position * path.normal.x });
      [missed, lost, hidden] = [0, 0, 0];
      continue;
    }
    missed++;
    if (sight.isHidden) hidden += STEP;
    else lost += STEP;
    if (lost > LOST * patience || lost + hidden > GAP * patience) break;
  }
  return found;
}

/** The profile of the same ring: as wide, within the difference that texture and spots make. */
function isLike(seed: RidgePoint, { sigma }: { readonly sigma: number }): boolean {
  return sigma > 0.4 * seed.sigma && sigma < 2.5 * seed.sigma;
}

function lineAhead(seed: RidgePoint, sense: 1 | -1): Ahead {
  const tangent = { y: seed.normal.x * sense, x: -seed.normal.y * sense };
  return (found, steps) => {
    const last = found.at(-1) ?? seed;
    const before = found.at(-2) ?? (found.length > 0 ? seed : undefined);
    const length = before ? distance(last, before) : 1;
    const t = before ? { y: (last.y - before.y) / length, x: (last.x - before.x) / length } : tangent;
    return linePath({ y: last.y + steps * STEP * t.y, x: last.x + steps * STEP * t.x }, { y: -t.x, x: t.y });
  };
}

/** @param known  points up to the place where the way begins, the last one there */
function circleAhead(known: readonly Place[]): Ahead {
  let turned = 0;
  return (found, steps) => {
    const recent = [...known, ...found].slice(-RECENT);
    const last = recent.at(-1)!;
    const before = recent.at(-2)!;
    const circle = osculating(recent);
    const length = distance(last, before);
    const t = { y: (last.y - before.y) / length, x: (last.x - before.x) / length };
    if (!circle || circle.radius > 1e6)
      return linePath({ y: last.y + steps * STEP * t.y, x: last.x + steps * STEP * t.x }, { y: -t.x, x: t.y });
    const angle = Math.atan2(last.y - circle.y, last.x - circle.x);
    // Turning towards larger angles or back: the sense in which the last points came.
    const sense = t.y * Math.cos(angle) - t.x * Math.sin(angle) >= 0 ? 1 : -1;
    turned += STEP / circle.radius;
    if (turned > 2 * Math.PI) return null;
    return ringPath(circle, angle + (sense * steps * STEP) / circle.radius);
  };
}

/** The circle of the end of the way: through so few of the last points that an oval bends no differently there. */
function osculating(recent: readonly Place[]): Circle | null {
  const whole = circleThrough(recent);
  if (!whole) return null;
  const count = Math.max(LEAST_RECENT, Math.round((TURN * whole.radius) / STEP));
  const circle = count < recent.length ? circleThrough(recent.slice(-count)) : whole;
  if (!circle) return null;
  const last = recent.slice(-3);
  const radius = last.reduce((sum, place) => sum + distance(place, circle), 0) / last.length;
  return { ...circle, radius };
}

const circleThrough = (places: readonly Place[]): Circle | null =>
  fitCircle(
    places.map(({ y }) => y),
    places.map(({ x }) => x),
  );

function coneAhead(frame: BeamFrame, seed: RidgePoint, sense: 1 | -1): Ahead {
  let turned = 0;
  return (found, steps) => {
    const last = found.at(-1) ?? seed;
    const radius = Math.max(1, Math.hypot(last.y - frame.c1, last.x - frame.c2));
    turned += STEP / radius;
    if (turned > 2 * Math.PI) return null;
    const direction = Math.atan2(last.y - frame.c1, last.x - frame.c2) + (sense * steps * STEP) / radius;
    return conePath(frame, last, direction);
  };
}

/** The same points fitted again across the circle through all of them. */
function refit(probe: RidgeProbe, points: readonly Place[]): Place[] {
  const circle = circleThrough(points);
  if (!circle || circle.radius > 1e6) return [...points];
  return points.map((point) => {
    const path = ringPath(circle, Math.atan2(point.y - circle.y, point.x - circle.x));
    const { peak } = probe.look(path, undefined);
    if (!peak || Math.abs(peak.position) > OFF) return point;
    return { y: path.place.y + peak.position * path.normal.y, x: path.place.x + peak.position * path.normal.x };
  });
}

/** So many that a whole ring would have `MOST` of them. */
function thinned(points: readonly Place[]): Place[] {
  const circle = circleThrough(points);
  const spacing = Math.max(CLOSEST, circle ? Math.min((2 * Math.PI * circle.radius) / MOST, 60) : CLOSEST);
  const kept: Place[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (!last || distance(last, point) >= spacing - STEP / 2) kept.push(point);
  }
  // A closed ring ends where it began.
  if (kept.length > 12 && distance(kept[0]!, kept.at(-1)!) < spacing - STEP / 2) kept.pop();
  return kept;
}

const distance = (a: Place, b: Place): number => Math.hypot(a.y - b.y, a.x - b.x);
