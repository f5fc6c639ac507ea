import type { Shape } from '../model/detector-image.ts';

/**
 * Writes `value` into the pixels of row `row` whose centres lie in [from, to] (px, corner origin). What lies beside the
 * image is cut off.
 */
export function fillSpan(mask: Uint8Array, shape: Shape, row: number, from: number, to: number, value: number): void {
  const first = Math.max(0, Math.ceil(from - 0.5));
  const last = Math.min(shape[1] - 1, Math.floor(to - 0.5));
  if (first <= last) mask.fill(value, row * shape[1] + first, row * shape[1] + last + 1);
}

/** Rows whose centres lie in [from, to], as first and last. */
export function rowsBetween(shape: Shape, from: number, to: number): [first: number, last: number] {
  return [Math.max(0, Math.ceil(from - 0.5)), Math.min(shape[0] - 1, Math.floor(to - 0.5))];
}

/** @param value  1 to mask, 0 to free */
export function fillRectangle(
  mask: Uint8Array,
  shape: Shape,
  { x1, y1, x2, y2 }: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number },
  value: number,
): void {
  const [first, last] = rowsBetween(shape, Math.min(y1, y2), Math.max(y1, y2));
  for (let row = first; row <= last; row++) fillSpan(mask, shape, row, Math.min(x1, x2), Math.max(x1, x2), value);
}

export interface EllipseShape {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
  /** Turns the first axis from columns towards rows. */
  readonly angleDeg: number;
}

/** Filled ellipse: of each row the pixels between the two roots of its equation. */
export function fillEllipse(
  mask: Uint8Array,
  shape: Shape,
  { x, y, radiusX, radiusY, angleDeg }: EllipseShape,
  value: number,
): void {
  if (!(radiusX > 0 && radiusY > 0)) return;
  const angle = (angleDeg * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [p, q] = [radiusX ** -2, radiusY ** -2];
  const a = c * c * p + s * s * q;
  const halfB = c * s * (p - q); // times dy
  const d = s * s * p + c * c * q;
  const height = Math.sqrt((radiusX * s) ** 2 + (radiusY * c) ** 2);
  const [first, last] = rowsBetween(shape, y - height, y + height);
  for (let row = first; row <= last; row++) {
    const dy = row + 0.5 - y;
    const b = halfB * dy;
    const root = b * b - a * (d * dy * dy - 1);
    if (root < 0) continue;
    const half = Math.sqrt(root);
    fillSpan(mask, shape, row, x + (-b - half) / a, x + (-b + half) / a, value);
  }
}

/**
 * Filled polygon, closed by itself, by the even-odd rule.
 *
 * @param points  x0, y0, x1, y1, …; less than three points fill nothing
 */
export function fillPolygon(mask: Uint8Array, shape: Shape, points: readonly number[], value: number): void {
  const corners = points.length >> 1;
  if (corners < 3) return;
  let [top, bottom] = [Infinity, -Infinity];
  for (let k = 0; k < corners; k++) {
    top = Math.min(top, points[2 * k + 1]!);
    bottom = Math.max(bottom, points[2 * k + 1]!);
  }
  const [first, last] = rowsBetween(shape, top, bottom);
  const crossings: number[] = [];
  for (let row = first; row <= last; row++) {
    const y = row + 0.5;
    crossings.length = 0;
    for (let k = 0; k < corners; k++) {
      const next = (k + 1) % corners;
      const [x0, y0, x1, y1] = [points[2 * k]!, points[2 * k + 1]!, points[2 * next]!, points[2 * next + 1]!];
      // An end counts for the edge above it only: a corner is crossed once, a horizontal edge never.
      if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2)
      fillSpan(mask, shape, row, crossings[k]!, crossings[k + 1]!, value);
  }
}
