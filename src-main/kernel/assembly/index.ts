// Entry of the kernel: what the host calls, with types and layouts chosen by number. Every address is a byte offset
// into the memory of one plan (plan-layout.ts, cake-layout.ts). Nothing here allocates.
export { widen } from './convert';
export { spreadTile } from './spread-tile';
export { allWithin, noneWithin, removeInvalid } from './validity';
export { addPixels, addSums, clearBanks, countHits, reduceBanks } from './bins';
export { varianceSamples, deviationSamples, zeroListed, scatterSquares, scatterDeviations } from './variance';
export { addFrame, clearFrames, scatterFrames } from './scatter-frames';
export { scatterTwo } from './scatter-two';
export { addRuns, flagListed, scatterRunVariances } from './cake-runs';
export { spreadLabels, sumLabels } from './sum-labels';
export { finishCake, finishErrors, subtractInvalid } from './finish-cake';
import { scatterNarrow } from './scatter-narrow';
import { scatterWide } from './scatter-wide';
import { F32, I32, U32 } from './sample-type';

/**
 * Adds pixels, or runs of a cake, to their bins: acc[bank][bin] += weight · sample, bank = number mod 4.
 *
 * @param type  of the samples: I32, U32, F32 or F64
 * @param lanes  1, 2 or 4: none spans more bins; 0: no limit
 * @param frames  1, 2 or 4; sample of frame f at src + f · srcStride, banks of frame f at acc + f · 4 · bankStride
 * @param n  number of pixels or runs
 * @param list  uint32 per run: number of its sample; 0: samples come in order
 */
export function scatter(
  type: i32,
  lanes: i32,
  frames: i32,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (type == I32)
    withSamples<i32>(lanes, frames, n, wideBins, wideSpans, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else if (type == U32)
    withSamples<u32>(lanes, frames, n, wideBins, wideSpans, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else if (type == F32)
    withSamples<f32>(lanes, frames, n, wideBins, wideSpans, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else
    withSamples<f64>(lanes, frames, n, wideBins, wideSpans, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
}

function withSamples<T>(
  lanes: i32,
  frames: i32,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (wideBins)
    withBins<T, u32>(lanes, frames, n, wideSpans, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else withBins<T, u16>(lanes, frames, n, wideSpans, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
}

function withBins<T, B>(
  lanes: i32,
  frames: i32,
  n: u32,
  wideSpans: bool,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (list != 0) {
    if (lanes != 0)
      withFrames<T, B>(lanes, frames, true, n, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
    else if (wideSpans)
      withWideFrames<T, B, u16>(frames, true, n, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
    else withWideFrames<T, B, u8>(frames, true, n, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
  } else if (lanes != 0)
    withFrames<T, B>(lanes, frames, false, n, 0, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else if (wideSpans)
    withWideFrames<T, B, u16>(frames, false, n, 0, firstBin, spans, weights, src, srcStride, acc, bankStride);
  else withWideFrames<T, B, u8>(frames, false, n, 0, firstBin, spans, weights, src, srcStride, acc, bankStride);
}

// @ts-ignore: decorator
@inline
function withFrames<T, B>(
  lanes: i32,
  frames: i32,
  isListed: bool,
  n: u32,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (frames == 4) {
    if (lanes == 1)
      scatterNarrow<T, B>(4, 1, isListed, n, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
    else if (lanes == 2)
      scatterNarrow<T, B>(4, 2, isListed, n, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
    else scatterNarrow<T, B>(4, 4, isListed, n, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
    return;
  }
  for (let f = 0; f < frames; f++) {
    const from = src + <usize>f * srcStride;
    const to = acc + ((<usize>f * bankStride) << 2);
    if (lanes == 1) scatterNarrow<T, B>(1, 1, isListed, n, list, firstBin, spans, weights, from, 0, to, bankStride);
    else if (lanes == 2) scatterNarrow<T, B>(1, 2, isListed, n, list, firstBin, spans, weights, from, 0, to, bankStride);
    else scatterNarrow<T, B>(1, 4, isListed, n, list, firstBin, spans, weights, from, 0, to, bankStride);
  }
}

// @ts-ignore: decorator
@inline
function withWideFrames<T, B, S>(
  frames: i32,
  isListed: bool,
  n: u32,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (frames == 4) {
    scatterWide<T, B, S>(4, isListed, n, list, firstBin, spans, weights, src, srcStride, acc, bankStride);
    return;
  }
  for (let f = 0; f < frames; f++) {
    const from = src + <usize>f * srcStride;
    const to = acc + ((<usize>f * bankStride) << 2);
    scatterWide<T, B, S>(1, isListed, n, list, firstBin, spans, weights, from, 0, to, bankStride);
  }
}
