// Second accumulators of the error models. Slower than the plain sum: each pixel in turn, bank = pixel mod 4.
import { binAt, spanAt } from './plan-numbers';
import { F32, I32, U32 } from './sample-type';

/**
 * Poisson: dst = max(1, sample) + variance of the pedestal, as doubles.
 *
 * @param below  variance of the pedestal, float32; 0: none
 */
export function varianceSamples(type: i32, n: u32, src: usize, below: usize, dst: usize): void {
  if (type == I32) poisson<i32>(n, src, below, dst);
  else if (type == U32) poisson<u32>(n, src, below, dst);
  else if (type == F32) poisson<f32>(n, src, below, dst);
  else poisson<f64>(n, src, below, dst);
}

// @ts-ignore: decorator
@inline
function poisson<T>(n: u32, src: usize, below: usize, dst: usize): void {
  for (let p: u32 = 0; p < n; p++) {
    const x = <f64>load<T>(src + <usize>p * sizeof<T>());
    const more = below == 0 ? 0 : <f64>load<f32>(below + (<usize>p << 2));
    store<f64>(dst + (<usize>p << 3), (x > 1 ? x : 1) + more);
  }
}

/** dst = sample − pedestal and outNormalization = normalization, as doubles. */
export function deviationSamples(
  type: i32,
  n: u32,
  src: usize,
  pedestal: usize,
  normalization: usize,
  dst: usize,
  outNormalization: usize,
): void {
  if (type == I32) deviation<i32>(n, src, pedestal, normalization, dst, outNormalization);
  else if (type == U32) deviation<u32>(n, src, pedestal, normalization, dst, outNormalization);
  else if (type == F32) deviation<f32>(n, src, pedestal, normalization, dst, outNormalization);
  else deviation<f64>(n, src, pedestal, normalization, dst, outNormalization);
}

// @ts-ignore: decorator
@inline
function deviation<T>(
  n: u32,
  src: usize,
  pedestal: usize,
  normalization: usize,
  dst: usize,
  outNormalization: usize,
): void {
  for (let p: u32 = 0; p < n; p++) {
    const at = <usize>p << 2;
    const below = pedestal == 0 ? 0 : <f64>load<f32>(pedestal + at);
    store<f64>(dst + (<usize>p << 3), <f64>load<T>(src + <usize>p * sizeof<T>()) - below);
    store<f64>(outNormalization + (<usize>p << 3), <f64>load<f32>(normalization + at));
  }
}

/** Sets the listed doubles to zero. */
export function zeroListed(dst: usize, list: usize, listed: u32): void {
  for (let i: u32 = 0; i < listed; i++) store<f64>(dst + (<usize>load<u16>(list + (<usize>i << 1)) << 3), 0);
}

/** acc[bank][bin] += c² · variance */
export function scatterSquares(
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  weights: usize,
  variance: usize,
  acc: usize,
  bankStride: usize,
): void {
  for (let p: u32 = 0; p < n; p++) {
    const value = load<f64>(variance + (<usize>p << 3));
    const span = spanAt(wideSpans, spans, p);
    let bin = acc + <usize>(p & 3) * bankStride + (binAt(wideBins, firstBin, p) << 3);
    for (const end = weights + (span << 2); weights < end; weights += 4) {
      const c = <f64>load<f32>(weights);
      store<f64>(bin, load<f64>(bin) + c * c * value);
      bin += 8;
    }
  }
}

/** acc[bank][bin] += c² (value − mean · normalization)², the scatter of ω(x − I) about the mean of its bin. */
export function scatterDeviations(
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  weights: usize,
  value: usize,
  normalization: usize,
  mean: usize,
  acc: usize,
  bankStride: usize,
): void {
  for (let p: u32 = 0; p < n; p++) {
    const s = load<f64>(value + (<usize>p << 3));
    const omega = load<f64>(normalization + (<usize>p << 3));
    const span = spanAt(wideSpans, spans, p);
    const first = binAt(wideBins, firstBin, p) << 3;
    let bin = acc + <usize>(p & 3) * bankStride + first;
    let average = mean + first;
    for (const end = weights + (span << 2); weights < end; weights += 4) {
      const d = <f64>load<f32>(weights) * (s - load<f64>(average) * omega);
      store<f64>(bin, load<f64>(bin) + d * d);
      bin += 8;
      average += 8;
    }
  }
}
