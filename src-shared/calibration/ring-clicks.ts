import { twoThetaWithGradient, type BeamFrame } from './beam-frame.ts';
import type { Centre } from './centre-hypotheses.ts';
import type { ControlPoints } from './control-points.ts';
import { fitAssigned, type AssignedPoints } from './fit-candidate.ts';

/** Places that somebody pointed out on rings, with the rings that they may lie on; same units as search points. */
export type RingClicks = AssignedPoints & { readonly rings: Int32Array };

/** px: nobody clicks more exactly */
const CLICK_ERROR = 3;
/** Farther off than this on the whole, a geometry is not the one that was meant. */
const CLICK_TOLERANCE = 8;
/** Points on one ring that make a circle. */
const CIRCLE_POINTS = 3;

/**
 * @param twoThetas  of the rings, rad; points on rings that do not exist are left out
 * @param image  pixel sizes in metres
 * @returns null if no point is left
 */
export function ringClicks(
  { rows, columns, rings }: ControlPoints,
  twoThetas: readonly number[],
  { pixel1, pixel2 }: { readonly pixel1: number; readonly pixel2: number },
): RingClicks | null {
  const pixel = Math.sqrt(pixel1 * pixel2);
  const known = Array.from(rings, (_, i) => i).filter((i) => twoThetas[rings[i]!] !== undefined);
  if (known.length === 0) return null;
  return {
    ys: Float64Array.from(known, (i) => (rows[i]! * pixel1) / pixel),
    xs: Float64Array.from(known, (i) => (columns[i]! * pixel2) / pixel),
    rings: Int32Array.from(known, (i) => rings[i]!),
    targets: Float64Array.from(known, (i) => twoThetas[rings[i]!]!),
    weights: new Float64Array(known.length).fill(1),
  };
}

/** Middles of circles through clicks on one ring: right even if the ring is called by a wrong number. */
export function centresFromClicks(clicks: RingClicks): Centre[] {
  return circlesOf(clicks).map(({ c1, c2 }) => ({ c1, c2 }));
}

/** Geometries that put the clicks on their rings. */
export function framesFromClicks(clicks: RingClicks): BeamFrame[] {
  return circlesOf(clicks).flatMap(({ c1, c2, radius, target }) => {
    const k = radius / Math.tan(target); // negative beyond 90°: upstream
    const start = { k, c1, c2, s1: 0, s2: 0 };
    const weights = Float64Array.from(clicks.targets, (angle) => Math.abs(k) / Math.cos(angle) ** 2);
    const frame = fitAssigned({ ...clicks, weights }, start, CLICK_ERROR);
    return Number.isFinite(frame.k) ? [frame, start] : [start];
  });
}

/** Whether most clicks lie on the rings that they were said to lie on. */
export function agreesWithClicks({ ys, xs, targets }: AssignedPoints, frame: BeamFrame): boolean {
  const gradient = new Float64Array(5);
  let near = 0;
  for (let i = 0; i < targets.length; i++) {
    const angle = twoThetaWithGradient(frame, ys[i]!, xs[i]!, gradient);
    const slope = Math.hypot(gradient[1]!, gradient[2]!);
    if (Math.abs(angle - targets[i]!) < CLICK_TOLERANCE * slope) near++;
  }
  return 2 * near > targets.length;
}

interface Circle extends Centre {
  readonly radius: number;
  /** 2θ, rad */
  readonly target: number;
}

/** Through the clicks of each ring that has enough of them; the one with most comes first. */
function circlesOf({ ys, xs, rings, targets }: RingClicks): Circle[] {
  const byRing = new Map<number, number[]>();
  for (let i = 0; i < rings.length; i++) byRing.set(rings[i]!, [...(byRing.get(rings[i]!) ?? []), i]);
  return [...byRing.values()]
    .filter((indices) => indices.length >= CIRCLE_POINTS)
    .sort((a, b) => b.length - a.length)
    .flatMap((indices) => {
      const circle = circleThrough(
        indices.map((i) => ys[i]!),
        indices.map((i) => xs[i]!),
      );
      return circle ? [{ ...circle, target: targets[indices[0]!]! }] : [];
    });
}

/**
 * Least squares of |p − c|² − r², which is linear in c and r² − |c|².
 *
 * Source: Kåsa (1976), IEEE Trans. Instrum. Meas. 25, 8
 */
function circleThrough(ys: readonly number[], xs: readonly number[]): (Centre & { readonly radius: number }) | null {
  const n = ys.length;
  const [my, mx] = [ys.reduce((a, b) => a + b, 0) / n, xs.reduce((a, b) => a + b, 0) / n];
  let [syy, sxx, sxy, by, bx] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [y, x] = [ys[i]! - my, xs[i]! - mx];
    const square = y * y + x * x;
    syy += y * y;
    sxx += x * x;
    sxy += x * y;
    by += 0.5 * square * y;
    bx += 0.5 * square * x;
  }
  const determinant = syy * sxx - sxy * sxy;
  if (!(determinant > 1e-9 * syy * sxx)) return null; // on a line, or one point
  const c1 = (sxx * by - sxy * bx) / determinant;
  const c2 = (syy * bx - sxy * by) / determinant;
  return { c1: c1 + my, c2: c2 + mx, radius: Math.sqrt(c1 * c1 + c2 * c2 + (syy + sxx) / n) };
}
