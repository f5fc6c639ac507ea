import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import { CAKE_STATICS, type CakeResult, type CakeScratch, resultAddress } from './cake-layout.ts';
import { type BoundCake, type CakePlace, cakePlace } from './cake-memory.ts';

export interface CakeFrame {
  /** Of the staged samples. */
  readonly type: number;
  readonly hasInvalid: boolean;
  readonly errorModel: ErrorModel;
}

/**
 * Integrates one cake of a staged frame and writes its results. Its runs are added in the order of pixels by one thread, so
 * the bytes do not depend on the number of threads.
 *
 * @param row  where the cake stands in the results
 */
export function integrateCake(
  plan: BoundCake,
  scratch: CakeScratch,
  { type, hasInvalid, errorModel }: CakeFrame,
  cake: number,
  row: number,
): void {
  const { layout, kernel, buffer, narrow } = plan;
  const { bins, wideBins, wideSpans, bankStride } = layout;
  const place = cakePlace(plan, cake);
  const { runs, pixel, firstBin, spans, weights } = place;
  kernel.clearBanks(0, bins, scratch.banks, bankStride);
  kernel.scatterRuns(
    type,
    narrow[cake] === 1,
    runs,
    wideBins,
    wideSpans,
    pixel,
    firstBin,
    spans,
    weights,
    layout.frame,
    scratch.banks,
    bankStride,
  );
  const invalid = hasInvalid ? sumInvalid(plan, scratch, place) : 0;
  kernel.finishCake(
    bins,
    scratch.banks,
    bankStride,
    layout.statics + cake * CAKE_STATICS.length * bins * 8,
    invalid,
    scratch.mean,
    resultAddress(layout, 'intensity', row),
    resultAddress(layout, 'count', row),
    resultAddress(layout, 'normalization', row),
  );
  if (errorModel === 'none') return;
  sumVariance(plan, scratch, place, type, hasInvalid, errorModel === 'azimuthal' ? scratch.mean : 0);
  const result = (name: CakeResult): Float32Array => new Float32Array(buffer, resultAddress(layout, name, row), bins);
  const normalization = result('normalization');
  const count = result('count');
  const sigma = result('sigma');
  const variance = new Float64Array(buffer, scratch.variance, bins);
  for (let bin = 0; bin < bins; bin++)
    sigma[bin] = count[bin]! > 0 ? Math.sqrt(variance[bin]!) / normalization[bin]! : NaN;
}

/** CAKE_STATICS of the pixels that are invalid in this frame. @returns their address */
function sumInvalid(plan: BoundCake, scratch: CakeScratch, place: CakePlace): number {
  const { layout, kernel, buffer } = plan;
  const stride = layout.bins * 8;
  new Float64Array(buffer, scratch.invalid, CAKE_STATICS.length * layout.bins).fill(0);
  kernel.addRuns(
    place.runs,
    layout.wideBins,
    layout.wideSpans,
    layout.flags,
    place.pixel,
    place.firstBin,
    place.spans,
    place.weights,
    layout.normalization,
    layout.pedestal,
    scratch.invalid,
    scratch.invalid + stride,
    scratch.invalid + 2 * stride,
    scratch.invalid + 3 * stride,
  );
  return scratch.invalid;
}

/** @param mean  address of the means for deviations; 0: Poisson */
function sumVariance(
  { layout, kernel, buffer }: BoundCake,
  scratch: CakeScratch,
  place: CakePlace,
  type: number,
  hasInvalid: boolean,
  mean: number,
): void {
  new Float64Array(buffer, scratch.variance, layout.bins).fill(0);
  kernel.scatterRunVariances(
    type,
    place.runs,
    layout.wideBins,
    layout.wideSpans,
    hasInvalid ? layout.flags : 0,
    place.pixel,
    place.firstBin,
    place.spans,
    place.weights,
    layout.frame,
    layout.normalization,
    layout.pedestal,
    mean,
    scratch.variance,
  );
}
