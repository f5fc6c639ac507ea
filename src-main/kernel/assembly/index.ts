// Entry of the kernel: what the host calls, with types and layouts chosen by number. Every address is a byte offset
// into the memory of one plan (plan-layout.ts). Nothing here allocates.
export { widen, largeSamples, toDouble } from './convert';
export { allWithin, noneWithin, removeInvalid } from './validity';
export { addPixels, clearBanks, countHits, reduceBanks } from './bins';
export { varianceSamples, deviationSamples, zeroListed, scatterSquares, scatterDeviations } from './variance';
export { addRuns, flagListed, scatterRuns, scatterRunVariances } from './scatter-runs';
export { finishCake } from './finish-cake';
import { scatterNarrow, scatterNarrowFrames } from './scatter-narrow';
import { scatterWide } from './scatter-wide';
import { F32, I32 } from './sample-type';

/**
 * Adds every pixel of a tile to its bins: acc[bank][bin] += weight · sample, bank = pixel mod 4.
 *
 * @param type  of the samples: I32, F32 or F64
 * @param lanes  1, 2 or 4: no pixel of the tile spans more bins; 0: no limit
 * @param frames  1, 2 or 4; sample of frame f at src + f · srcStride, banks of frame f at acc + f · 4 · bankStride
 * @param n  number of pixels
 */
export function scatter(
  type: i32,
  lanes: i32,
  frames: i32,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (type == I32)
    withSamples<i32>(lanes, frames, n, wideBins, wideSpans, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else if (type == F32)
    withSamples<f32>(lanes, frames, n, wideBins, wideSpans, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else
    withSamples<f64>(lanes, frames, n, wideBins, wideSpans, firstBin, spans, weights, src, srcStride, acc, bankStride);
}

function withSamples<T>(
  lanes: i32,
  frames: i32,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (wideBins)
    withBins<T, u32>(lanes, frames, n, wideSpans, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else withBins<T, u16>(lanes, frames, n, wideSpans, firstBin, spans, weights, src, srcStride, acc, bankStride);
}

function withBins<T, B>(
  lanes: i32,
  frames: i32,
  n: u32,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (lanes == 0) {
    for (let f = 0; f < frames; f++) {
      const from = src + <usize>f * srcStride;
      const to = acc + ((<usize>f * bankStride) << 2);
      if (wideSpans) scatterWide<T, B, u16>(n, firstBin, spans, weights, from, to, bankStride);
      else scatterWide<T, B, u8>(n, firstBin, spans, weights, from, to, bankStride);
    }
  } else if (frames == 2) {
    // Rare: the sums that belong to the plan.
    if (lanes == 1) scatterNarrowFrames<T, B>(2, 1, n, firstBin, spans, weights, src, srcStride, acc, bankStride);
    else if (lanes == 2) scatterNarrowFrames<T, B>(2, 2, n, firstBin, spans, weights, src, srcStride, acc, bankStride);
    else scatterNarrowFrames<T, B>(2, 4, n, firstBin, spans, weights, src, srcStride, acc, bankStride);
  } else if (frames == 4) {
    if (lanes == 1) scatterNarrowFrames<T, B>(4, 1, n, firstBin, spans, weights, src, srcStride, acc, bankStride);
    else if (lanes == 2) scatterNarrowFrames<T, B>(4, 2, n, firstBin, spans, weights, src, srcStride, acc, bankStride);
    else scatterNarrowFrames<T, B>(4, 4, n, firstBin, spans, weights, src, srcStride, acc, bankStride);
  } else {
    for (let f = 0; f < frames; f++) {
      const from = src + <usize>f * srcStride;
      const to = acc + ((<usize>f * bankStride) << 2);
      if (lanes == 1) scatterNarrow<T, B>(1, n, firstBin, spans, weights, from, to, bankStride);
      else if (lanes == 2) scatterNarrow<T, B>(2, n, firstBin, spans, weights, from, to, bankStride);
      else scatterNarrow<T, B>(4, n, firstBin, spans, weights, from, to, bankStride);
    }
  }
}
