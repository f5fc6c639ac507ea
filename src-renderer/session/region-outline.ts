import type { MaskRegion } from '../../src-shared/model/schema-types.generated.ts';
import type { RegionOf } from './mask-layer-edits.ts';
import { sweepOf, toRadians, turned } from './region-geometry.ts';

const STEPS = 96;

/** The outline of a shape as x0, y0, x1, y1, … in px; null for what has none. */
export function regionOutline(region: MaskRegion): Float64Array | null {
  switch (region.kind) {
    case 'rectangle': {
      const { x1, y1, x2, y2 } = region;
      return Float64Array.of(x1, y1, x2, y1, x2, y2, x1, y2, x1, y1);
    }
    case 'circle':
      return ellipse(region.x, region.y, region.radius, region.radius, 0);
    case 'ellipse':
      return ellipse(region.x, region.y, region.radiusX, region.radiusY, region.angleDeg);
    case 'polygon':
      return Float64Array.from([...region.points, ...region.points.slice(0, 2)]);
    case 'arc':
      return arc(region);
    default:
      return null;
  }
}

function ellipse(x: number, y: number, a: number, b: number, angleDeg: number): Float64Array {
  const out = new Float64Array(2 * (STEPS + 1));
  for (let k = 0; k <= STEPS; k++) {
    const t = (2 * Math.PI * k) / STEPS;
    const place = turned({ x, y }, { x: x + a * Math.cos(t), y: y + b * Math.sin(t) }, angleDeg);
    out[2 * k] = place.x;
    out[2 * k + 1] = place.y;
  }
  return out;
}

function arc(region: RegionOf<'arc'>): Float64Array {
  const { x, y, innerRadius, outerRadius, startDeg } = region;
  const sweep = sweepOf(region);
  const points: number[] = [];
  for (const [radius, from, to] of [
    [innerRadius, 0, STEPS],
    [outerRadius, STEPS, 0],
  ] as const)
    for (let k = from; from < to ? k <= to : k >= to; k += from < to ? 1 : -1) {
      const t = toRadians(startDeg + (sweep * k) / STEPS);
      points.push(x + radius * Math.cos(t), y + radius * Math.sin(t));
    }
  points.push(points[0]!, points[1]!);
  return Float64Array.from(points);
}
