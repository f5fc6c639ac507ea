// Pixels that span many bins. The sums of several frames for one bin lie together, a line of the cache for eight of them:
// each weight is read once, and what was stored a moment ago is read back in the same place. Neighbouring pixels of
// neighbouring rows share most of their bins, so a tile is walked through in strips of a few columns, which keep theirs in
// the cache.
import { binAt, spanAt } from './plan-numbers';
import { F32, I32, U32 } from './sample-type';

/** Columns of a strip. */
const STRIP: u32 = 16;

/**
 * Adds the pixels of a tile to their bins: acc[bin][frame] += weight · sample, the same additions in the same order for any
 * number of frames.
 *
 * @param type  of the samples: I32, U32, F32 or F64
 * @param frames  1, 4 or 8; sample of frame f at src + f · srcStride
 * @param first  number of the first pixel of the tile in the image
 * @param n  pixels of the tile
 * @param columns  of the image
 * @param offsets  working memory: n uint32
 */
export function scatterFrames(
  type: i32,
  frames: i32,
  first: u32,
  n: u32,
  columns: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  weights: usize,
  offsets: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
): void {
  placePieces(first % columns, n, columns, wideSpans, spans, weights, offsets);
  if (type == I32)
    inStrips<i32>(frames, first, n, columns, wideBins, wideSpans, firstBin, spans, offsets, src, srcStride, acc);
  else if (type == U32)
    inStrips<u32>(frames, first, n, columns, wideBins, wideSpans, firstBin, spans, offsets, src, srcStride, acc);
  else if (type == F32)
    inStrips<f32>(frames, first, n, columns, wideBins, wideSpans, firstBin, spans, offsets, src, srcStride, acc);
  else inStrips<f64>(frames, first, n, columns, wideBins, wideSpans, firstBin, spans, offsets, src, srcStride, acc);
}

/** Finds the weights of each piece: pixels of one row in one strip, row by row. @param column  of the first pixel */
function placePieces(
  column: u32,
  n: u32,
  columns: u32,
  wideSpans: bool,
  spans: usize,
  weights: usize,
  offsets: usize,
): void {
  for (let p: u32 = 0; p < n;) {
    store<u32>(offsets, <u32>weights);
    offsets += 4;
    const inStrip = STRIP - (column % STRIP);
    const count = min(n - p, min(inStrip, columns - column));
    let total: usize = 0;
    for (const end = p + count; p < end; p++) total += spanAt(wideSpans, spans, p);
    weights += total << 2;
    column += count;
    if (column == columns) column = 0;
  }
}

function inStrips<T>(
  frames: i32,
  first: u32,
  n: u32,
  columns: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  offsets: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
): void {
  const strips = (columns + STRIP - 1) / STRIP;
  const end = first + n;
  const firstRow = first / columns;
  const endRow = (end + columns - 1) / columns;
  const before = (first % columns) / STRIP; // pieces of the first row that belong to the tile before
  for (let strip: u32 = 0; strip < strips; strip++) {
    for (let row = firstRow; row < endRow; row++) {
      const rowStart = row * columns;
      const from = max(first, rowStart + strip * STRIP);
      const to = min(end, min(rowStart + columns, rowStart + (strip + 1) * STRIP));
      if (from >= to) continue;
      const piece = (row - firstRow) * strips + strip - before;
      const p = from - first;
      const count = to - from;
      const weights = <usize>load<u32>(offsets + (<usize>piece << 2));
      const samples = src + <usize>p * sizeof<T>();
      if (frames == 8) addSideBySide<T>(8, p, count, wideBins, wideSpans, firstBin, spans, weights, samples, srcStride, acc);
      else if (frames == 4) addSideBySide<T>(4, p, count, wideBins, wideSpans, firstBin, spans, weights, samples, srcStride, acc);
      else addOne<T>(p, count, wideBins, wideSpans, firstBin, spans, weights, samples, acc);
    }
  }
}

/** Two samples of a frame as doubles; reads behind the last pixel where there is only one. */
// @ts-ignore: decorator
@inline
function twoSamples<T>(at: usize): v128 {
  if (isInteger<T>())
    return isSigned<T>()
      ? f64x2.convert_low_i32x4_s(v128.load64_zero(at))
      : f64x2.convert_low_i32x4_u(v128.load64_zero(at));
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(at));
  return v128.load(at);
}

// @ts-ignore: decorator
@inline
function firstOf(a: v128, b: v128): v128 {
  return v128.shuffle<u64>(a, b, 0, 2);
}

// @ts-ignore: decorator
@inline
function secondOf(a: v128, b: v128): v128 {
  return v128.shuffle<u64>(a, b, 1, 3);
}

/** Pixels of one row, four or eight frames side by side: `frames` is a constant, one copy of the loop for each. */
// @ts-ignore: decorator
@inline
function addSideBySide<T>(
  frames: i32,
  p: u32,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
): void {
  const shift: usize = frames == 8 ? 6 : 5;
  const fifth = 4 * srcStride;
  for (const end = p + n; p < end; p += 2) {
    const x0 = twoSamples<T>(src);
    const x1 = twoSamples<T>(src + srcStride);
    const x2 = twoSamples<T>(src + 2 * srcStride);
    const x3 = twoSamples<T>(src + 3 * srcStride);
    const x4 = frames == 8 ? twoSamples<T>(src + fifth) : x0;
    const x5 = frames == 8 ? twoSamples<T>(src + fifth + srcStride) : x0;
    const x6 = frames == 8 ? twoSamples<T>(src + fifth + 2 * srcStride) : x0;
    const x7 = frames == 8 ? twoSamples<T>(src + fifth + 3 * srcStride) : x0;
    src += 2 * sizeof<T>();
    let next = weights + (spanAt(wideSpans, spans, p) << 2);
    let bin = acc + (binAt(wideBins, firstBin, p) << shift);
    spread(frames, weights, next, bin, firstOf(x0, x1), firstOf(x2, x3), firstOf(x4, x5), firstOf(x6, x7));
    weights = next;
    if (p + 1 == end) break;
    next = weights + (spanAt(wideSpans, spans, p + 1) << 2);
    bin = acc + (binAt(wideBins, firstBin, p + 1) << shift);
    spread(frames, weights, next, bin, secondOf(x0, x1), secondOf(x2, x3), secondOf(x4, x5), secondOf(x6, x7));
    weights = next;
  }
}

/** One pixel: bins += weights · samples; a and b of the first four frames, c and d of the others. */
// @ts-ignore: decorator
@inline
function spread(frames: i32, weights: usize, end: usize, bin: usize, a: v128, b: v128, c: v128, d: v128): void {
  for (; weights < end; weights += 4) {
    const w = f64x2.promote_low_f32x4(v128.load32_splat(weights));
    v128.store(bin, f64x2.add(v128.load(bin), f64x2.mul(w, a)));
    v128.store(bin, f64x2.add(v128.load(bin, 16), f64x2.mul(w, b)), 16);
    if (frames == 8) {
      v128.store(bin, f64x2.add(v128.load(bin, 32), f64x2.mul(w, c)), 32);
      v128.store(bin, f64x2.add(v128.load(bin, 48), f64x2.mul(w, d)), 48);
    }
    bin += <usize>frames << 3;
  }
}

// @ts-ignore: decorator
@inline
function addOne<T>(
  p: u32,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  acc: usize,
): void {
  for (const end = p + n; p < end; p++) {
    const sample = <f64>load<T>(src);
    src += sizeof<T>();
    let bin = acc + (binAt(wideBins, firstBin, p) << 3);
    for (const next = weights + (spanAt(wideSpans, spans, p) << 2); weights < next; weights += 4) {
      store<f64>(bin, load<f64>(bin) + <f64>load<f32>(weights) * sample);
      bin += 8;
    }
  }
}

/** out[bin] += acc[bin][frame] for from ≤ bin < to. @param frames  of `acc` */
export function addFrame(from: u32, to: u32, acc: usize, frames: u32, frame: u32, out: usize): void {
  const step = <usize>frames << 3;
  let at = acc + <usize>from * step + (<usize>frame << 3);
  for (let bin = from; bin < to; bin++) {
    const target = out + (<usize>bin << 3);
    store<f64>(target, load<f64>(target) + load<f64>(at));
    at += step;
  }
}

/** Zeroes sums of some frames for from ≤ bin < to; as `clearBanks`. */
export function clearFrames(from: u32, to: u32, acc: usize, frames: u32): void {
  const step = <usize>frames << 3;
  memory.fill(acc + <usize>from * step, 0, <usize>(to - from) * step);
}
