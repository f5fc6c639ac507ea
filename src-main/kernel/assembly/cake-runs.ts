// Runs of a cake: a run is a pixel's share in one cake, some consecutive radial bins. The runs of a cake are done one after
// the other, whatever pixels they take, so that its bins stay in the cache and nobody else writes to them.
import { binAt, spanAt } from './plan-numbers';
import { F32, I32, U32 } from './sample-type';

/**
 * What runs contribute besides their values: count += c, normalization += c·ω, pedestal += c·d, hits += 1; of all runs,
 * or of those whose sample is flagged.
 *
 * @param flags  one byte per sample of the frame; 0: all runs
 * @param normalization  float32 per sample of the frame
 * @param pedestal  the same; 0: none
 */
export function addRuns(
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  flags: usize,
  list: usize,
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
    const p = <usize>load<u32>(list + (<usize>r << 2));
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
 * Error models. With a mean: acc[bin] += c² (sample − pedestal − mean · ω)²; without: acc[bin] += c² (max(1, sample) + v).
 *
 * @param flags  samples to leave out, one byte each; 0: none
 * @param pedestalVariance  v, float32 per sample of the frame; 0: none
 * @param mean  float64 per bin; 0: Poisson
 */
export function scatterRunVariances(
  type: i32,
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  flags: usize,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  normalization: usize,
  pedestal: usize,
  pedestalVariance: usize,
  mean: usize,
  acc: usize,
): void {
  if (type == I32)
    runVariances<i32>(n, wideBins, wideSpans, flags, list, firstBin, spans, weights, src, normalization, pedestal, pedestalVariance, mean, acc);
  else if (type == U32)
    runVariances<u32>(n, wideBins, wideSpans, flags, list, firstBin, spans, weights, src, normalization, pedestal, pedestalVariance, mean, acc);
  else if (type == F32)
    runVariances<f32>(n, wideBins, wideSpans, flags, list, firstBin, spans, weights, src, normalization, pedestal, pedestalVariance, mean, acc);
  else
    runVariances<f64>(n, wideBins, wideSpans, flags, list, firstBin, spans, weights, src, normalization, pedestal, pedestalVariance, mean, acc);
}

// @ts-ignore: decorator
@inline
function runVariances<T>(
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  flags: usize,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  normalization: usize,
  pedestal: usize,
  pedestalVariance: usize,
  mean: usize,
  acc: usize,
): void {
  for (let r: u32 = 0; r < n; r++) {
    const span = spanAt(wideSpans, spans, r);
    const p = <usize>load<u32>(list + (<usize>r << 2));
    const end = weights + (span << 2);
    if (flags == 0 || load<u8>(flags + p) == 0) {
      const sample = <f64>load<T>(src + p * sizeof<T>());
      let at = binAt(wideBins, firstBin, r) << 3;
      if (mean == 0) {
        const below = pedestalVariance == 0 ? 0 : <f64>load<f32>(pedestalVariance + (p << 2));
        const variance = (sample > 1 ? sample : 1) + below;
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

/** Flags the listed pixels of a tile, one byte each; the others are 0. */
export function flagListed(n: u32, list: usize, listed: u32, flags: usize): void {
  memory.fill(flags, 0, n);
  for (let i: u32 = 0; i < listed; i++) store<u8>(flags + <usize>load<u16>(list + (<usize>i << 1)), 1);
}
