import { nelderMead } from '../numerics/nelder-mead.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import type { BeamFrame } from './beam-frame.ts';
import { sharpness, type Centre } from './centre-hypotheses.ts';
import { thinPoints, type SearchPoints } from './search-points.ts';

/** A frame whose distance is a guess: its centre and its tilt fit the shape of the rings. */
export interface RingShape {
  readonly frame: BeamFrame;
  readonly sharpness: number;
}

/** Distances, in image sizes, at which shapes are sought: what matters is tilt / distance, to first order. */
const NOMINAL = [0.7, 1.8];
const TILTS = [0.1, 0.22, 0.38, 0.58];
const DIRECTIONS = 10;
const MAX_TILT = 0.8; // sine: 53°
/** How many shapes are followed: from afar, nearer, to the end. */
const EFFORTS = {
  quick: { far: 8, near: 3, end: 2 },
  thorough: { far: 36, near: 14, end: 6 },
};
const COARSE_POINTS = 900;
/** Shapes are sought at distances within this factor (natural logarithm) of the nominal one. */
const DISTANCE_SPAN = 1.3;
/** Sine of the angle by which normals of ridges may miss */
const NORMAL_ERROR = 0.1;

/**
 * Centre and tilt for which the radii of the points gather most, for each plausible start; best first.
 *
 * Radii are k·tan 2θ, which are the same all around a ring only in the right frame. No calibrant is used.
 *
 * @param size  of the image, larger side
 * @param onStep  called now and then, with the part that is done
 */
export function findRingShapes(
  points: SearchPoints,
  centres: readonly Centre[],
  size: number,
  effort: keyof typeof EFFORTS = 'thorough',
  onStep: (fraction: number) => void = () => undefined,
): RingShape[] {
  const { far, near, end } = EFFORTS[effort];
  const coarse = thinPoints(points, COARSE_POINTS);
  // Normals lead to the right shape from far away; radii decide between what is near.
  const score = normalAgreement(coarse) ?? radiusSharpness(coarse, size, 8);
  const starts: RingShape[] = [];
  for (const centre of centres) {
    const radius = medianDistance(coarse, centre);
    for (const nominal of NOMINAL)
      for (const sine of [0, ...TILTS])
        for (let d = 0; d < (sine === 0 ? 1 : DIRECTIONS); d++) {
          const frame = askewFrame(centre, nominal * size, sine, (2 * Math.PI * d) / DIRECTIONS, radius);
          starts.push({ frame, sharpness: score(frame) });
        }
  }
  const follow = (shapes: RingShape[], from: number, to: number, climbOne: (shape: RingShape) => RingShape) =>
    shapes.map((shape, index) => {
      onStep(from + ((to - from) * index) / shapes.length);
      return climbOne(shape);
    });
  const broad = radiusSharpness(thinPoints(points, 1500), size, 5);
  const middle = radiusSharpness(thinPoints(points, 3000), size, 2.5);
  const fine = radiusSharpness(points, size, 1.4);
  const refined = follow(distinct(starts, far, 25, 0.1), 0.1, 0.4, (shape) =>
    climb(shape, score, 140, [25, 25, 0.08, 0.08, 0.25]),
  );
  const gathered = follow(distinct(refined, near), 0.4, 0.6, (shape) =>
    climb(shape, broad, 130, [10, 10, 0.04, 0.04, 0.15]),
  );
  const sharp = follow(distinct(gathered, end), 0.6, 1, (shape) =>
    climb(climb(shape, middle, 130, [4, 4, 0.015, 0.015, 0.08]), fine, 130, [1.5, 1.5, 0.006, 0.006, 0.03]),
  );
  return distinct(sharp, end);
}

/** The frame whose ring of this mean radius is centred here: askew, the beam meets the detector elsewhere. */
function askewFrame({ c1, c2 }: Centre, k: number, sine: number, direction: number, radius: number): BeamFrame {
  const angle = Math.atan(radius / k);
  const tilt = Math.min(Math.asin(sine), 1.3 - angle);
  const far = (k * Math.sin(angle)) / Math.cos(angle + tilt);
  const near = (k * Math.sin(angle)) / Math.cos(angle - tilt);
  const shift = tilt > 0 ? (far - near) / 2 : 0;
  const [e1, e2] = [Math.sin(direction), Math.cos(direction)];
  return { k, c1: c1 - shift * e1, c2: c2 - shift * e2, s1: sine * e1, s2: sine * e2 };
}

function medianDistance({ ys, xs }: Pick<SearchPoints, 'ys' | 'xs'>, { c1, c2 }: Centre): number {
  return quantileInPlace(
    ys.map((y, a) => Math.hypot(y - c1, xs[a]! - c2)),
    0.5,
  );
}

function climb(
  { frame }: RingShape,
  score: (frame: BeamFrame) => number,
  evaluations: number,
  steps: readonly number[],
): RingShape {
  // Strongly tilted rings are ellipses that fix the distance too; otherwise it does not matter here.
  const frameAt = ([c1 = 0, c2 = 0, s1 = 0, s2 = 0, logK = 0]: readonly number[]): BeamFrame => ({
    k: frame.k * Math.exp(logK),
    c1,
    c2,
    s1,
    s2,
  });
  const { point, value } = nelderMead(
    (p) => (Math.abs(p[4] ?? 0) > DISTANCE_SPAN ? 0 : -score(frameAt(p))),
    [frame.c1, frame.c2, frame.s1, frame.s2, 0],
    steps,
    evaluations,
  );
  return { frame: frameAt(point), sharpness: -value };
}

/** The sharpest, without near repetitions. */
function distinct(shapes: readonly RingShape[], count: number, distance = 5, sine = 0.02): RingShape[] {
  const kept: RingShape[] = [];
  for (const shape of [...shapes].sort((a, b) => b.sharpness - a.sharpness)) {
    if (kept.length === count) break;
    const isNew = kept.every(({ frame }) => {
      const { k, c1, c2, s1, s2 } = shape.frame;
      const isNearCentre = Math.hypot(frame.c1 - c1, frame.c2 - c2) < distance;
      return !(
        isNearCentre &&
        Math.abs(Math.log(frame.k / k)) < 0.5 &&
        Math.hypot(frame.s1 - s1, frame.s2 - s2) < sine
      );
    });
    if (isNew) kept.push(shape);
  }
  return kept;
}

/** How many of the normals point along the gradient of 2θ, softly counted, in 0…1; null for points without normals. */
function normalAgreement({ ys, xs, normals }: SearchPoints): ((frame: BeamFrame) => number) | null {
  if (!normals) return null;
  return ({ k, c1, c2, s1, s2 }) => {
    if (s1 * s1 + s2 * s2 > MAX_TILT * MAX_TILT) return 0;
    let sum = 0;
    for (let a = 0; a < ys.length; a++) {
      const u1 = ys[a]! - c1;
      const u2 = xs[a]! - c2;
      const w = u1 * s1 + u2 * s2;
      const square = u1 * u1 + u2 * u2 - w * w;
      const z = k + w;
      // ∇2θ ∝ z ∇(r²)/2 − r² ∇z
      const g1 = z * (u1 - w * s1) - square * s1;
      const g2 = z * (u2 - w * s2) - square * s2;
      const cross = g1 * normals.n2[a]! - g2 * normals.n1[a]!;
      const length = g1 * g1 + g2 * g2;
      sum += length / (length + (cross * cross) / (NORMAL_ERROR * NORMAL_ERROR) + 1e-9);
    }
    return sum / ys.length;
  };
}

/** How sharply the points gather in k·tan 2θ, per point. */
export function radiusSharpness(
  { ys, xs }: Pick<SearchPoints, 'ys' | 'xs'>,
  size: number,
  bin: number,
): (frame: BeamFrame) => number {
  const bins = Math.ceil((4 * size) / bin);
  const histogram = new Float64Array(bins + 1);
  return ({ k, c1, c2, s1, s2 }) => {
    if (s1 * s1 + s2 * s2 > MAX_TILT * MAX_TILT) return 0;
    histogram.fill(0);
    let last = 0;
    for (let a = 0; a < ys.length; a++) {
      const u1 = ys[a]! - c1;
      const u2 = xs[a]! - c2;
      const w = u1 * s1 + u2 * s2;
      const z = 1 + w / k;
      if (z < 0.15) continue; // beyond 80°: hardly on the same detector as the rest
      const place = Math.sqrt(Math.max(0, u1 * u1 + u2 * u2 - w * w)) / (z * bin);
      const b = place | 0;
      if (b >= bins) continue;
      const rest = place - b;
      histogram[b]! += 1 - rest;
      histogram[b + 1]! += rest;
      if (b > last) last = b;
    }
    return sharpness(histogram, last + 2 > bins ? bins : last + 2) / ys.length;
  };
}
