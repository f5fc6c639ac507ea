// Pixels that span any number of bins, four at a time.
import { splatSample } from './sample-type';
import { LANE_MASKS } from './scatter-narrow';

// @ts-ignore: decorator
@inline
export function scatterWide<T, B, S>(
  n: u32,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  for (let p: u32 = 0; p < n; p++) {
    let left = <usize>load<S>(spans);
    if (left > 0) {
      const sample = splatSample<T>(src);
      let bin = acc + <usize>(p & 3) * bankStride + (<usize>load<B>(firstBin) << 3);
      while (left > 4) {
        const w = v128.load(weights);
        v128.store(bin, f64x2.add(v128.load(bin), f64x2.mul(f64x2.promote_low_f32x4(w), sample)));
        const hi = f64x2.promote_low_f32x4(v128.shuffle<u32>(w, w, 2, 3, 2, 3));
        v128.store(bin, f64x2.add(v128.load(bin, 16), f64x2.mul(hi, sample)), 16);
        weights += 16;
        bin += 32;
        left -= 4;
      }
      const w = v128.and(v128.load(weights), v128.load(LANE_MASKS + (left << 4)));
      v128.store(bin, f64x2.add(v128.load(bin), f64x2.mul(f64x2.promote_low_f32x4(w), sample)));
      const hi = f64x2.promote_low_f32x4(v128.shuffle<u32>(w, w, 2, 3, 2, 3));
      v128.store(bin, f64x2.add(v128.load(bin, 16), f64x2.mul(hi, sample)), 16);
      weights += left << 2;
    }
    firstBin += sizeof<B>();
    spans += sizeof<S>();
    src += sizeof<T>();
  }
}
