import type { RowBlock } from '../geometry/detector-grid.ts';
import { AppError } from '../model/app-error.ts';
import { radialUnit } from '../quantity/radial-unit.ts';
import { weighBoxes, weighCentres, weighQuadrilaterals } from './bin-weights.ts';
import { forEachStrip, type PixelStrip } from './pixel-strip.ts';
import type { PlanSpec, StaticMask } from './plan-spec.ts';
import { radialAxis, type ScaledAxis } from './radial-axis.ts';
import { createReachedBins, findReachedBins, type ReachedBins } from './reached-bins.ts';

/** The part of a plan that belongs to some rows. Built independently, in any thread, and joined afterwards. */
export interface PlanBlock {
  readonly rows: RowBlock;
  /** One entry per pixel of the rows. */
  readonly firstBin: Uint16Array | Uint32Array;
  readonly spans: Uint8Array | Uint16Array;
  /** In pixel order. */
  readonly weights: Float32Array;
}

/** 1.6 GB for the whole plan: beyond that a machine is likely to run out of memory, and nobody looks at so many bins. */
const MAX_WEIGHTS = 400_000_000;

/**
 * @param mask  of the whole image, or null
 * @throws AppError  if the plan would not fit in memory, or the quantity needs a wavelength that is missing
 * @throws RangeError  if rows, bins or ranges make no sense
 */
export function buildPlanBlock(spec: PlanSpec, mask: StaticMask, rows: RowBlock): PlanBlock {
  const { shape, split, bins } = spec;
  const axis = { ...radialAxis(bins, spec.radialRange), scale: radialUnit(spec.radialUnit).scale };
  const pixels = (rows.end - rows.start) * shape[1];
  const firstBin = bins <= 0xffff ? new Uint16Array(pixels) : new Uint32Array(pixels);
  let spans: Uint8Array | Uint16Array = new Uint8Array(pixels);
  let weights = new Float32Array(split === 'no' ? pixels : 0);
  let used = 0;
  let done = 0;
  let reached: ReachedBins | undefined;

  forEachStrip(spec, mask, rows, (strip) => {
    reached ??= createReachedBins(strip.skipped.length);
    const count = (strip.rows.end - strip.rows.start) * strip.columns;
    const { total, widest } = findReachedBins(strip, split, axis, reached);
    if (used + total > weights.length) weights = grow(weights, used, total, done + count, pixels, spec);
    used = weigh(strip, split, axis, reached, weights, used, count);

    firstBin.set(reached.firstBin.subarray(0, count), done);
    if (widest > 0xff && spans.BYTES_PER_ELEMENT === 1) spans = Uint16Array.from(spans);
    if (widest > 0xffff) throw tooManyBins(spec);
    spans.set(reached.spans.subarray(0, count), done);
    done += count;
  });
  return { rows, firstBin, spans, weights: weights.subarray(0, used) };
}

function weigh(
  strip: PixelStrip,
  split: PlanSpec['split'],
  axis: ScaledAxis,
  reached: ReachedBins,
  weights: Float32Array,
  offset: number,
  pixels: number,
): number {
  if (split === 'no') return weighCentres(pixels, reached, weights, offset);
  if (split === 'bbox') return weighBoxes(pixels, axis, reached, weights, offset);
  return weighQuadrilaterals(strip, axis, reached, weights, offset);
}

/** Room for `used + more`, and for the rest of the block if it goes on as it did so far. Refuses before allocating. */
function grow(
  weights: Float32Array<ArrayBuffer>,
  used: number,
  more: number,
  pixelsDone: number,
  pixels: number,
  spec: PlanSpec,
): Float32Array<ArrayBuffer> {
  const needed = used + more;
  const perPixel = needed / pixelsDone;
  // Rows differ, and the first ones may be the densest: twice the limit is too much for certain.
  if (needed > MAX_WEIGHTS || perPixel * spec.shape[0] * spec.shape[1] > 2 * MAX_WEIGHTS) throw tooManyBins(spec);
  // Generous, because memory that is never touched is never taken.
  const expected = Math.min(MAX_WEIGHTS, Math.ceil(perPixel * pixels * 1.3));
  const larger = new Float32Array(Math.max(expected, Math.ceil(needed * 1.25)));
  larger.set(weights.subarray(0, used));
  return larger;
}

function tooManyBins({ bins, shape }: PlanSpec): AppError {
  return new AppError(
    'usage',
    `${bins} bins on ${shape[0]} × ${shape[1]} pixels spread each pixel over too many bins for the memory; use fewer bins or no splitting.`,
  );
}
