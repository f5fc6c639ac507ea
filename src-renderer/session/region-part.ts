import type { MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import { angleTo, boxOf, pairsOf, sweepOf, turned, type Place } from './region-geometry.ts';

/**
 * What of a shape lies under a place: "body", the stroke or the point; null: nothing.
 *
 * @param tolerance  px beside thin things that still count
 */
export function partAt(region: MaskRegion, at: Place, tolerance: number): string | null {
  switch (region.kind) {
    case 'rectangle': {
      const { left, top, right, bottom } = boxOf(region);
      return at.x >= left && at.x <= right && at.y >= top && at.y <= bottom ? 'body' : null;
    }
    case 'circle':
      return Math.hypot(at.x - region.x, at.y - region.y) <= region.radius ? 'body' : null;
    case 'ellipse': {
      const { x, y } = turned(region, at, -region.angleDeg);
      return ((x - region.x) / region.radiusX) ** 2 + ((y - region.y) / region.radiusY) ** 2 <= 1 ? 'body' : null;
    }
    case 'polygon':
      return isInside(pairsOf(region.points), at) ? 'body' : null;
    case 'arc': {
      const radius = Math.hypot(at.x - region.x, at.y - region.y);
      const beyondStart = (((angleTo(region, at) - region.startDeg) % 360) + 360) % 360;
      const isIn = radius >= region.innerRadius && radius <= region.outerRadius && beyondStart <= sweepOf(region);
      return isIn ? 'body' : null;
    }
    case 'brush': {
      const k = region.strokes.findLastIndex(
        ({ points, radius }) => distanceToLine(pairsOf(points), at) <= Math.max(radius, tolerance),
      );
      return k < 0 ? null : `stroke-${k}`;
    }
    case 'point': {
      const near = Math.max(region.radius, tolerance);
      const k = pairsOf(region.points).findLastIndex(({ x, y }) => Math.hypot(x - at.x, y - at.y) <= near);
      return k < 0 ? null : `point-${k}`;
    }
    default:
      return null;
  }
}

function isInside(corners: readonly Place[], { x, y }: Place): boolean {
  let inside = false;
  for (const [k, a] of corners.entries()) {
    const b = corners[(k + 1) % corners.length]!;
    if (a.y <= y !== b.y <= y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

function distanceToLine(places: readonly Place[], at: Place): number {
  let least = Infinity;
  for (const [k, a] of places.entries()) {
    const b = places[k + 1] ?? a;
    const length2 = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const along = length2 === 0 ? 0 : ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length2;
    const t = Math.max(0, Math.min(1, along));
    least = Math.min(least, Math.hypot(at.x - a.x - t * (b.x - a.x), at.y - a.y - t * (b.y - a.y)));
  }
  return least;
}
