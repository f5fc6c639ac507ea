// Cakes. A run is a pixel's share in one cake: some consecutive radial bins. The runs of a cake are done one after the
// other, whatever pixels they take, so that its bins stay in the cache and nobody else writes to them.
import { binAt, spanAt } from './plan-numbers';
import { F32, I32, splatSample } from './sample-type';
import { LANE_MASKS } from './scatter-narrow';

/**
 * Adds runs to the bins of their cake: acc[bank][bin] += weight · sample, bank = run mod 4.
 *
 * @param type  of the samples: I32, F32 or F64
 * @param narrow  no run has more than four bins
 * @param pixel  uint32 per run
 * @param firstBin  uint16 or uint32 per run
 * @param spans  uint8 or uint16 per run
 * @param src  samples of the whole frame
 */
export function scatterRuns(
  type: i32,
  narrow: bool,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  pixel: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (type == I32) withSamples<i32>(narrow, n, wideBins, wideSpans, pixel, firstBin, spans, weights, src, acc, bankStride);
  else if (type == F32)
    withSamples<f32>(narrow, n, wideBins, wideSpans, pixel, firstBin, spans, weights, src, acc, bankStride);
  else withSamples<f64>(narrow, n, wideBins, wideSpans, pixel, firstBin, spans, weights, src, acc, bankStride);
}

function withSamples<T>(
  narrow: bool,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  pixel: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (wideSpans) {
    if (wideBins) wideRuns<T, u32, u16>(n, pixel, firstBin, spans, weights, src, acc, bankStride);
    else wideRuns<T, u16, u16>(n, pixel, firstBin, spans, weights, src, acc, bankStride);
  } else if (narrow) {
    if (wideBins) narrowRuns<T, u32>(n, pixel, firstBin, spans, weights, src, acc, bankStride);
    else narrowRuns<T, u16>(n, pixel, firstBin, spans, weights, src, acc, bankStride);
  } else if (wideBins) wideRuns<T, u32, u8>(n, pixel, firstBin, spans, weights, src, acc, bankStride);
  else wideRuns<T, u16, u8>(n, pixel, firstBin, spans, weights, src, acc, bankStride);
}

// @ts-ignore: decorator
@inline
function addFour(bin: usize, w: v128, sample: v128): void {
  v128.store(bin, f64x2.add(v128.load(bin), f64x2.mul(f64x2.promote_low_f32x4(w), sample)));
  const high = f64x2.promote_low_f32x4(v128.shuffle<u32>(w, w, 2, 3, 2, 3));
  v128.store(bin, f64x2.add(v128.load(bin, 16), f64x2.mul(high, sample)), 16);
}

// @ts-ignore: decorator
@inline
function narrowRun<T, B>(pixel: usize, firstBin: usize, span: usize, weights: usize, src: usize, bank: usize): void {
  const w = v128.and(v128.load(weights), v128.load(LANE_MASKS + (span << 4)));
  const sample = splatSample<T>(src + <usize>load<u32>(pixel) * sizeof<T>());
  addFour(bank + (<usize>load<B>(firstBin) << 3), w, sample);
}

// @ts-ignore: decorator
@inline
function narrowRuns<T, B>(
  n: u32,
  pixel: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  const size: usize = sizeof<B>();
  const bank1 = acc + bankStride;
  const bank2 = bank1 + bankStride;
  const bank3 = bank2 + bankStride;
  const end = spans + <usize>(n & ~3);
  while (spans < end) {
    let span = <usize>load<u8>(spans);
    narrowRun<T, B>(pixel, firstBin, span, weights, src, acc);
    weights += span << 2;
    span = <usize>load<u8>(spans, 1);
    narrowRun<T, B>(pixel + 4, firstBin + size, span, weights, src, bank1);
    weights += span << 2;
    span = <usize>load<u8>(spans, 2);
    narrowRun<T, B>(pixel + 8, firstBin + 2 * size, span, weights, src, bank2);
    weights += span << 2;
    span = <usize>load<u8>(spans, 3);
    narrowRun<T, B>(pixel + 12, firstBin + 3 * size, span, weights, src, bank3);
    weights += span << 2;
    pixel += 16;
    firstBin += 4 * size;
    spans += 4;
  }
  for (let rest = n & 3; rest > 0; rest--) {
    const span = <usize>load<u8>(spans);
    narrowRun<T, B>(pixel, firstBin, span, weights, src, acc);
    weights += span << 2;
    pixel += 4;
    firstBin += size;
    spans++;
    acc += bankStride;
  }
}

// @ts-ignore: decorator
@inline
function wideRuns<T, B, S>(
  n: u32,
  pixel: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  for (let r: u32 = 0; r < n; r++) {
    let left = <usize>load<S>(spans);
    const sample = splatSample<T>(src + <usize>load<u32>(pixel) * sizeof<T>());
    let bin = acc + <usize>(r & 3) * bankStride + (<usize>load<B>(firstBin) << 3);
    while (left > 4) {
      addFour(bin, v128.load(weights), sample);
      weights += 16;
      bin += 32;
      left -= 4;
    }
    addFour(bin, v128.and(v128.load(weights), v128.load(LANE_MASKS + (left << 4))), sample);
    weights += left << 2;
    pixel += 4;
    firstBin += sizeof<B>();
    spans += sizeof<S>();
  }
}

/**
 * What runs contribute besides their values: count += c, normalization += c·ω, pedestal += c·d, hits += 1; of all runs,
 * or of those whose pixel is flagged.
 *
 * @param flags  one byte per pixel of the frame; 0: all runs
 * @param normalization  float32 per pixel of the frame
 * @param pedestal  the same; 0: none
 */
export function addRuns(
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  flags: usize,
  pixel: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  normalization: usize,
  pedestal: usize,
  outCount: usize,
  outNormalization: usize,
  outPedestal: usize,
  outHits: usize,
): void {
  for (let r: u32 = 0; r < n; r++) {
    const span = spanAt(wideSpans, spans, r);
    const p = <usize>load<u32>(pixel + (<usize>r << 2));
    const end = weights + (span << 2);
    if (flags == 0 || load<u8>(flags + p) != 0) {
      const omega = <f64>load<f32>(normalization + (p << 2));
      const below = pedestal == 0 ? 0 : <f64>load<f32>(pedestal + (p << 2));
      let at = binAt(wideBins, firstBin, r) << 3;
      for (; weights < end; weights += 4) {
        const c = <f64>load<f32>(weights);
        store<f64>(outCount + at, load<f64>(outCount + at) + c);
        store<f64>(outNormalization + at, load<f64>(outNormalization + at) + c * omega);
        if (pedestal != 0) store<f64>(outPedestal + at, load<f64>(outPedestal + at) + c * below);
        store<f64>(outHits + at, load<f64>(outHits + at) + 1);
        at += 8;
      }
    }
    weights = end;
  }
}

/**
 * Error models. With a mean: acc[bin] += c² (sample − pedestal − mean · ω)²; without: acc[bin] += c² max(1, sample).
 *
 * @param flags  pixels to leave out, one byte per pixel; 0: none
 * @param mean  float64 per bin; 0: Poisson
 */
export function scatterRunVariances(
  type: i32,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  flags: usize,
  pixel: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  normalization: usize,
  pedestal: usize,
  mean: usize,
  acc: usize,
): void {
  if (type == I32)
    runVariances<i32>(n, wideBins, wideSpans, flags, pixel, firstBin, spans, weights, src, normalization, pedestal, mean, acc);
  else if (type == F32)
    runVariances<f32>(n, wideBins, wideSpans, flags, pixel, firstBin, spans, weights, src, normalization, pedestal, mean, acc);
  else
    runVariances<f64>(n, wideBins, wideSpans, flags, pixel, firstBin, spans, weights, src, normalization, pedestal, mean, acc);
}

// @ts-ignore: decorator
@inline
function runVariances<T>(
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  flags: usize,
  pixel: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  normalization: usize,
  pedestal: usize,
  mean: usize,
  acc: usize,
): void {
  for (let r: u32 = 0; r < n; r++) {
    const span = spanAt(wideSpans, spans, r);
    const p = <usize>load<u32>(pixel + (<usize>r << 2));
    const end = weights + (span << 2);
    if (flags == 0 || load<u8>(flags + p) == 0) {
      const sample = <f64>load<T>(src + p * sizeof<T>());
      let at = binAt(wideBins, firstBin, r) << 3;
      if (mean == 0) {
        const variance = sample > 1 ? sample : 1;
        for (; weights < end; weights += 4) {
          const c = <f64>load<f32>(weights);
          store<f64>(acc + at, load<f64>(acc + at) + c * c * variance);
          at += 8;
        }
      } else {
        const omega = <f64>load<f32>(normalization + (p << 2));
        const value = sample - (pedestal == 0 ? 0 : <f64>load<f32>(pedestal + (p << 2)));
        for (; weights < end; weights += 4) {
          const d = <f64>load<f32>(weights) * (value - load<f64>(mean + at) * omega);
          store<f64>(acc + at, load<f64>(acc + at) + d * d);
          at += 8;
        }
      }
    }
    weights = end;
  }
}

/** Flags the listed pixels of a tile. */
export function flagListed(flags: usize, list: usize, listed: u32): void {
  for (let i: u32 = 0; i < listed; i++) store<u8>(flags + <usize>load<u16>(list + (<usize>i << 1)), 1);
}
