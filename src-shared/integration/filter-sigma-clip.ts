import type { DetectorImage } from '../model/detector-image.ts';
import {
  type ClipSettings,
  clipRound,
  createClipScratch,
  createClipState,
  IN_USE,
  loadClipState,
  UNUSABLE,
} from './clip-round.ts';
import type { FrameCorrections } from './integrate-reference.ts';
import { type SortablePlan, sortByBin, type SortedPlan } from './sort-by-bin.ts';

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
 * s² = Σ c ω (x − I)² / Σ c ω; with the error model "poisson", s² = Σ c² v / (f Σ c ω), v = max(1, raw) + variance of the
 * pedestal, f the normalization factor. A pixel shared by several bins is judged in the one that has most of it (the first of equals), and goes
 * from all of them.
 *
 * Source: pyFAI 0.21.3, `sigma_clip_ng`, without splitting; its limit is Chauvenet's criterion. pyFAI has no f, and
 * with splitting its result depends on the order of threads.
 *
 * @param sorted  the plan sorted by bins, with the normalization of the corrections, where it is known already
 * @param check  called before each round; throws to end it early
 * @throws RangeError  if an array has another size than the plan, or a setting makes no sense
 */
export function sigmaClip(
  plan: SortablePlan,
  image: Pick<DetectorImage, 'samples' | 'mask'>,
  corrections: FrameCorrections,
  settings: ClipSettings,
  sorted: SortedPlan = sortByBin(plan, corrections.normalization),
  check: () => void = () => undefined,
): ClippedPixels {
  checkClipSettings(settings);
  const { samples, mask } = image;
  const { normalization, pedestal, pedestalVariance, variance, errorModel } = corrections;
  const pixels = plan.spans.length;
  for (const part of [samples, mask, normalization, pedestal, pedestalVariance, variance])
    if (part && part.length !== pixels) throw new RangeError(`${part.length} entries for a plan of ${pixels} pixels`);

  const { pixelAt } = sorted;
  const state = createClipState(sorted, errorModel === 'poisson');
  loadClipState(state, sorted, image, corrections, 0, pixelAt.length);
  const scratch = createClipScratch();
  let count = 0;
  let rounds = 0;
  while (rounds < settings.maxIterations) {
    check();
    const dropped = clipRound(sorted, state, plan, settings, rounds + 1, 0, plan.bins, scratch);
    if (dropped === 0) break;
    count += dropped;
    rounds++;
  }
  const clipped = new Uint8Array(pixels);
  for (let q = 0; q < pixelAt.length; q++) if (isClipped(state.clippedIn[q]!)) clipped[pixelAt[q]!] = 1;
  return { clipped, count, rounds };
}

/** @throws RangeError  if a setting makes no sense */
export function checkClipSettings({ threshold, maxIterations, normalizationFactor }: ClipSettings): void {
  if (!(threshold > 0 && maxIterations >= 1 && maxIterations < UNUSABLE && normalizationFactor !== 0))
    throw new RangeError(
      `a threshold of ${threshold}, ${maxIterations} rounds, a normalization factor of ${normalizationFactor}`,
    );
}

/** Whether an entry of `clippedIn` names a round. */
export function isClipped(state: number): boolean {
  return state !== IN_USE && state !== UNUSABLE;
}
