import type { Shape } from '../model/detector-image.ts';
import { fillSpan, rowsBetween } from './fill-shape.ts';

/**
 * A stroke of a round brush: all pixels whose centres are within `radius` of the line through the points. The pixels
 * that hold the points belong to it however thin the brush is.
 *
 * @param points  x0, y0, x1, y1, …; one point makes a dab
 */
export function fillStroke(
  mask: Uint8Array,
  shape: Shape,
  points: readonly number[],
  radius: number,
  value: number,
): void {
  const count = points.length >> 1;
  for (let k = 0; k < count; k++) fillPixel(mask, shape, points[2 * k]!, points[2 * k + 1]!, value);
  for (let k = 0; k < Math.max(1, count - 1); k++) {
    const next = Math.min(k + 1, count - 1);
    if (next < 0) return;
    fillCapsule(
      mask,
      shape,
      [points[2 * k]!, points[2 * k + 1]!, points[2 * next]!, points[2 * next + 1]!],
      radius,
      value,
    );
  }
}

/** Single pixels, or a disc about each. */
export function fillPoints(
  mask: Uint8Array,
  shape: Shape,
  points: readonly number[],
  radius: number,
  value: number,
): void {
  for (let k = 0; k + 1 < points.length; k += 2) fillStroke(mask, shape, [points[k]!, points[k + 1]!], radius, value);
}

function fillPixel(mask: Uint8Array, shape: Shape, x: number, y: number, value: number): void {
  const [row, column] = [Math.floor(y), Math.floor(x)];
  if (row >= 0 && row < shape[0] && column >= 0 && column < shape[1]) mask[row * shape[1] + column] = value;
}

/** Two discs and what lies between them: convex, so that a row is one span, the reach of its three parts together. */
function fillCapsule(
  mask: Uint8Array,
  shape: Shape,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  radius: number,
  value: number,
): void {
  const [first, last] = rowsBetween(shape, Math.min(y0, y1) - radius, Math.max(y0, y1) + radius);
  const length = Math.hypot(x1 - x0, y1 - y0);
  // Half the width of the brush, across the line.
  const [nx, ny] = length > 0 ? [(-(y1 - y0) / length) * radius, ((x1 - x0) / length) * radius] : [0, 0];
  const body = [x0 + nx, y0 + ny, x1 + nx, y1 + ny, x1 - nx, y1 - ny, x0 - nx, y0 - ny];
  for (let row = first; row <= last; row++) {
    const y = row + 0.5;
    let [from, to] = [Infinity, -Infinity];
    for (const [cx, cy] of [
      [x0, y0],
      [x1, y1],
    ] as const) {
      const rest = radius * radius - (y - cy) ** 2;
      if (rest < 0) continue;
      from = Math.min(from, cx - Math.sqrt(rest));
      to = Math.max(to, cx + Math.sqrt(rest));
    }
    for (let k = 0; k < 4 && length > 0; k++) {
      const next = (k + 1) % 4;
      const [ax, ay, bx, by] = [body[2 * k]!, body[2 * k + 1]!, body[2 * next]!, body[2 * next + 1]!];
      if (ay <= y === by <= y) continue;
      const x = ax + ((y - ay) / (by - ay)) * (bx - ax);
      from = Math.min(from, x);
      to = Math.max(to, x);
    }
    if (from <= to) fillSpan(mask, shape, row, from, to, value);
  }
}
