import { ringPolyline, type Polyline } from '../../src-shared/geometry/ring-polyline.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/**
 * The line on the image where the scattering angle is `twoTheta`, as the overlay wants it.
 *
 * @param twoTheta  rad
 * @returns x0, y0, x1, y1, …, px, corner origin; NaN breaks the line. undefined if it passes the image by.
 */
export function ringLine(calibration: Calibration, shape: Shape, twoTheta: number): Float64Array | undefined {
  const arcs = ringPolyline(calibration, shape, twoTheta);
  return arcs.length === 0 ? undefined : flatten(arcs);
}

function flatten(arcs: readonly Polyline[]): Float64Array {
  const gaps = arcs.length - 1;
  const points = new Float64Array(2 * (arcs.reduce((sum, arc) => sum + arc.length, 0) + gaps)).fill(Number.NaN);
  let at = 0;
  for (const arc of arcs) {
    for (const [x, y] of arc) {
      points[at++] = x;
      points[at++] = y;
    }
    at += 2; // the gap
  }
  return points;
}
