import type { Shape } from '../model/detector-image.ts';
import { rowsBetween } from './fill-shape.ts';

export interface ArcShape {
  readonly x: number;
  readonly y: number;
  readonly innerRadius: number;
  readonly outerRadius: number;
  /** 0 along columns, 90 along rows. */
  readonly startDeg: number;
  readonly endDeg: number;
}

/**
 * Part of a ring: pixels whose centres lie between two radii, and between two directions with the angle rising from the
 * first to the second. Ends a whole turn apart, or more, are the whole ring.
 */
export function fillArc(mask: Uint8Array, shape: Shape, arc: ArcShape, value: number): void {
  const { x, y, outerRadius, startDeg, endDeg } = arc;
  const inner2 = arc.innerRadius ** 2;
  const sweep = sweepOf(startDeg, endDeg);
  const [start, end] = [(startDeg * Math.PI) / 180, ((startDeg + sweep) * Math.PI) / 180];
  const [sx, sy, ex, ey] = [Math.cos(start), Math.sin(start), Math.cos(end), Math.sin(end)];
  const [first, last] = rowsBetween(shape, y - outerRadius, y + outerRadius);
  for (let row = first; row <= last; row++) {
    const dy = row + 0.5 - y;
    const half = Math.sqrt(Math.max(0, outerRadius ** 2 - dy * dy));
    const from = Math.max(0, Math.ceil(x - half - 0.5));
    const to = Math.min(shape[1] - 1, Math.floor(x + half - 0.5));
    for (let column = from; column <= to; column++) {
      const dx = column + 0.5 - x;
      if (dx * dx + dy * dy < inner2) continue;
      const isAfterStart = sx * dy - sy * dx >= 0;
      const isBeforeEnd = ex * dy - ey * dx <= 0;
      const isInside = sweep >= 360 || (sweep <= 180 ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd);
      if (isInside) mask[row * shape[1] + column] = value;
    }
  }
}

/** Degrees from a direction to another one with the angle rising: in (0, 360]. */
export function sweepOf(startDeg: number, endDeg: number): number {
  if (endDeg - startDeg >= 360) return 360;
  const sweep = endDeg - startDeg - 360 * Math.floor((endDeg - startDeg) / 360);
  return sweep === 0 ? 360 : sweep;
}
