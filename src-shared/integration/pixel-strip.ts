import {
  azimuthAtCentres,
  azimuthAtCorners,
  radialAtCentres,
  radialAtCorners,
  type RowBlock,
} from '../geometry/detector-grid.ts';
import { wrapRadians } from '../quantity/angle.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { type AzimuthSector, azimuthSector, touchesSector } from './azimuth-sector.ts';
import type { PlanSpec, StaticMask } from './plan-spec.ts';

/** What finding the pixels of a plan needs to know; the bins do not matter. */
export type PixelSpec = Pick<PlanSpec, 'calibration' | 'shape' | 'radialUnit' | 'split' | 'azimuthRange'>;

/** Small enough for the cache of a core, large enough that the shared row of corners does not count. */
const STRIP_PIXELS = 16384;

/**
 * A few rows of pixels with their coordinates: radial in the internal unit of the quantity, azimuth in radians.
 * Corners are (rows + 1) × (columns + 1), centres rows × columns; an array is empty where the splitting does not need it.
 */
export interface PixelStrip {
  readonly columns: number;
  /** Rows of the image in this strip. */
  rows: RowBlock;
  readonly centre: Float64Array;
  readonly corner: Float64Array;
  readonly centreAzimuth: Float64Array;
  readonly cornerAzimuth: Float64Array;
  /** Non-zero: masked or outside the azimuth range. */
  readonly skipped: Uint8Array;
}

/**
 * Walks over rows strip by strip. The strip is one and the same object, filled anew before each `visit`.
 *
 * @param mask  one entry per pixel of the whole image
 * @throws AppError  if the quantity needs a wavelength that the calibration does not have
 * @throws RangeError  if the rows are not in the image or the mask has another size
 */
export function forEachStrip(
  spec: PixelSpec,
  mask: StaticMask,
  rows: RowBlock,
  visit: (strip: PixelStrip) => void,
): void {
  const { calibration, shape, split } = spec;
  const columns = shape[1];
  if (mask && mask.length !== shape[0] * columns)
    throw new RangeError(`the mask has ${mask.length} entries for ${shape[0]} × ${columns} pixels`);
  const { quantity } = radialUnit(spec.radialUnit);
  const sector = spec.azimuthRange && azimuthSector(spec.azimuthRange);

  const height = Math.max(1, Math.min(rows.end - rows.start, Math.floor(STRIP_PIXELS / columns)));
  const centres = (isNeeded: boolean): Float64Array => new Float64Array(isNeeded ? height * columns : 0);
  const corners = (isNeeded: boolean): Float64Array => new Float64Array(isNeeded ? (height + 1) * (columns + 1) : 0);
  const strip: PixelStrip = {
    columns,
    rows: { start: 0, end: 0 },
    centre: centres(split !== 'full'),
    corner: corners(split !== 'no'),
    centreAzimuth: centres(sector !== undefined && split !== 'full'),
    cornerAzimuth: corners(split === 'full' || (sector !== undefined && split !== 'no')),
    skipped: new Uint8Array(height * columns),
  };

  for (let start = rows.start; start < rows.end; start += height) {
    const block = { start, end: Math.min(start + height, rows.end) };
    strip.rows = block;
    // The last row of corners of a strip is the first of the next one.
    const isFirst = start === rows.start;
    const fresh = isFirst ? block : { start: start + 1, end: block.end };
    const carry = (corner: Float64Array): Float64Array => {
      if (isFirst) return corner;
      corner.copyWithin(0, height * (columns + 1), (height + 1) * (columns + 1));
      return corner.subarray(columns + 1);
    };
    if (strip.centre.length > 0) radialAtCentres(calibration, shape, quantity, block, strip.centre);
    if (strip.corner.length > 0) radialAtCorners(calibration, shape, quantity, fresh, carry(strip.corner));
    if (strip.centreAzimuth.length > 0) azimuthAtCentres(calibration, shape, block, strip.centreAzimuth);
    if (strip.cornerAzimuth.length > 0) azimuthAtCorners(calibration, shape, fresh, carry(strip.cornerAzimuth));
    if (mask) strip.skipped.set(mask.subarray(block.start * columns, block.end * columns));
    else strip.skipped.fill(0);
    if (sector) skipOutside(strip, sector, split);
    visit(strip);
  }
}

/** A pixel is kept whole if any part of it touches the sector: its centre, its bounding box or its quadrilateral. */
function skipOutside(strip: PixelStrip, sector: AzimuthSector, split: PlanSpec['split']): void {
  const { columns, rows, centreAzimuth, cornerAzimuth, skipped } = strip;
  const width = columns + 1;
  const pixels = (rows.end - rows.start) * columns;
  for (let p = 0, corner = 0; p < pixels; p++, corner++) {
    if (p > 0 && p % columns === 0) corner++; // the last corner of a row begins no pixel
    if (skipped[p] !== 0) continue;
    if (split === 'no') {
      const azimuth = centreAzimuth[p]!;
      if (!touchesSector(sector, azimuth, azimuth)) skipped[p] = 1;
      continue;
    }
    // Corners relative to the centre, or to one of them, the short way round: so the ±π line does not matter.
    const reference = split === 'bbox' ? centreAzimuth[p]! : cornerAzimuth[corner]!;
    const a = wrapRadians(cornerAzimuth[corner]! - reference);
    const b = wrapRadians(cornerAzimuth[corner + 1]! - reference);
    const c = wrapRadians(cornerAzimuth[corner + width]! - reference);
    const d = wrapRadians(cornerAzimuth[corner + width + 1]! - reference);
    let low = Math.min(a, b, c, d);
    let high = Math.max(a, b, c, d);
    if (split === 'bbox') {
      high = Math.max(high, -low);
      low = -high;
    }
    if (!touchesSector(sector, reference + low, reference + high)) skipped[p] = 1;
  }
}
