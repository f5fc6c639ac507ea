import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import { intersectRay } from './pixel-of.ts';
import { pixelPlane, positionAt, type PixelPlane } from './pixel-plane.ts';
import { rotationMatrix } from './rotation-matrix.ts';

/** Points [x, y] in px of the stored image, corner origin. */
export type Polyline = readonly (readonly [x: number, y: number])[];

const TURN = 2 * Math.PI;
/** Chords stray from the ring by less than this, px. */
const FLATNESS = 0.05;
const MAX_DEPTH = 12;

/**
 * The ring of one scattering angle, clipped to the image: where the cone meets the detector.
 *
 * Ellipses, parabolas and hyperbolas alike, rings beyond 90° and beam centres far off the image included. The azimuths
 * at which the ring crosses the four edges are found exactly, so that no arc is missed however short it is.
 *
 * @param shape  of the stored image
 * @param twoTheta  rad
 * @param steps  points per full turn before chords are refined to 0.05 px
 * @returns one polyline per visible arc; a ring that lies inside as a whole is closed, its first point repeated
 */
export function ringPolyline(calibration: Calibration, shape: Shape, twoTheta: number, steps = 90): Polyline[] {
  if (!(twoTheta > 0 && twoTheta < Math.PI)) return [];
  const { geometry, detector } = calibration;
  const matrix = rotationMatrix(geometry);
  const [height, width] = shape;
  const pointAt = (azimuth: number): [number, number] | null => {
    const pixel = intersectRay(geometry, matrix, detector, shape, twoTheta, azimuth);
    return pixel && [pixel[1], pixel[0]];
  };
  const isInside = (point: readonly [number, number] | null): boolean =>
    point !== null && point[0] >= 0 && point[0] <= width && point[1] >= 0 && point[1] <= height;

  const crossings = edgeCrossings(pixelPlane(calibration, shape), shape, twoTheta);
  if (crossings.length === 0) {
    if (!isInside(pointAt(0))) return [];
    return [sampleArc(pointAt, 0, TURN, steps, shape)];
  }
  const arcs: Polyline[] = [];
  for (const [k, start] of crossings.entries()) {
    const end = crossings[k + 1] ?? crossings[0]! + TURN;
    if (end - start > 1e-12 && isInside(pointAt((start + end) / 2)))
      arcs.push(sampleArc(pointAt, start, end, steps, shape));
  }
  return arcs;
}

/** Azimuths, ascending, at which the ring crosses the four edges of the image. */
function edgeCrossings(plane: PixelPlane, shape: Shape, twoTheta: number): number[] {
  const [height, width] = shape;
  const edges = [
    { start: positionAt(plane, 0, 0), step: plane.stepY, length: height },
    { start: positionAt(plane, 0, width), step: plane.stepY, length: height },
    { start: positionAt(plane, 0, 0), step: plane.stepX, length: width },
    { start: positionAt(plane, height, 0), step: plane.stepX, length: width },
  ];
  const azimuths: number[] = [];
  for (const { start, step, length } of edges) {
    for (const s of coneRoots(start, step, twoTheta)) {
      if (s < 0 || s > length) continue;
      // The equation also holds on the cone of 180° − 2θ. Where the two meet, at 90°, the sign is noise.
      const cosine = Math.cos(twoTheta);
      if ((start[2] + s * step[2]) * cosine < 0 && Math.abs(cosine) > 1e-9) continue;
      azimuths.push(Math.atan2(start[0] + s * step[0], start[1] + s * step[1]));
    }
  }
  return azimuths.sort((a, b) => a - b);
}

type Vector3 = readonly [number, number, number];

/** Solutions s of t3² sin²2θ = cos²2θ (t1² + t2²) on the line t = a + s·b. */
function coneRoots(a: Vector3, b: Vector3, twoTheta: number): number[] {
  const sine2 = Math.sin(twoTheta) ** 2;
  const cosine2 = Math.cos(twoTheta) ** 2;
  const quadratic = b[2] * b[2] * sine2 - cosine2 * (b[0] * b[0] + b[1] * b[1]);
  const half = a[2] * b[2] * sine2 - cosine2 * (a[0] * b[0] + a[1] * b[1]);
  const constant = a[2] * a[2] * sine2 - cosine2 * (a[0] * a[0] + a[1] * a[1]);
  // half² − quadratic·constant, multiplied out by hand: near 2θ = 90° the difference would be rounding noise.
  const cross = a[0] * b[1] - a[1] * b[0];
  const mixed = (b[2] * a[0] - a[2] * b[0]) ** 2 + (b[2] * a[1] - a[2] * b[1]) ** 2;
  const discriminant = cosine2 * (sine2 * mixed - cosine2 * cross * cross);
  if (discriminant < 0) return [];
  const sum = -half - Math.sign(half || 1) * Math.sqrt(discriminant);
  const roots = [sum / quadratic, constant / sum];
  return roots.filter((root) => Number.isFinite(root));
}

/** Points from azimuth `start` to `end`, closer where the curve bends. */
function sampleArc(
  pointAt: (azimuth: number) => [number, number] | null,
  start: number,
  end: number,
  steps: number,
  [height, width]: Shape,
): Polyline {
  // Rounding may put the ends of an arc just outside.
  const clamp = ([x, y]: [number, number]): [number, number] => [
    Math.min(Math.max(x, 0), width),
    Math.min(Math.max(y, 0), height),
  ];
  const points: [number, number][] = [];
  const refine = (from: number, a: [number, number], to: number, b: [number, number], depth: number): void => {
    const middle = (from + to) / 2;
    const m = pointAt(middle);
    if (m && depth < MAX_DEPTH && distanceToChord(m, a, b) > FLATNESS) {
      refine(from, a, middle, m, depth + 1);
      refine(middle, m, to, b, depth + 1);
    } else {
      points.push(clamp(b));
    }
  };
  const count = Math.max(4, Math.ceil((steps * (end - start)) / TURN));
  let previous: { azimuth: number; point: [number, number] } | null = null;
  for (let k = 0; k <= count; k++) {
    const azimuth = start + ((end - start) * k) / count;
    const point = pointAt(azimuth);
    if (!point) continue;
    if (previous) refine(previous.azimuth, previous.point, azimuth, point, 0);
    else points.push(clamp(point));
    previous = { azimuth, point };
  }
  return points;
}

function distanceToChord(
  [x, y]: readonly [number, number],
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((x - ax) * dy - (y - ay) * dx) / length;
}
