/**
 * Adds up the banks of a cake and divides: intensity = (Σ − pedestal) / normalization, and the mean for the error models.
 * Where there are invalid pixels, what they would have given is taken off; a cell all of whose pixels are invalid is
 * exactly empty. Empty cells are NaN, 0, 0.
 *
 * @param statics  count, normalization, pedestal and hits of all pixels, `bins` doubles each
 * @param invalid  the same of the invalid ones; 0: none
 * @param mean  out, double per bin
 * @param intensity  out, float32 per bin, as are count and normalization
 */
export function finishCake(
  bins: u32,
  banks: usize,
  bankStride: usize,
  statics: usize,
  invalid: usize,
  mean: usize,
  intensity: usize,
  count: usize,
  normalization: usize,
): void {
  const stride = <usize>bins << 3;
  const bank2 = banks + 2 * bankStride;
  for (let bin: u32 = 0; bin < bins; bin++) {
    const at = <usize>bin << 3;
    const out = <usize>bin << 2;
    let c = load<f64>(statics + at);
    let omega = load<f64>(statics + stride + at);
    let below = load<f64>(statics + 2 * stride + at);
    if (invalid != 0) {
      const isEmpty = load<f64>(statics + 3 * stride + at) == load<f64>(invalid + 3 * stride + at);
      c = isEmpty ? 0 : c - load<f64>(invalid + at);
      omega -= load<f64>(invalid + stride + at);
      below -= load<f64>(invalid + 2 * stride + at);
    }
    if (c > 0) {
      const sum =
        load<f64>(banks + at) +
        load<f64>(banks + bankStride + at) +
        (load<f64>(bank2 + at) + load<f64>(bank2 + bankStride + at));
      const value = (sum - below) / omega;
      store<f64>(mean + at, value);
      store<f32>(intensity + out, <f32>value);
      store<f32>(count + out, <f32>c);
      store<f32>(normalization + out, <f32>omega);
    } else {
      store<f64>(mean + at, 0);
      store<f32>(intensity + out, NaN);
      store<f32>(count + out, 0);
      store<f32>(normalization + out, 0);
    }
  }
}
