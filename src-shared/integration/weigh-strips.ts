import type { RowBlock } from '../geometry/detector-grid.ts';
import { AppError } from '../model/app-error.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { weighBoxes, weighCentres, weighQuadrilaterals } from './bin-weights.ts';
import { forEachStrip, type PixelStrip } from './pixel-strip.ts';
import type { PlanSpec, StaticMask } from './plan-spec.ts';
import { radialAxis, type ScaledAxis } from './radial-axis.ts';
import { createReachedBins, findReachedBins, type ReachedBins } from './reached-bins.ts';

/** Takes the weights of a plan strip by strip, in whatever memory it likes. */
export interface StripSink {
  /** Most bins that a pixel may reach: 255 or 65535. */
  readonly widest: number;
  /** Before a strip is weighed: may mark more of its pixels as skipped. */
  prepare?(strip: PixelStrip): void;
  /** Room for `count` weights from `offset` on. */
  reserve(count: number): { readonly weights: Float32Array; readonly offset: number };
  /** The weights are there, in pixel order; `reached` is overwritten by the next strip. */
  accept(strip: PixelStrip, reached: ReachedBins): void;
}

/** 1.6 GB for the whole plan: beyond that a machine is likely to run out of memory, and nobody looks at so many bins. */
export const MAX_WEIGHTS = 400_000_000;

/**
 * Finds the bins that the pixels of some rows reach, and their weights. Any thread can do any rows: a pixel's weights do
 * not depend on the others.
 *
 * @param mask  of the whole image, or null
 * @returns false if a pixel reaches more bins than the sink has room for; it did not get all strips then
 * @throws AppError  if the plan would not fit in memory, or the quantity needs a wavelength that is missing
 * @throws RangeError  if rows, bins or ranges make no sense
 */
export function weighStrips(spec: PlanSpec, mask: StaticMask, rows: RowBlock, sink: StripSink): boolean {
  const { split, bins } = spec;
  const axis = { ...radialAxis(bins, spec.radialRange), scale: radialUnit(spec.radialUnit).scale };
  let reached: ReachedBins | undefined;
  let used = 0;
  let done = 0;
  let fits = true;
  forEachStrip(spec, mask, rows, (strip) => {
    if (!fits) return;
    reached ??= createReachedBins(strip.skipped.length, bins, sink.widest);
    sink.prepare?.(strip);
    const count = (strip.rows.end - strip.rows.start) * strip.columns;
    const { total, widest } = findReachedBins(strip, split, axis, reached);
    used += total;
    done += count;
    // Rows differ, and the first ones may be the densest: twice the limit is too much for certain.
    if (widest > 0xffff || (used / done) * spec.shape[0] * spec.shape[1] > 2 * MAX_WEIGHTS) throw tooManyBins(spec);
    fits = widest <= sink.widest;
    if (!fits) return;
    const { weights, offset } = sink.reserve(total);
    weigh(strip, split, axis, reached, weights, offset, count);
    sink.accept(strip, reached);
  });
  return fits;
}

function weigh(
  strip: PixelStrip,
  split: PlanSpec['split'],
  axis: ScaledAxis,
  reached: ReachedBins,
  weights: Float32Array,
  offset: number,
  pixels: number,
): void {
  if (split === 'no') weighCentres(pixels, reached, weights, offset);
  else if (split === 'bbox') weighBoxes(pixels, axis, reached, weights, offset);
  else weighQuadrilaterals(strip, axis, reached, weights, offset);
}

export function tooManyBins({ bins, shape }: Pick<PlanSpec, 'bins' | 'shape'>): AppError {
  return new AppError(
    'usage',
    `${bins} bins on ${shape[0]} × ${shape[1]} pixels spread each pixel over too many bins for the memory; use fewer bins or no splitting.`,
  );
}
