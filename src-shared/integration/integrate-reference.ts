import { isMeasured, type ValueLimits } from '../correction/value-limits.ts';
import type { DetectorImage } from '../model/detector-image.ts';
import type { IntegrationSettings } from '../model/schema-types.generated.ts';
import type { BinSums, IntegrationPlan, PixelNormalization } from './integration-plan.ts';

export type ErrorModel = IntegrationSettings['errorModel'];

/** All that is done to a frame besides sorting its pixels into bins. */
export interface FrameCorrections {
  readonly normalization: PixelNormalization;
  /** Subtracted from every frame, see correction/pedestal.ts; null: nothing. */
  readonly pedestal: Float32Array | null;
  /** Of the pedestal, see correction/pedestal.ts; absent or null: none. For the models "poisson" and "hybrid". */
  readonly pedestalVariance?: Float32Array | null;
  readonly limits: ValueLimits;
  readonly errorModel: ErrorModel;
  /** Variance of each pixel where it is known; replaces that of the models "poisson" and "hybrid". */
  readonly variance?: ArrayLike<number> | null;
}

/**
 * Integrates one frame in plain double precision: the definition that the fast kernel is tested against.
 *
 * With c the share of a pixel in a bin and ω its normalization, each bin gets
 *
 *     signal = Σ c (raw − pedestal)    normalization = Σ c ω    count = Σ c    variance by the error model:
 *     poisson, hybrid: Σ c² (max(1, raw) + variance of the pedestal)
 *     azimuthal: Σ c² ω² (x − I)², x = (raw − pedestal)/ω, I = signal/normalization
 *
 * A pixel is ignored if the plan does not use it, the image masks it, its value is no measurement, or its
 * normalization is 0 or not finite. "hybrid" differs from "poisson" only while a clipping filter runs.
 *
 * @throws RangeError  if an array has another size than the plan
 */
export function integrateReference(
  plan: IntegrationPlan,
  image: Pick<DetectorImage, 'samples' | 'mask'>,
  corrections: FrameCorrections,
): BinSums {
  const { samples, mask } = image;
  const { normalization, pedestal, limits, errorModel, variance: pixelVariance, pedestalVariance } = corrections;
  const pixels = plan.spans.length;
  for (const part of [samples, mask, normalization, pedestal, pixelVariance, pedestalVariance])
    if (part && part.length !== pixels) throw new RangeError(`${part.length} entries for a plan of ${pixels} pixels`);

  const signal = new Float64Array(plan.bins);
  const norm = new Float64Array(plan.bins);
  const count = new Float64Array(plan.bins);
  const used = new Uint8Array(pixels);
  const variance = errorModel === 'none' && !pixelVariance ? null : new Float64Array(plan.bins);
  let ignoredPixels = 0;
  for (let p = 0, o = 0; p < pixels; p++) {
    const span = plan.spans[p]!;
    const raw = samples[p]!;
    const omega = normalization[p]!;
    const value = raw - (pedestal ? pedestal[p]! : 0);
    const isUsed =
      span > 0 &&
      isMeasured(raw, limits) &&
      !(mask && mask[p] !== 0) &&
      omega !== 0 &&
      Number.isFinite(omega) &&
      Number.isFinite(value);
    if (!isUsed) {
      ignoredPixels++;
      o += span;
      continue;
    }
    used[p] = 1;
    const pixelVar = pixelVariance
      ? pixelVariance[p]!
      : Math.max(1, raw) + (pedestalVariance ? pedestalVariance[p]! : 0);
    for (let bin = plan.firstBin[p]!, end = bin + span; bin < end; bin++, o++) {
      const c = plan.weights[o]!;
      signal[bin]! += c * value;
      norm[bin]! += c * omega;
      count[bin]! += c;
      if (variance && errorModel !== 'azimuthal') variance[bin]! += c * c * pixelVar;
    }
  }
  if (variance && errorModel === 'azimuthal')
    addScatter(plan, used, samples, corrections, { signal, normalization: norm }, variance);
  return { signal, variance, normalization: norm, count, ignoredPixels };
}

/** Adds Σ c² ω² (x − I)² = Σ c² (value − I ω)² to `variance`. */
function addScatter(
  plan: IntegrationPlan,
  used: Uint8Array,
  samples: DetectorImage['samples'],
  { normalization, pedestal }: FrameCorrections,
  sums: Pick<BinSums, 'signal' | 'normalization'>,
  variance: Float64Array,
): void {
  const mean = sums.signal.map((total, bin) => total / sums.normalization[bin]!);
  for (let p = 0, o = 0; p < used.length; p++) {
    const span = plan.spans[p]!;
    if (used[p] === 0) {
      o += span;
      continue;
    }
    const omega = normalization[p]!;
    const value = samples[p]! - (pedestal ? pedestal[p]! : 0);
    for (let bin = plan.firstBin[p]!, end = bin + span; bin < end; bin++, o++) {
      const deviation = plan.weights[o]! * (value - mean[bin]! * omega);
      variance[bin]! += deviation * deviation;
    }
  }
}
