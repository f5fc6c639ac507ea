// Pixels, or runs of a cake, that span at most four bins. All four are updated at once, the surplus ones with weight zero:
// no branch to predict. Neighbours use different banks, so that no addition waits for the one before it.
import { splatSample } from './sample-type';

/** Five rows of four lanes: row s keeps the first s lanes. The host writes it (plan-memory.ts). */
export const LANE_MASKS: usize = 64;

/** Four weights, zero but for the first `span`. */
// @ts-ignore: decorator
@inline
export function weightsOf(span: usize, weights: usize): v128 {
  return v128.and(v128.load(weights), v128.load(LANE_MASKS + (span << 4)));
}

// @ts-ignore: decorator
@inline
export function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u32>(x, x, 2, 3, 2, 3));
}

/** bins += weights · sample. @param lanes  1, 2 or 4: how many of the weights can be other than zero */
// @ts-ignore: decorator
@inline
export function add(lanes: i32, bin: usize, lo: v128, hi: v128, sample: v128): void {
  if (lanes == 1) {
    store<f64>(bin, load<f64>(bin) + f64x2.extract_lane(lo, 0) * f64x2.extract_lane(sample, 0));
    return;
  }
  v128.store(bin, f64x2.add(v128.load(bin), f64x2.mul(lo, sample)));
  if (lanes == 4) v128.store(bin, f64x2.add(v128.load(bin, 16), f64x2.mul(hi, sample)), 16);
}

/** One pixel of one frame, or of four: bins and weights are read once, and each frame gets the very same additions. */
// @ts-ignore: decorator
@inline
function addPixel<T>(
  frames: i32,
  lanes: i32,
  bin: usize,
  span: usize,
  weights: usize,
  src: usize,
  srcStride: usize,
  frameStride: usize,
): void {
  const w = weightsOf(span, weights);
  const lo = f64x2.promote_low_f32x4(w);
  const hi = lanes == 4 ? upper(w) : lo;
  add(lanes, bin, lo, hi, splatSample<T>(src));
  if (frames == 1) return;
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

/** Address of sample i: the i-th one, or the one whose number stands at i in a list of uint32. */
// @ts-ignore: decorator
@inline
export function sampleAt<T>(isListed: bool, src: usize, list: usize, i: usize): usize {
  return isListed ? src + <usize>load<u32>(list + (i << 2)) * sizeof<T>() : src + i * sizeof<T>();
}

/** Parameters as in `scatter`; frames, lanes and isListed are constants, one copy of the loop for each. */
// @ts-ignore: decorator
@inline
export function scatterNarrow<T, B>(
  frames: i32,
  lanes: i32,
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
  const size: usize = isListed ? 0 : sizeof<T>();
  const frameStride = bankStride << 2;
  const bank1 = acc + bankStride;
  const bank2 = bank1 + bankStride;
  const bank3 = bank2 + bankStride;
  const end = spans + <usize>(n & ~3);
  while (spans < end) {
    let span = <usize>load<u8>(spans);
    let bin = acc + (<usize>load<B>(firstBin) << 3);
    addPixel<T>(frames, lanes, bin, span, weights, sampleAt<T>(isListed, src, list, 0), srcStride, frameStride);
    weights += span << 2;
    span = <usize>load<u8>(spans, 1);
    bin = bank1 + (<usize>load<B>(firstBin + sizeof<B>()) << 3);
    addPixel<T>(frames, lanes, bin, span, weights, sampleAt<T>(isListed, src, list, 1), srcStride, frameStride);
    weights += span << 2;
    span = <usize>load<u8>(spans, 2);
    bin = bank2 + (<usize>load<B>(firstBin + 2 * sizeof<B>()) << 3);
    addPixel<T>(frames, lanes, bin, span, weights, sampleAt<T>(isListed, src, list, 2), srcStride, frameStride);
    weights += span << 2;
    span = <usize>load<u8>(spans, 3);
    bin = bank3 + (<usize>load<B>(firstBin + 3 * sizeof<B>()) << 3);
    addPixel<T>(frames, lanes, bin, span, weights, sampleAt<T>(isListed, src, list, 3), srcStride, frameStride);
    weights += span << 2;
    firstBin += 4 * sizeof<B>();
    spans += 4;
    list += 16;
    src += 4 * size;
  }
  for (let rest = n & 3; rest > 0; rest--) {
    const span = <usize>load<u8>(spans);
    const bin = acc + (<usize>load<B>(firstBin) << 3);
    addPixel<T>(frames, lanes, bin, span, weights, sampleAt<T>(isListed, src, list, 0), srcStride, frameStride);
    weights += span << 2;
    firstBin += sizeof<B>();
    spans++;
    list += 4;
    src += size;
    acc += bankStride;
  }
}
