import type { RegionOf } from './mask-layer-edits.ts';

/** Px, corner origin. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export function boxOf({ x1, y1, x2, y2 }: RegionOf<'rectangle'>) {
  return { left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) };
}

export function boxOfPoints(points: readonly number[]) {
  const xs = points.filter((_, i) => i % 2 === 0);
  const ys = points.filter((_, i) => i % 2 === 1);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

export function pairsOf(points: readonly number[]): Place[] {
  return Array.from({ length: points.length >> 1 }, (_, k) => ({ x: points[2 * k]!, y: points[2 * k + 1]! }));
}

/** A place turned about a centre, from columns towards rows. */
export function turned(centre: Place, { x, y }: Place, angleDeg: number): Place {
  const [c, s] = [Math.cos(toRadians(angleDeg)), Math.sin(toRadians(angleDeg))];
  const [dx, dy] = [x - centre.x, y - centre.y];
  return { x: centre.x + c * dx - s * dy, y: centre.y + s * dx + c * dy };
}

export function angleTo(from: Place, to: Place): number {
  return (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
}

export function sweepOf({ startDeg, endDeg }: RegionOf<'arc'>): number {
  const sweep = (((endDeg - startDeg) % 360) + 360) % 360;
  return sweep === 0 ? 360 : sweep;
}

export function toRadians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** A hundredth of a pixel is finer than any hand. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** In (−180, 180]. */
export function roundAngle(degrees: number): number {
  const turn = degrees - 360 * Math.ceil((degrees - 180) / 360);
  return round(turn);
}
