// Pixels, or runs of a cake, that span any number of bins, four at a time.
import { splatSample } from './sample-type';
import { add, sampleAt, upper, weightsOf } from './scatter-narrow';

/** Parameters as in `scatter`; frames (1 or 4) and isListed are constants, one copy of the loop for each. */
// @ts-ignore: decorator
@inline
export function scatterWide<T, B, S>(
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
  const frameStride = bankStride << 2;
  for (let p: u32 = 0; p < n; p++) {
    let left = <usize>load<S>(spans);
    if (left > 0) {
      const at = sampleAt<T>(isListed, src, list, p);
      const sample0 = splatSample<T>(at);
      const sample1 = frames == 1 ? sample0 : splatSample<T>(at + srcStride);
      const sample2 = frames == 1 ? sample0 : splatSample<T>(at + 2 * srcStride);
      const sample3 = frames == 1 ? sample0 : splatSample<T>(at + 3 * srcStride);
      let bin = acc + <usize>(p & 3) * bankStride + (<usize>load<B>(firstBin) << 3);
      for (;;) {
        const w = left < 4 ? weightsOf(left, weights) : v128.load(weights);
        const lo = f64x2.promote_low_f32x4(w);
        const hi = upper(w);
        add(4, bin, lo, hi, sample0);
        if (frames != 1) {
          add(4, bin + frameStride, lo, hi, sample1);
          add(4, bin + 2 * frameStride, lo, hi, sample2);
          add(4, bin + 3 * frameStride, lo, hi, sample3);
        }
        if (left <= 4) break;
        weights += 16;
        bin += 32;
        left -= 4;
      }
      weights += left << 2;
    }
    firstBin += sizeof<B>();
    spans += sizeof<S>();
  }
}
