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

  const used = usedPixels(plan, image, corrections);
  const clipped = new Uint8Array(pixels);
  const bins: BinScatter = {
    isStale: new Uint8Array(plan.bins).fill(1),
    signal: new Float64Array(plan.bins),
    normalization: new Float64Array(plan.bins),
    count: new Float64Array(plan.bins),
    square: new Float64Array(plan.bins),
    mean: new Float64Array(plan.bins),
    reach: new Float64Array(plan.bins),
  };
  let count = 0;
  let rounds = 0;
  while (rounds < maxIterations) {
    measureScatter(plan, samples, corrections, settings, used, bins);
    const dropped = dropOutliers(plan, samples, corrections, used, clipped, bins);
    if (dropped === 0) break;
    count += dropped;
    rounds++;
  }
  return { clipped, count, rounds };
}

/** What is known of the bins. */
interface BinScatter {
  /** Non-zero: a pixel has gone since, or nothing is known yet; the others stay as they are. */
  readonly isStale: Uint8Array;
  readonly signal: Float64Array;
  readonly normalization: Float64Array;
  readonly count: Float64Array;
  /** Numerator of s². */
  readonly square: Float64Array;
  readonly mean: Float64Array;
  /** How far from the mean a pixel may be; not a number where the bin is empty. */
  readonly reach: Float64Array;
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

/** Mean and reach of the stale bins. */
function measureScatter(
  plan: ClipPlan,
  samples: DetectorImage['samples'],
  corrections: FrameCorrections,
  { threshold, normalizationFactor }: ClipSettings,
  used: Uint8Array,
  bins: BinScatter,
): void {
  const { isStale, signal, normalization, count, square, mean, reach } = bins;
  const isPoisson = corrections.errorModel === 'poisson';
  for (const sums of [signal, normalization, count, square])
    for (let bin = 0; bin < plan.bins; bin++) if (isStale[bin] !== 0) sums[bin] = 0;
  addSums(plan, samples, corrections, used, bins);
  for (let bin = 0; bin < plan.bins; bin++) mean[bin] = signal[bin]! / normalization[bin]!;
  // Scatter is taken from the mean itself, so that one very bright pixel costs no digits.
  if (!isPoisson) addSquares(plan, samples, corrections, used, bins);
  const factor = isPoisson ? normalizationFactor : 1;
  for (let bin = 0; bin < plan.bins; bin++) {
    const limit = Math.max(threshold, chauvenetLimit(count[bin]!));
    reach[bin] = limit * Math.sqrt(square[bin]! / (normalization[bin]! * factor));
  }
}

/** Σ c value, Σ c ω, Σ c of the stale bins; with Poisson errors Σ c² max(1, raw), or the variance that is known, too. */
function addSums(
  { firstBin, spans, weights, tileOffsets }: ClipPlan,
  samples: DetectorImage['samples'],
  { normalization: omegas, pedestal, variance, errorModel }: FrameCorrections,
  used: Uint8Array,
  { isStale, signal, normalization, count, square }: BinScatter,
): void {
  const isPoisson = errorModel === 'poisson';
  for (let p = 0, o = 0; p < used.length; p++) {
    if (p % TILE_PIXELS === 0) o = tileOffsets[p / TILE_PIXELS]!;
    const span = spans[p]!;
    if (used[p] === 0) {
      o += span;
      continue;
    }
    const raw = samples[p]!;
    const value = pedestal ? raw - pedestal[p]! : raw;
    const omega = omegas[p]!;
    for (let bin = firstBin[p]!, end = bin + span; bin < end; bin++, o++) {
      if (isStale[bin] === 0) continue;
      const c = weights[o]!;
      signal[bin]! += c * value;
      normalization[bin]! += c * omega;
      count[bin]! += c;
      if (isPoisson) square[bin]! += c * c * (variance ? variance[p]! : Math.max(1, raw));
    }
  }
}

/** Σ c ω (x − I)² of the stale bins. */
function addSquares(
  { firstBin, spans, weights, tileOffsets }: ClipPlan,
  samples: DetectorImage['samples'],
  { normalization, pedestal }: FrameCorrections,
  used: Uint8Array,
  { isStale, mean, square }: BinScatter,
): void {
  for (let p = 0, o = 0; p < used.length; p++) {
    if (p % TILE_PIXELS === 0) o = tileOffsets[p / TILE_PIXELS]!;
    const span = spans[p]!;
    if (used[p] === 0) {
      o += span;
      continue;
    }
    const omega = normalization[p]!;
    const x = (samples[p]! - (pedestal ? pedestal[p]! : 0)) / omega;
    for (let bin = firstBin[p]!, end = bin + span; bin < end; bin++, o++) {
      if (isStale[bin] === 0) continue;
      const difference = x - mean[bin]!;
      square[bin]! += weights[o]! * omega * difference * difference;
    }
  }
}

/** Takes the outliers of the stale bins out of `used` and notes them in `clipped`; their bins are stale then. @returns their number */
function dropOutliers(
  { firstBin, spans, weights, tileOffsets }: ClipPlan,
  samples: DetectorImage['samples'],
  { normalization, pedestal }: FrameCorrections,
  used: Uint8Array,
  clipped: Uint8Array,
  { isStale, mean, reach }: BinScatter,
): number {
  const wasStale = isStale.slice();
  isStale.fill(0);
  let dropped = 0;
  for (let p = 0, o = 0; p < used.length; p++) {
    if (p % TILE_PIXELS === 0) o = tileOffsets[p / TILE_PIXELS]!;
    const span = spans[p]!;
    const first = firstBin[p]!;
    if (used[p] !== 0) {
      let most = 0;
      for (let k = 1; k < span; k++) if (weights[o + k]! > weights[o + most]!) most = k;
      const bin = first + most;
      if (wasStale[bin] !== 0) {
        const x = (samples[p]! - (pedestal ? pedestal[p]! : 0)) / normalization[p]!;
        if (Math.abs(x - mean[bin]!) > reach[bin]!) {
          used[p] = 0;
          clipped[p] = 1;
          isStale.fill(1, first, first + span);
          dropped++;
        }
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
