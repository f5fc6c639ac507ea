import { isMeasured } from '../correction/value-limits.ts';
import type { DetectorImage } from '../model/detector-image.ts';
import type { FrameCorrections } from './integrate-reference.ts';
import { type IntegrationPlan, TILE_PIXELS } from './integration-plan.ts';

/** What clipping needs of a plan. The weights of a tile begin at `tileOffsets`; the tiles may lie in any order. */
export type ClipPlan = Pick<IntegrationPlan, 'bins' | 'firstBin' | 'spans' | 'weights' | 'tileOffsets'>;

export interface ClipSettings {
  /** Standard deviations, above 0. */
  readonly threshold: number;
  /** Rounds of clipping at most. */
  readonly maxIterations: number;
  /** The part of the normalization that is the same for all pixels. */
  readonly normalizationFactor: number;
}

export interface ClippedPixels {
  /** 1 = clipped, one entry per pixel; pixels that are not used anyway have 0. */
  readonly clipped: Uint8Array;
  readonly count: number;
  /** Rounds that clipped a pixel. */
  readonly rounds: number;
}

/**
 * Finds the pixels that differ too much from the mean of their bin. With x = value/ω and I = Σ c value / Σ c ω, those go
 * that have
 *
 *     |x − I| > limit · s,   limit = max(threshold, √(2 ln(max(3, count)/√(2π))))
 *
 * and the rest is averaged anew, until none is left or the rounds are over. s is the scatter in the bin,
 * s² = Σ c ω (x − I)² / Σ c ω; with the error model "poisson", s² = Σ c² max(1, raw) / (f Σ c ω), f the normalization
 * factor. A pixel shared by several bins is judged in the one that has most of it (the first of equals), and goes
 * from all of them.
 *
 * Source: pyFAI 0.21.3, `sigma_clip_ng`, without splitting; its limit is Chauvenet's criterion. pyFAI has no f, and
 * with splitting its result depends on the order of threads.
 *
 * @throws RangeError  if an array has another size than the plan, or a setting makes no sense
 */
export function sigmaClip(
  plan: ClipPlan,
  image: Pick<DetectorImage, 'samples' | 'mask'>,
  corrections: FrameCorrections,
  settings: ClipSettings,
): ClippedPixels {
  const { threshold, maxIterations, normalizationFactor } = settings;
  if (!(threshold > 0 && maxIterations >= 1 && normalizationFactor !== 0))
    throw new RangeError(
      `a threshold of ${threshold}, ${maxIterations} rounds, a normalization factor of ${normalizationFactor}`,
    );
  const { samples, mask } = image;
  const { normalization, pedestal, variance } = corrections;
  const pixels = plan.spans.length;
  for (const part of [samples, mask, normalization, pedestal, variance])
    if (part && part.length !== pixels) throw new RangeError(`${part.length} entries for a plan of ${pixels} pixels`);

  const isPoisson = corrections.errorModel === 'poisson';
  const used = usedPixels(plan, image, corrections);
  const clipped = new Uint8Array(pixels);
  let count = 0;
  let rounds = 0;
  for (;;) {
    const scatter = isPoisson
      ? binScatter(poissonSums(plan, samples, corrections, used), normalizationFactor)
      : azimuthalScatter(plan, samples, corrections, used);
    const dropped = dropOutliers(plan, samples, corrections, scatter, threshold, used, clipped);
    if (dropped === 0) break;
    count += dropped;
    if (++rounds === maxIterations) break;
  }
  return { clipped, count, rounds };
}

interface Sums {
  readonly signal: Float64Array;
  readonly normalization: Float64Array;
  readonly count: Float64Array;
  readonly variance: Float64Array;
}

/** Mean and standard deviation of each bin, and the pixels in it. */
interface Scatter {
  readonly mean: Float64Array;
  /** Not a number where the bin is empty. */
  readonly deviation: Float64Array;
  readonly count: Float64Array;
}

function usedPixels(
  { spans }: ClipPlan,
  { samples, mask }: Pick<DetectorImage, 'samples' | 'mask'>,
  { normalization, pedestal, limits }: FrameCorrections,
): Uint8Array {
  const used = new Uint8Array(spans.length);
  for (let p = 0; p < used.length; p++) {
    if (spans[p] === 0 || (mask && mask[p] !== 0) || !isMeasured(samples[p]!, limits)) continue;
    const omega = normalization[p]!;
    if (omega !== 0 && Number.isFinite(omega) && Number.isFinite(samples[p]! - (pedestal ? pedestal[p]! : 0)))
      used[p] = 1;
  }
  return used;
}

function emptySums(bins: number): Sums {
  const make = (): Float64Array => new Float64Array(bins);
  return { signal: make(), normalization: make(), count: make(), variance: make() };
}

/** Variance: Σ c² max(1, raw), or the variance that is known. */
function poissonSums(
  plan: ClipPlan,
  samples: DetectorImage['samples'],
  { normalization, pedestal, variance }: FrameCorrections,
  used: Uint8Array,
): Sums {
  const sums = emptySums(plan.bins);
  const { firstBin, spans, weights } = plan;
  for (let p = 0, o = 0; p < used.length; p++) {
    if (p % TILE_PIXELS === 0) o = plan.tileOffsets[p / TILE_PIXELS]!;
    const span = spans[p]!;
    if (used[p] === 0) {
      o += span;
      continue;
    }
    const raw = samples[p]!;
    const value = raw - (pedestal ? pedestal[p]! : 0);
    const pixelVariance = variance ? variance[p]! : Math.max(1, raw);
    for (let bin = firstBin[p]!, end = bin + span; bin < end; bin++, o++) {
      const c = weights[o]!;
      sums.signal[bin]! += c * value;
      sums.normalization[bin]! += c * normalization[p]!;
      sums.count[bin]! += c;
      sums.variance[bin]! += c * c * pixelVariance;
    }
  }
  return sums;
}

function binScatter({ signal, normalization, count, variance }: Sums, factor: number): Scatter {
  return {
    mean: signal.map((total, bin) => total / normalization[bin]!),
    deviation: variance.map((total, bin) => Math.sqrt(total / (normalization[bin]! * factor))),
    count,
  };
}

/** Two passes: the scatter is taken from the mean itself, so that one very bright pixel costs no digits. */
function azimuthalScatter(
  plan: ClipPlan,
  samples: DetectorImage['samples'],
  corrections: FrameCorrections,
  used: Uint8Array,
): Scatter {
  const { normalization, pedestal } = corrections;
  const { firstBin, spans, weights } = plan;
  const { signal, normalization: total, count, variance } = poissonSums(plan, samples, corrections, used);
  const mean = signal.map((sum, bin) => sum / total[bin]!);
  variance.fill(0);
  for (let p = 0, o = 0; p < used.length; p++) {
    if (p % TILE_PIXELS === 0) o = plan.tileOffsets[p / TILE_PIXELS]!;
    const span = spans[p]!;
    if (used[p] === 0) {
      o += span;
      continue;
    }
    const omega = normalization[p]!;
    const x = (samples[p]! - (pedestal ? pedestal[p]! : 0)) / omega;
    for (let bin = firstBin[p]!, end = bin + span; bin < end; bin++, o++) {
      const difference = x - mean[bin]!;
      variance[bin]! += weights[o]! * omega * difference * difference;
    }
  }
  return { mean, deviation: variance.map((sum, bin) => Math.sqrt(sum / total[bin]!)), count };
}

/** Takes outliers out of `used` and notes them in `clipped`. @returns their number */
function dropOutliers(
  plan: ClipPlan,
  samples: DetectorImage['samples'],
  { normalization, pedestal }: FrameCorrections,
  { mean, deviation, count }: Scatter,
  threshold: number,
  used: Uint8Array,
  clipped: Uint8Array,
): number {
  const { firstBin, spans, weights } = plan;
  const reach = deviation.map((s, bin) => s * Math.max(threshold, chauvenetLimit(count[bin]!)));
  let dropped = 0;
  for (let p = 0, o = 0; p < used.length; p++) {
    if (p % TILE_PIXELS === 0) o = plan.tileOffsets[p / TILE_PIXELS]!;
    const span = spans[p]!;
    if (used[p] !== 0) {
      let most = 0;
      for (let k = 1; k < span; k++) if (weights[o + k]! > weights[o + most]!) most = k;
      const bin = firstBin[p]! + most;
      const x = (samples[p]! - (pedestal ? pedestal[p]! : 0)) / normalization[p]!;
      if (Math.abs(x - mean[bin]!) > reach[bin]!) {
        used[p] = 0;
        clipped[p] = 1;
        dropped++;
      }
    }
    o += span;
  }
  return dropped;
}

/** Deviation, in standard deviations, that half a pixel of `count` normal ones is expected to reach, about. */
export function chauvenetLimit(count: number): number {
  return Math.sqrt(2 * Math.log(Math.max(3, count) / Math.sqrt(2 * Math.PI)));
}
