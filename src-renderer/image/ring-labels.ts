import { clipSegment, type Rectangle } from './clip-segment.ts';

export interface LabelRequest {
  /** Line on screen: x0, y0, x1, y1, …, CSS px; NaN breaks it. */
  readonly points: Float64Array;
  readonly width: number;
  readonly height: number;
}

export interface LabelPlace {
  /** Which request. */
  readonly index: number;
  /** Middle of the label, CSS px. */
  readonly x: number;
  readonly y: number;
}

const GAP = 4; // CSS px kept free between two labels
const CANDIDATES = 24; // places tried per line before its label is left out

/**
 * Places one label per line where the line is visible: as near as possible to a ray from the centre to the upper
 * right, so that the labels of concentric rings stand in a row, and never over one another. A label without room is
 * left out; earlier requests come first.
 *
 * @param area  where labels may lie, CSS px
 * @param centre  of the rings, CSS px; may lie outside `area`
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  area: Rectangle,
  centre: { readonly x: number; readonly y: number },
): LabelPlace[] {
  const taken: Rectangle[] = [];
  const places: LabelPlace[] = [];
  for (const [index, request] of requests.entries()) {
    const inner = {
      left: area.left + request.width / 2,
      right: area.right - request.width / 2,
      top: area.top + request.height / 2,
      bottom: area.bottom - request.height / 2,
    };
    for (const { x, y } of visiblePlaces(request.points, inner, centre)) {
      const box = {
        left: x - request.width / 2 - GAP,
        right: x + request.width / 2 + GAP,
        top: y - request.height / 2 - GAP / 2,
        bottom: y + request.height / 2 + GAP / 2,
      };
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      places.push({ index, x, y });
      break;
    }
  }
  return places;
}

/** The best places on the visible part of a line, spread over it. */
function visiblePlaces(points: Float64Array, area: Rectangle, centre: { readonly x: number; readonly y: number }) {
  const found: { x: number; y: number; penalty: number }[] = [];
  for (let i = 0; i + 3 < points.length; i += 2) {
    const x0 = points[i]!;
    const y0 = points[i + 1]!;
    const dx = points[i + 2]! - x0;
    const dy = points[i + 3]! - y0;
    if (!Number.isFinite(x0 + y0 + dx + dy)) continue;
    const part = clipSegment(x0, y0, x0 + dx, y0 + dy, area);
    if (!part) continue;
    const middle = (part[0] + part[1]) / 2;
    const x = x0 + middle * dx;
    const y = y0 + middle * dy;
    found.push({ x, y, penalty: angleFromDiagonal(x - centre.x, y - centre.y) });
  }
  found.sort((a, b) => a.penalty - b.penalty);
  const stride = Math.max(1, Math.floor(found.length / (4 * CANDIDATES)));
  return found.filter((_, i) => i % stride === 0).slice(0, CANDIDATES);
}

/** Radians between a direction on screen (y downwards) and the upper right. */
function angleFromDiagonal(dx: number, dy: number): number {
  const angle = Math.abs(Math.atan2(-dy, dx) - Math.PI / 4);
  return Math.min(angle, 2 * Math.PI - angle);
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
