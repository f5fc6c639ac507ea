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

/**
 * A frame while it is clipped; arrays in the order of the places. Threads may share it: each works on bins of its own. It can be
 * used again, see `renewClipState`.
 */
export interface ClipState {
  /** (raw − pedestal) / normalization */
  readonly corrected: Float64Array;
  /** Variance of each pixel; null: that of the bin is the scatter in it. */
  readonly variance: Float64Array | null;
  /** IN_USE, UNUSABLE, or the round that clipped the pixel. */
  readonly clippedIn: Uint8Array;
  /** Of each bin what BIN_SUMS names. */
  readonly sums: Float64Array;
  /** Two arrays in turn: bins to be looked at in this round, and in the next. Non-zero: a pixel has gone since. */
  readonly stale: readonly [Uint8Array, Uint8Array];
}

/**
 * With x the corrected values of the pixels in use and s = c ω: x₀, the mean when they were summed; Σ s (x − x₀), Σ s (x − x₀)²
 * (or Σ c² variance), Σ s and Σ c; and what the last three were then.
 */
const BIN_SUMS = ['start', 'shift', 'square', 'norm', 'count', 'squareThen', 'normThen'] as const;

/** When so little is left of a sum, what has been taken off leaves too few digits: it is formed anew. */
const LEAST_LEFT = 1e-3;

export const IN_USE = 0;
export const UNUSABLE = 255;

/** Room for a frame, in memory made by `allocate`. */
export function createClipState(
  { pixelAt, binStart }: Pick<SortedPlan, 'pixelAt' | 'binStart'>,
  hasVariance: boolean,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): ClipState {
  const places = pixelAt.length;
  const bins = binStart.length - 1;
  return {
    corrected: new Float64Array(allocate(places * 8)),
    variance: hasVariance ? new Float64Array(allocate(places * 8)) : null,
    clippedIn: new Uint8Array(allocate(places)),
    sums: new Float64Array(allocate(bins * BIN_SUMS.length * 8)),
    stale: [new Uint8Array(allocate(bins)), new Uint8Array(allocate(bins)).fill(1)],
  };
}

/** All bins are to be looked at in round 1: the state is as good as a new one, once a frame is filled in. */
export function renewClipState({ stale }: ClipState): void {
  stale[0].fill(0);
  stale[1].fill(1);
}

/** Fills in the places from `first` to below `end`. */
export function loadClipState(
  { corrected, variance, clippedIn }: ClipState,
  { pixelAt, normalization }: SortedPlan,
  { samples, mask }: Pick<DetectorImage, 'samples' | 'mask'>,
  { pedestal, limits, variance: known, pedestalVariance }: Omit<FrameCorrections, 'normalization'>,
  first: number,
  end: number,
): void {
  for (let q = first; q < end; q++) {
    const p = pixelAt[q]!;
    const raw = samples[p]!;
    const omega = normalization[q]!;
    const signal = pedestal ? raw - pedestal[p]! : raw;
    const isUsable =
      !(mask && mask[p] !== 0) &&
      isMeasured(raw, limits) &&
      omega !== 0 &&
      omega - omega === 0 &&
      signal - signal === 0;
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
 * the same round still counts here, so the result does not depend on the order of the bins. The first round sums all pixels of
 * a bin; the others take off those that went in the round before.
 *
 * @param round  1, 2, …
 * @returns number of pixels clipped
 */
export function clipRound(
  sorted: SortedPlan,
  state: ClipState,
  { firstBin, spans }: { readonly firstBin: ArrayLike<number>; readonly spans: ArrayLike<number> },
  { threshold, normalizationFactor }: ClipSettings,
  round: number,
  first: number,
  end: number,
  scratch: ClipScratch,
): number {
  const { pixelAt, mainStart } = sorted;
  const { corrected, variance, clippedIn, sums, stale } = state;
  const isStale = stale[(round & 1) as 0 | 1];
  const isStaleNext = stale[(1 - (round & 1)) as 0 | 1];
  let dropped = 0;
  for (let bin = first; bin < end; bin++) {
    if (isStale[bin] === 0) continue;
    isStale[bin] = 0;
    const at = bin * BIN_SUMS.length;
    if (round === 1) sumBin(sorted, state, bin, round, scratch);
    else {
      takeOff(sorted, state, bin, round);
      const isEnough = sums[at + 3]! > LEAST_LEFT * sums[at + 6]! && spreadOf(state, at) > LEAST_LEFT * sums[at + 5]!;
      if (!isEnough) sumBin(sorted, state, bin, round, scratch);
    }
    const norm = sums[at + 3]!;
    const mean = sums[at]! + sums[at + 1]! / norm;
    const limit = Math.max(threshold, chauvenetLimit(sums[at + 4]!));
    const reach = limit * Math.sqrt(spreadOf(state, at) / (variance ? norm * normalizationFactor : norm));
    for (let q = mainStart[bin]!, last = mainStart[bin + 1]!; q < last; q++) {
      if (!(Math.abs(corrected[q]! - mean) > reach) || clippedIn[q] !== IN_USE) continue;
      clippedIn[q] = round;
      const p = pixelAt[q]!;
      for (let reached = firstBin[p]!, none = reached + spans[p]!; reached < none; reached++) isStaleNext[reached] = 1;
      dropped++;
    }
  }
  return dropped;
}

/** Σ s (x − mean)², or Σ c² variance. @param at  of the sums of a bin */
function spreadOf({ sums, variance }: ClipState, at: number): number {
  const shift = sums[at + 1]!;
  return variance ? sums[at + 2]! : sums[at + 2]! - (shift * shift) / sums[at + 3]!;
}

/** The sums of a bin from all its pixels that are in use. */
function sumBin(
  { binStart, place, weight, normalization }: SortedPlan,
  { corrected, variance, clippedIn, sums }: ClipState,
  bin: number,
  round: number,
  scratch: ClipScratch,
): void {
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
    const goneIn = clippedIn[q]!;
    if (goneIn !== IN_USE && goneIn !== round) continue;
    const c = weight[k]!;
    const part = c * normalization[q]!;
    const value = corrected[q]!;
    signal += part * value;
    norm += part;
    count += c;
    if (variance) square += c * c * variance[q]!;
    x[used] = value;
    share[used++] = part;
  }
  // Scatter is taken from the mean itself, so that one very bright pixel costs no digits.
  const mean = signal / norm;
  if (!variance)
    for (let k = 0; k < used; k++) {
      const difference = x[k]! - mean;
      square += share[k]! * difference * difference;
    }
  const at = bin * BIN_SUMS.length;
  sums[at] = mean;
  sums[at + 1] = 0;
  sums[at + 2] = square;
  sums[at + 3] = norm;
  sums[at + 4] = count;
  sums[at + 5] = square;
  sums[at + 6] = norm;
}

/** Takes the pixels that went in the round before off the sums of a bin. */
function takeOff(
  { binStart, place, weight, normalization }: SortedPlan,
  { corrected, variance, clippedIn, sums }: ClipState,
  bin: number,
  round: number,
): void {
  const at = bin * BIN_SUMS.length;
  const start = sums[at]!;
  const before = round - 1;
  for (let k = binStart[bin]!, to = binStart[bin + 1]!; k < to; k++) {
    const q = place[k]!;
    if (clippedIn[q] !== before) continue;
    const c = weight[k]!;
    const part = c * normalization[q]!;
    const difference = corrected[q]! - start;
    sums[at + 1]! -= part * difference;
    sums[at + 2]! -= variance ? c * c * variance[q]! : part * difference * difference;
    sums[at + 3]! -= part;
    sums[at + 4]! -= c;
  }
}

/** Deviation, in standard deviations, that half a pixel of `count` normal ones is expected to reach, about. */
export function chauvenetLimit(count: number): number {
  return Math.sqrt(2 * Math.log(Math.max(3, count) / Math.sqrt(2 * Math.PI)));
}
