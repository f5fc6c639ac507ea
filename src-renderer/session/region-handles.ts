import type { MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import type { RegionOf } from './mask-layer-edits.ts';
import {
  angleTo,
  boxOf,
  boxOfPoints,
  pairsOf,
  round,
  roundAngle,
  sweepOf,
  toRadians,
  turned,
  type Place,
} from './region-geometry.ts';

/** A place of a shape that can be dragged; px, corner origin. */
export interface RegionHandle extends Place {
  readonly id: string;
  readonly role: 'corner' | 'side' | 'vertex' | 'insert' | 'turn' | 'centre';
}

/** Single points with a handle each; more would cover the image. */
const MOST_POINTS = 400;

/**
 * The handles of a shape: none for layers without a shape.
 *
 * @param reach  px between a shape and the handle that turns it
 */
export function handlesOf(region: MaskRegion, reach: number): readonly RegionHandle[] {
  switch (region.kind) {
    case 'rectangle':
      return rectangleHandles(region, reach);
    case 'circle': {
      const { x, y, radius } = region;
      return [
        { id: 'centre', role: 'centre', x, y },
        { id: 'radius-e', role: 'side', x: x + radius, y },
        { id: 'radius-s', role: 'side', x, y: y + radius },
        { id: 'radius-w', role: 'side', x: x - radius, y },
        { id: 'radius-n', role: 'side', x, y: y - radius },
      ];
    }
    case 'ellipse': {
      const at = (id: string, role: RegionHandle['role'], u: number, v: number): RegionHandle => ({
        ...{ id, role },
        ...turned(region, { x: region.x + u, y: region.y + v }, region.angleDeg),
      });
      const { radiusX, radiusY } = region;
      return [
        at('centre', 'centre', 0, 0),
        at('x+', 'side', radiusX, 0),
        at('y+', 'side', 0, radiusY),
        at('x-', 'side', -radiusX, 0),
        at('y-', 'side', 0, -radiusY),
        at('turn', 'turn', 0, -radiusY - reach),
      ];
    }
    case 'polygon':
      return polygonHandles(region, reach);
    case 'arc':
      return arcHandles(region, reach);
    case 'brush':
      return region.strokes.map(({ points }, k) => ({
        ...{ id: `stroke-${k}`, role: 'centre' as const },
        x: points[2 * Math.floor(points.length / 4)]!,
        y: points[2 * Math.floor(points.length / 4) + 1]!,
      }));
    case 'point':
      return pairsOf(region.points)
        .slice(0, MOST_POINTS)
        .map((place, k) => ({ id: `point-${k}`, role: 'vertex' as const, ...place }));
    default:
      return [];
  }
}

function rectangleHandles(region: RegionOf<'rectangle'>, reach: number): RegionHandle[] {
  const { left, top, right, bottom } = boxOf(region);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return [
    { id: 'nw', role: 'corner', x: left, y: top },
    { id: 'n', role: 'side', x, y: top },
    { id: 'ne', role: 'corner', x: right, y: top },
    { id: 'e', role: 'side', x: right, y },
    { id: 'se', role: 'corner', x: right, y: bottom },
    { id: 's', role: 'side', x, y: bottom },
    { id: 'sw', role: 'corner', x: left, y: bottom },
    { id: 'w', role: 'side', x: left, y },
    { id: 'turn', role: 'turn', x, y: top - reach },
  ];
}

function polygonHandles(region: RegionOf<'polygon'>, reach: number): RegionHandle[] {
  const corners = pairsOf(region.points);
  const { left, top, right } = boxOfPoints(region.points);
  return [
    ...corners.map((place, k) => ({ id: `vertex-${k}`, role: 'vertex' as const, ...place })),
    ...corners.map(({ x, y }, k) => {
      const next = corners[(k + 1) % corners.length]!;
      return { id: `insert-${k}`, role: 'insert' as const, x: (x + next.x) / 2, y: (y + next.y) / 2 };
    }),
    { id: 'turn', role: 'turn', x: (left + right) / 2, y: top - reach },
  ];
}

function arcHandles(region: RegionOf<'arc'>, reach: number): RegionHandle[] {
  const { x, y, innerRadius, outerRadius, startDeg } = region;
  const middle = startDeg + sweepOf(region) / 2;
  const at = (id: string, role: RegionHandle['role'], radius: number, angleDeg: number): RegionHandle => ({
    ...{ id, role },
    x: x + radius * Math.cos(toRadians(angleDeg)),
    y: y + radius * Math.sin(toRadians(angleDeg)),
  });
  const between = (innerRadius + outerRadius) / 2;
  return [
    at('start', 'side', between, startDeg),
    at('end', 'side', between, startDeg + sweepOf(region)),
    at('inner', 'side', innerRadius, middle),
    at('outer', 'side', outerRadius, middle),
    at('turn', 'turn', outerRadius + reach, middle),
  ];
}

/**
 * The shape with one handle at another place. Corners and sides keep the opposite ones where they are; circles and
 * ellipses their centre. A rectangle that is turned becomes a polygon, since rectangles have sides along the rows.
 */
export function moveHandle(region: MaskRegion, id: string, to: Place): MaskRegion {
  switch (region.kind) {
    case 'rectangle':
      return id === 'turn' ? turnRectangle(region, to) : resizeRectangle(region, id, to);
    case 'circle':
      if (id === 'centre') return { ...region, x: round(to.x), y: round(to.y) };
      return { ...region, radius: round(Math.hypot(to.x - region.x, to.y - region.y)) };
    case 'ellipse': {
      if (id === 'centre') return { ...region, x: round(to.x), y: round(to.y) };
      if (id === 'turn') return { ...region, angleDeg: roundAngle(angleTo(region, to) + 90) };
      const straight = turned(region, to, -region.angleDeg);
      return id.startsWith('x')
        ? { ...region, radiusX: round(Math.abs(straight.x - region.x)) }
        : { ...region, radiusY: round(Math.abs(straight.y - region.y)) };
    }
    case 'polygon':
      return movePolygonHandle(region, id, to);
    case 'arc':
      return moveArcHandle(region, id, to);
    case 'brush':
    case 'point': {
      const from = handlesOf(region, 0).find((handle) => handle.id === id);
      return from ? moveRegion(region, id, to.x - from.x, to.y - from.y) : region;
    }
    default:
      return region;
  }
}

function resizeRectangle(region: RegionOf<'rectangle'>, id: string, to: Place): MaskRegion {
  const box = boxOf(region);
  const [x, y] = [round(to.x), round(to.y)];
  const [left, right] = [id.includes('w') ? x : box.left, id.includes('e') ? x : box.right];
  const [top, bottom] = [id.includes('n') ? y : box.top, id.includes('s') ? y : box.bottom];
  const [x1, x2] = [Math.min(left, right), Math.max(left, right)];
  return { kind: 'rectangle', x1, y1: Math.min(top, bottom), x2, y2: Math.max(top, bottom) };
}

function turnRectangle(region: RegionOf<'rectangle'>, to: Place): MaskRegion {
  const { left, top, right, bottom } = boxOf(region);
  return turnPolygon({ kind: 'polygon', points: [left, top, right, top, right, bottom, left, bottom] }, to);
}

function movePolygonHandle(region: RegionOf<'polygon'>, id: string, to: Place): MaskRegion {
  if (id === 'turn') return turnPolygon(region, to);
  const k = numberIn(id);
  const points = [...region.points];
  if (id.startsWith('insert')) points.splice(2 * (k + 1), 0, round(to.x), round(to.y));
  else points.splice(2 * k, 2, round(to.x), round(to.y));
  return { ...region, points };
}

/** Turns about the middle of the box around it, until its upward direction points to a place. */
function turnPolygon(region: RegionOf<'polygon'>, to: Place): MaskRegion {
  const { left, top, right, bottom } = boxOfPoints(region.points);
  const centre = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const angle = angleTo(centre, to) + 90;
  const points = pairsOf(region.points).flatMap((place) => {
    const { x, y } = turned(centre, place, angle);
    return [round(x), round(y)];
  });
  return { kind: 'polygon', points };
}

function moveArcHandle(region: RegionOf<'arc'>, id: string, to: Place): MaskRegion {
  const radius = round(Math.hypot(to.x - region.x, to.y - region.y));
  const angle = angleTo(region, to);
  if (id === 'inner') return { ...region, innerRadius: Math.min(radius, region.outerRadius) };
  if (id === 'outer') return { ...region, outerRadius: Math.max(radius, region.innerRadius) };
  if (id === 'start') return { ...region, startDeg: roundAngle(angle) };
  if (id === 'end') return { ...region, endDeg: roundAngle(angle) };
  const by = angle - (region.startDeg + sweepOf(region) / 2);
  return { ...region, startDeg: roundAngle(region.startDeg + by), endDeg: roundAngle(region.endDeg + by) };
}

/** The shape shifted; of strokes and points, only the one that `id` names, or all of them with "body". */
export function moveRegion(region: MaskRegion, id: string, dx: number, dy: number): MaskRegion {
  const shifted = (points: readonly number[]): number[] =>
    points.map((value, i) => round(value + (i % 2 === 0 ? dx : dy)));
  switch (region.kind) {
    case 'rectangle': {
      const [x1, y1, x2, y2] = shifted([region.x1, region.y1, region.x2, region.y2]);
      return { ...region, x1: x1!, y1: y1!, x2: x2!, y2: y2! };
    }
    case 'circle':
    case 'ellipse':
    case 'arc':
      return { ...region, x: round(region.x + dx), y: round(region.y + dy) };
    case 'polygon':
      return { ...region, points: shifted(region.points) };
    case 'brush': {
      const strokes = region.strokes.map((stroke, k) =>
        id === 'body' || id === `stroke-${k}` ? { ...stroke, points: shifted(stroke.points) } : stroke,
      );
      return { ...region, strokes };
    }
    case 'point': {
      const points = pairsOf(region.points).flatMap(({ x, y }, k) => {
        const place = id === 'body' || id === `point-${k}` ? { x: x + dx, y: y + dy } : { x, y };
        return [Math.floor(place.x) + 0.5, Math.floor(place.y) + 0.5]; // points are pixels
      });
      return { ...region, points };
    }
    default:
      return region;
  }
}

/** The shape without a corner, stroke or point; null where nothing would be left; itself where nothing can be taken. */
export function withoutHandle(region: MaskRegion, id: string): MaskRegion | null {
  const k = numberIn(id);
  if (region.kind === 'polygon' && id.startsWith('vertex'))
    return region.points.length > 6 ? { ...region, points: region.points.toSpliced(2 * k, 2) } : region;
  if (region.kind === 'brush' && id.startsWith('stroke'))
    return region.strokes.length > 1 ? { ...region, strokes: region.strokes.toSpliced(k, 1) } : null;
  if (region.kind === 'point' && id.startsWith('point'))
    return region.points.length > 2 ? { ...region, points: region.points.toSpliced(2 * k, 2) } : null;
  return region;
}

function numberIn(id: string): number {
  return Number(id.slice(id.indexOf('-') + 1));
}
