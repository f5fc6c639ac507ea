import type { AzimuthAxis } from '../../src-shared/integration/cake-axis.ts';
import { buildCakeBlock } from '../../src-shared/integration/cake-block.ts';
import type { CakeBlock, CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import type { PlanSpec, StaticMask } from '../../src-shared/integration/plan-spec.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/** The whole circle from −180° on. */
export function wholeCircle(cakes: number): AzimuthAxis {
  return { lower: -180, width: 360 / cakes, cakes };
}

/** A spec whose radial axis holds every pixel. */
export function cakeSpec(
  calibration: Calibration,
  shape: readonly [number, number],
  split: PlanSpec['split'],
  bins: number,
  azimuth: AzimuthAxis,
  mask: StaticMask = null,
): CakeSpec {
  const radialUnit = '2th_deg';
  const radialRange = radialExtent({ calibration, shape, radialUnit, split }, mask);
  return { calibration, shape, radialUnit, split, bins, radialRange, azimuth };
}

export function wholeBlock(spec: CakeSpec, mask: StaticMask = null): CakeBlock {
  return buildCakeBlock(spec, mask, { start: 0, end: spec.shape[0] });
}

/** Calls `visit` for every share: cake, radial bin, pixel, share. */
export function forEachShare(
  { cake, pixel, firstBin, spans, weights }: CakeBlock,
  visit: (cake: number, bin: number, pixel: number, share: number) => void,
): void {
  for (let r = 0, o = 0; r < pixel.length; r++)
    for (let k = 0; k < spans[r]!; k++, o++) visit(cake[r]!, firstBin[r]! + k, pixel[r]!, weights[o]!);
}

/** "cake,bin" → share of one pixel. */
export function cellsOf(block: CakeBlock, wanted: number): Map<string, number> {
  const cells = new Map<string, number>();
  forEachShare(block, (cake, bin, pixel, share) => {
    if (pixel === wanted) cells.set(`${cake},${bin}`, (cells.get(`${cake},${bin}`) ?? 0) + share);
  });
  return cells;
}

/** Sum of the shares of each pixel. */
export function pixelTotals(block: CakeBlock, pixels: number): Float64Array {
  const totals = new Float64Array(pixels);
  forEachShare(block, (_cake, _bin, pixel, share) => {
    totals[pixel]! += share;
  });
  return totals;
}

/** Σ c per cell, cake by cake. */
export function cellCounts(block: CakeBlock, { azimuth, bins }: CakeSpec): Float64Array {
  const counts = new Float64Array(azimuth.cakes * bins);
  forEachShare(block, (cake, bin, _pixel, share) => {
    counts[cake * bins + bin]! += share;
  });
  return counts;
}
