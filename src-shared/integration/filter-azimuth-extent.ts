import { azimuthAtCentres, azimuthAtCorners } from '../geometry/detector-grid.ts';
import { wrapRadians } from '../quantity/angle.ts';
import type { PixelSpec } from './pixel-strip.ts';
import type { StaticMask } from './plan-spec.ts';

/** pyFAI widens the upper end by this factor, along the azimuth as along the radius. */
const UPPER_END_FACTOR = 1 + 2 ** -23;

/**
 * Azimuths that the used pixels cover with their bounding boxes, within −180° … 180°: what the sectors of a filter divide
 * where no range is given. A pixel on the line belongs to one side of it, so this is a little less than the circle.
 *
 * Source: pyFAI 0.21.3, the azimuthal axis of "bbox" without a range.
 *
 * @param unused  non-zero = not used, one entry per pixel of the image; null: all are used
 * @returns lower and upper end in degrees; lower > upper if no pixel is used
 * @throws RangeError  if `unused` has another size
 */
export function azimuthExtent(
  { calibration, shape }: Pick<PixelSpec, 'calibration' | 'shape'>,
  unused: StaticMask,
): readonly [lower: number, upper: number] {
  const [height, columns] = shape;
  if (unused && unused.length !== height * columns)
    throw new RangeError(`the mask has ${unused.length} entries for ${height} × ${columns} pixels`);
  const centre = new Float64Array(columns);
  const corner = new Float64Array(2 * (columns + 1));
  let lower = Infinity;
  let upper = -Infinity;
  for (let row = 0; row < height; row++) {
    const rows = { start: row, end: row + 1 };
    azimuthAtCentres(calibration, shape, rows, centre);
    azimuthAtCorners(calibration, shape, rows, corner);
    for (let j = 0; j < columns; j++) {
      if (unused && unused[row * columns + j] !== 0) continue;
      const azimuth = centre[j]!;
      let half = 0;
      for (const k of [j, j + 1, j + columns + 1, j + columns + 2])
        half = Math.max(half, Math.abs(wrapRadians(corner[k]! - azimuth)));
      lower = Math.min(lower, azimuth - half);
      upper = Math.max(upper, azimuth + half);
    }
  }
  const degrees = 180 / Math.PI;
  lower = Math.max(lower, -Math.PI) * degrees;
  upper = Math.min(upper, Math.PI) * degrees;
  return [lower, upper > 0 ? upper * UPPER_END_FACTOR : upper / UPPER_END_FACTOR];
}
