import { isMeasured } from '../correction/value-limits.ts';
import type { DetectorImage } from '../model/detector-image.ts';
import type { FrameCorrections } from './integrate-reference.ts';
import type { SortedPlan } from './sort-by-bin.ts';

export interface ClipSettings {
  /** Standard deviations, above 0. */
  readonly threshold: number;
  /** Rounds of clipping at most; up to 250. */
  readonly maxIterations: number;
  /** The part of the normalization that is the same for all pixels. */
  readonly normalizationFactor: number;
}

/** A frame while it is clipped; arrays in the order of the places. Threads may share it: each works on bins of its own. */
export interface ClipState {
  /** raw − pedestal */
  readonly value: Float64Array;
  readonly normalization: Float32Array;
  /** value / normalization */
  readonly corrected: Float64Array;
  /** Variance of each pixel; null: that of the bin is the scatter in it. */
  readonly variance: Float64Array | null;
  /** IN_USE, UNUSABLE, or the round that clipped the pixel. */
  readonly clippedIn: Uint8Array;
  /** Two arrays in turn: bins to be looked at in this round, and in the next. Non-zero: a pixel has gone since. */
  readonly stale: readonly [Uint8Array, Uint8Array];
}

export const IN_USE = 0;
export const UNUSABLE = 255;

/** Room for a frame, in memory made by `allocate`. All bins are to be looked at in round 1. */
export function createClipState(
  { pixelAt, binStart }: Pick<SortedPlan, 'pixelAt' | 'binStart'>,
  hasVariance: boolean,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): ClipState {
  const places = pixelAt.length;
  const bins = binStart.length - 1;
  return {
    value: new Float64Array(allocate(places * 8)),
    normalization: new Float32Array(allocate(places * 4)),
    corrected: new Float64Array(allocate(places * 8)),
    variance: hasVariance ? new Float64Array(allocate(places * 8)) : null,
    clippedIn: new Uint8Array(allocate(places)),
    stale: [new Uint8Array(allocate(bins)), new Uint8Array(allocate(bins)).fill(1)],
  };
}

/** Fills in the places from `first` to below `end`. */
export function loadClipState(
  { value, normalization, corrected, variance, clippedIn }: ClipState,
  pixelAt: Uint32Array,
  { samples, mask }: Pick<DetectorImage, 'samples' | 'mask'>,
  { normalization: omegas, pedestal, limits, variance: known, pedestalVariance }: FrameCorrections,
  first: number,
  end: number,
): void {
  for (let q = first; q < end; q++) {
    const p = pixelAt[q]!;
    const raw = samples[p]!;
    const omega = omegas[p]!;
    const signal = pedestal ? raw - pedestal[p]! : raw;
    const isUsable =
      !(mask && mask[p] !== 0) &&
      isMeasured(raw, limits) &&
      omega !== 0 &&
      omega - omega === 0 &&
      signal - signal === 0;
    value[q] = signal;
    normalization[q] = omega;
    corrected[q] = signal / omega;
    clippedIn[q] = isUsable ? IN_USE : UNUSABLE;
    if (variance) variance[q] = known ? known[p]! : Math.max(1, raw) + (pedestalVariance ? pedestalVariance[p]! : 0);
  }
}

/** Working memory of one thread. */
export interface ClipScratch {
  x: Float64Array;
  share: Float64Array;
}

export function createClipScratch(): ClipScratch {
  return { x: new Float64Array(0), share: new Float64Array(0) };
}

/**
 * One round of clipping in the bins from `first` to below `end`: see `sigmaClip` for what goes. What other bins clip in
 * the same round still counts here, so the result does not depend on the order of the bins.
 *
 * @param round  1, 2, …
 * @returns number of pixels clipped
 */
export function clipRound(
  { pixelAt, binStart, place, weight, mainStart }: SortedPlan,
  { value, normalization, corrected, variance, clippedIn, stale }: ClipState,
  { firstBin, spans }: { readonly firstBin: ArrayLike<number>; readonly spans: ArrayLike<number> },
  { threshold, normalizationFactor }: ClipSettings,
  round: number,
  first: number,
  end: number,
  scratch: ClipScratch,
): number {
  const isStale = stale[(round & 1) as 0 | 1];
  const isStaleNext = stale[(1 - (round & 1)) as 0 | 1];
  let dropped = 0;
  for (let bin = first; bin < end; bin++) {
    if (isStale[bin] === 0) continue;
    isStale[bin] = 0;
    const from = binStart[bin]!;
    const to = binStart[bin + 1]!;
    if (scratch.x.length < to - from) {
      scratch.x = new Float64Array(to - from);
      scratch.share = new Float64Array(to - from);
    }
    const { x, share } = scratch;
    let signal = 0;
    let norm = 0;
    let count = 0;
    let square = 0;
    let used = 0;
    for (let k = from; k < to; k++) {
      const q = place[k]!;
      const state = clippedIn[q]!;
      if (state !== IN_USE && state !== round) continue;
      const c = weight[k]!;
      const part = c * normalization[q]!;
      signal += c * value[q]!;
      norm += part;
      count += c;
      if (variance) square += c * c * variance[q]!;
      x[used] = corrected[q]!;
      share[used++] = part;
    }
    const mean = signal / norm;
    // Scatter is taken from the mean itself, so that one very bright pixel costs no digits.
    if (!variance)
      for (let k = 0; k < used; k++) {
        const difference = x[k]! - mean;
        square += share[k]! * difference * difference;
      }
    const limit = Math.max(threshold, chauvenetLimit(count));
    const reach = limit * Math.sqrt(square / (variance ? norm * normalizationFactor : norm));
    for (let q = mainStart[bin]!, last = mainStart[bin + 1]!; q < last; q++) {
      if (!(Math.abs(corrected[q]! - mean) > reach) || clippedIn[q] !== IN_USE) continue;
      clippedIn[q] = round;
      const p = pixelAt[q]!;
      isStaleNext.fill(1, firstBin[p]!, firstBin[p]! + spans[p]!);
      dropped++;
    }
  }
  return dropped;
}

/** Deviation, in standard deviations, that half a pixel of `count` normal ones is expected to reach, about. */
export function chauvenetLimit(count: number): number {
  return Math.sqrt(2 * Math.log(Math.max(3, count) / Math.sqrt(2 * Math.PI)));
}
