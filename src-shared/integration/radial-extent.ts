import type { RowBlock } from '../geometry/detector-grid.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { forEachStrip, type PixelSpec } from './pixel-strip.ts';
import type { StaticMask } from './plan-spec.ts';
import { createReachedBins, findRadialRanges, type ReachedBins } from './reached-bins.ts';

/** Lower and upper end in output unit; lower > upper: no pixel. */
export type RadialExtent = readonly [lower: number, upper: number];

const NOTHING: RadialExtent = [Infinity, -Infinity];

/**
 * Radial extent of the used pixels, as the splitting sees them: centres for "no", bounding boxes for "bbox", corners
 * for "full". Never below 0. The azimuth range does not shrink it.
 *
 * @param unused  non-zero = not used, one entry per pixel of the image; null: all are used
 * @param rows  a part of the image, for threads; join the parts with `joinExtents`
 * @returns lower > upper if no pixel is used
 * @throws AppError  if the quantity needs a wavelength that the calibration does not have
 */
export function radialExtent(
  spec: Omit<PixelSpec, 'azimuthRange'>,
  unused: StaticMask,
  rows: RowBlock = { start: 0, end: spec.shape[0] },
): RadialExtent {
  const { scale } = radialUnit(spec.radialUnit);
  const { calibration, shape, split } = spec;
  let lower = Infinity;
  let upper = -Infinity;
  let ranges: ReachedBins | undefined;
  forEachStrip({ calibration, shape, split, radialUnit: spec.radialUnit }, unused, rows, (strip) => {
    ranges ??= createReachedBins(strip.skipped.length);
    findRadialRanges(strip, split, ranges);
    const { low, high } = ranges;
    const pixels = (strip.rows.end - strip.rows.start) * strip.columns;
    for (let p = 0; p < pixels; p++) {
      if (strip.skipped[p] !== 0) continue;
      if (low[p]! < lower) lower = low[p]!;
      if (high[p]! > upper) upper = high[p]!;
    }
  });
  if (lower > upper) return NOTHING;
  return [Math.max(0, lower) * scale, upper * scale];
}

/** The extent of several parts together. */
export function joinExtents(extents: readonly RadialExtent[]): RadialExtent {
  return [Math.min(...extents.map(([lower]) => lower)), Math.max(...extents.map(([, upper]) => upper))];
}
