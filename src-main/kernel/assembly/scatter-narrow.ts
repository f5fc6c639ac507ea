// Pixels that span at most four bins. All four are updated at once, the surplus ones with weight zero: no branch to
// predict. Neighbouring pixels use different banks, so that no addition waits for the one before it.
import { splatSample } from './sample-type';

/** Five rows of four lanes: row s keeps the first s lanes. The host writes it (plan-memory.ts). */
export const LANE_MASKS: usize = 64;

// @ts-ignore: decorator
@inline
function weightsOf(span: usize, weights: usize): v128 {
  return v128.and(v128.load(weights), v128.load(LANE_MASKS + (span << 4)));
}

// @ts-ignore: decorator
@inline
function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u32>(x, x, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
function add(lanes: i32, bin: usize, lo: v128, hi: v128, sample: v128): void {
  if (lanes == 1) {
    store<f64>(bin, load<f64>(bin) + f64x2.extract_lane(lo, 0) * f64x2.extract_lane(sample, 0));
    return;
  }
  v128.store(bin, f64x2.add(v128.load(bin), f64x2.mul(lo, sample)));
  if (lanes == 4) v128.store(bin, f64x2.add(v128.load(bin, 16), f64x2.mul(hi, sample)), 16);
}

// @ts-ignore: decorator
@inline
function pixel<T, B>(lanes: i32, at: usize, span: usize, weights: usize, src: usize, bank: usize): void {
  const w = weightsOf(span, weights);
  const lo = f64x2.promote_low_f32x4(w);
  const hi = lanes == 4 ? upper(w) : lo;
  add(lanes, bank + (<usize>load<B>(at) << 3), lo, hi, splatSample<T>(src));
}

// @ts-ignore: decorator
@inline
export function scatterNarrow<T, B>(
  lanes: i32,
  n: u32,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  const size: usize = sizeof<T>();
  const bank1 = acc + bankStride;
  const bank2 = bank1 + bankStride;
  const bank3 = bank2 + bankStride;
  const end = spans + <usize>(n & ~3);
  while (spans < end) {
    let span = <usize>load<u8>(spans);
    pixel<T, B>(lanes, firstBin, span, weights, src, acc);
    weights += span << 2;
    span = <usize>load<u8>(spans, 1);
    pixel<T, B>(lanes, firstBin + sizeof<B>(), span, weights, src + size, bank1);
    weights += span << 2;
    span = <usize>load<u8>(spans, 2);
    pixel<T, B>(lanes, firstBin + 2 * sizeof<B>(), span, weights, src + 2 * size, bank2);
    weights += span << 2;
    span = <usize>load<u8>(spans, 3);
    pixel<T, B>(lanes, firstBin + 3 * sizeof<B>(), span, weights, src + 3 * size, bank3);
    weights += span << 2;
    firstBin += 4 * sizeof<B>();
    spans += 4;
    src += 4 * size;
  }
  for (let rest = n & 3; rest > 0; rest--) {
    const span = <usize>load<u8>(spans);
    pixel<T, B>(lanes, firstBin, span, weights, src, acc);
    weights += span << 2;
    firstBin += sizeof<B>();
    spans++;
    src += size;
    acc += bankStride;
  }
}

// @ts-ignore: decorator
@inline
function pixelOfFrames<T, B>(
  frames: i32,
  lanes: i32,
  at: usize,
  span: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  bank: usize,
  frameStride: usize,
): void {
  const w = weightsOf(span, weights);
  const lo = f64x2.promote_low_f32x4(w);
  const hi = lanes == 4 ? upper(w) : lo;
  let bin = bank + (<usize>load<B>(at) << 3);
  add(lanes, bin, lo, hi, splatSample<T>(src));
  bin += frameStride;
  src += srcStride;
  add(lanes, bin, lo, hi, splatSample<T>(src));
  if (frames == 2) return;
  bin += frameStride;
  src += srcStride;
  add(lanes, bin, lo, hi, splatSample<T>(src));
  bin += frameStride;
  src += srcStride;
  add(lanes, bin, lo, hi, splatSample<T>(src));
}

/** Two or four frames: bins and weights are read once for all. Each frame gets the very additions of `scatterNarrow`. */
// @ts-ignore: decorator
@inline
export function scatterNarrowFrames<T, B>(
  frames: i32,
  lanes: i32,
  n: u32,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  acc: usize,
  bankStride: usize,
): void {
  const size: usize = sizeof<T>();
  const frameStride = bankStride << 2;
  const bank1 = acc + bankStride;
  const bank2 = bank1 + bankStride;
  const bank3 = bank2 + bankStride;
  const end = spans + <usize>(n & ~3);
  while (spans < end) {
    let span = <usize>load<u8>(spans);
    pixelOfFrames<T, B>(frames, lanes, firstBin, span, weights, src, srcStride, acc, frameStride);
    weights += span << 2;
    span = <usize>load<u8>(spans, 1);
    pixelOfFrames<T, B>(frames, lanes, firstBin + sizeof<B>(), span, weights, src + size, srcStride, bank1, frameStride);
    weights += span << 2;
    span = <usize>load<u8>(spans, 2);
    pixelOfFrames<T, B>(frames, lanes, firstBin + 2 * sizeof<B>(), span, weights, src + 2 * size, srcStride, bank2, frameStride);
    weights += span << 2;
    span = <usize>load<u8>(spans, 3);
    pixelOfFrames<T, B>(frames, lanes, firstBin + 3 * sizeof<B>(), span, weights, src + 3 * size, srcStride, bank3, frameStride);
    weights += span << 2;
    firstBin += 4 * sizeof<B>();
    spans += 4;
    src += 4 * size;
  }
  for (let rest = n & 3; rest > 0; rest--) {
    const span = <usize>load<u8>(spans);
    pixelOfFrames<T, B>(frames, lanes, firstBin, span, weights, src, srcStride, acc, frameStride);
    weights += span << 2;
    firstBin += sizeof<B>();
    spans++;
    src += size;
    acc += bankStride;
  }
}
