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
  kernel.reduceBanks(0, bins, scratch.banks, bankStride, scratch.signal);
  const invalid = hasInvalid ? sumInvalid(plan, scratch, place) : null;

  const doubles = (address: number): Float64Array => new Float64Array(buffer, address, bins);
  const result = (name: CakeResult): Float32Array => new Float32Array(buffer, resultAddress(layout, name, row), bins);
  const statics = layout.statics + cake * CAKE_STATICS.length * bins * 8;
  const [allCount, allNorm, allPedestal, allHits] = [0, 1, 2, 3].map((k) => doubles(statics + k * bins * 8)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const signal = doubles(scratch.signal);
  const mean = doubles(scratch.mean);
  const intensity = result('intensity');
  const count = result('count');
  const normalization = result('normalization');
  const hasVariance = errorModel !== 'none';
  const sigma = hasVariance ? result('sigma') : null;
  const variance = doubles(scratch.variance);
  if (errorModel === 'poisson' || errorModel === 'hybrid') sumVariance(plan, scratch, place, type, hasInvalid, 0);

  for (let bin = 0; bin < bins; bin++) {
    // Pixels are counted, so that a cell all of whose pixels are invalid is exactly empty: differences leave crumbs.
    const isEmpty = allHits[bin]! === (invalid ? invalid[3 * bins + bin]! : 0);
    const c = isEmpty ? 0 : allCount[bin]! - (invalid ? invalid[bin]! : 0);
    if (!(c > 0)) {
      intensity[bin] = NaN;
      count[bin] = 0;
      normalization[bin] = 0;
      mean[bin] = 0;
      if (sigma) sigma[bin] = NaN;
      continue;
    }
    const omega = allNorm[bin]! - (invalid ? invalid[bins + bin]! : 0);
    const below = allPedestal[bin]! - (invalid ? invalid[2 * bins + bin]! : 0);
    const value = (signal[bin]! - below) / omega;
    intensity[bin] = value;
    mean[bin] = value;
    count[bin] = c;
    normalization[bin] = omega;
    if (sigma) sigma[bin] = Math.sqrt(variance[bin]!) / omega;
  }
  if (!sigma || errorModel !== 'azimuthal') return;
  sumVariance(plan, scratch, place, type, hasInvalid, scratch.mean);
  for (let bin = 0; bin < bins; bin++) {
    if (!(count[bin]! > 0)) continue;
    sigma[bin] = Math.sqrt(variance[bin]!) / (allNorm[bin]! - (invalid ? invalid[bins + bin]! : 0));
  }
}

/** CAKE_STATICS of the pixels that are invalid in this frame. */
function sumInvalid(plan: BoundCake, scratch: CakeScratch, place: CakePlace): Float64Array {
  const { layout, kernel, buffer } = plan;
  const stride = layout.bins * 8;
  const sums = new Float64Array(buffer, scratch.invalid, CAKE_STATICS.length * layout.bins).fill(0);
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
  return sums;
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
