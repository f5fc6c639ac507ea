import {
  azimuthAtCentres,
  azimuthAtCorners,
  radialAtCentres,
  radialAtCorners,
  type RowBlock,
} from '../geometry/detector-grid.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import type { CakeSpec } from './cake-plan.ts';

/** Small enough for the cache of a core, large enough that the shared row of corners does not count. */
const STRIP_PIXELS = 16384;

/**
 * A few rows of pixels in polar coordinates: radial position in the internal unit of its quantity, azimuth in radians.
 * Arrays as in detector-grid.ts; empty where the splitting does not need them.
 */
export interface CakeStrip {
  readonly columns: number;
  rows: RowBlock;
  readonly centre: Float64Array;
  readonly corner: Float64Array;
  readonly centreAzimuth: Float64Array;
  readonly cornerAzimuth: Float64Array;
}

/**
 * Walks over rows strip by strip. The strip is one and the same object, filled anew before each `visit`.
 *
 * @throws AppError  if the quantity needs a wavelength that the calibration does not have
 * @throws RangeError  if the rows are not in the image
 */
export function forEachCakeStrip(
  { calibration, shape, split, radialUnit: unit }: CakeSpec,
  rows: RowBlock,
  visit: (strip: CakeStrip) => void,
): void {
  const columns = shape[1];
  const { quantity } = radialUnit(unit);
  const height = Math.max(1, Math.min(rows.end - rows.start, Math.floor(STRIP_PIXELS / columns)));
  const centres = split === 'full' ? 0 : height * columns;
  const corners = split === 'no' ? 0 : (height + 1) * (columns + 1);
  const strip: CakeStrip = {
    columns,
    rows: { start: 0, end: 0 },
    centre: new Float64Array(centres),
    corner: new Float64Array(corners),
    centreAzimuth: new Float64Array(centres),
    cornerAzimuth: new Float64Array(corners),
  };
  for (let start = rows.start; start < rows.end; start += height) {
    const block = { start, end: Math.min(start + height, rows.end) };
    strip.rows = block;
    if (split !== 'full') {
      radialAtCentres(calibration, shape, quantity, block, strip.centre);
      azimuthAtCentres(calibration, shape, block, strip.centreAzimuth);
    }
    if (split !== 'no') {
      radialAtCorners(calibration, shape, quantity, block, strip.corner);
      azimuthAtCorners(calibration, shape, block, strip.cornerAzimuth);
    }
    visit(strip);
  }
}
