// Sums of one cake become results.

/**
 * What is left of the sums that all frames share without the pixels that are invalid in a frame; a cell all of whose pixels
 * are invalid is exactly empty.
 *
 * @param statics  count, normalization, pedestal and hits of all pixels, `bins` doubles each
 * @param invalid  the same of the invalid ones; becomes what is left, but for the hits
 * @param count  out, float32 per bin, as is normalization
 */
export function subtractInvalid(bins: u32, statics: usize, invalid: usize, count: usize, normalization: usize): void {
  const stride = <usize>bins << 3;
  const hits: usize = 3 * stride;
  for (let bin: u32 = 0; bin < bins; bin++) {
    const own = statics + (<usize>bin << 3);
    const at = invalid + (<usize>bin << 3);
    const isEmpty = load<f64>(own + hits) == load<f64>(at + hits);
    const c = isEmpty ? 0 : load<f64>(own) - load<f64>(at);
    const omega = isEmpty ? 0 : load<f64>(own + stride) - load<f64>(at + stride);
    const below = isEmpty ? 0 : load<f64>(own + 2 * stride) - load<f64>(at + 2 * stride);
    store<f64>(at, c);
    store<f64>(at + stride, omega);
    store<f64>(at + 2 * stride, below);
    store<f32>(count + (<usize>bin << 2), <f32>c);
    store<f32>(normalization + (<usize>bin << 2), <f32>omega);
  }
}

/**
 * Adds up the banks and divides, for from ≤ bin < to: intensity = (Σ − pedestal) / normalization, NaN where the normalization
 * is 0: such a cell is empty.
 *
 * @param normalization  double per bin, as is pedestal (0: none)
 * @param mean  out, the same as doubles, for the error models; 0: not wanted
 * @param intensity  out, float32 per bin
 */
export function finishCake(
  from: u32,
  to: u32,
  banks: usize,
  bankStride: usize,
  normalization: usize,
  pedestal: usize,
  mean: usize,
  intensity: usize,
): void {
  const zero = f64x2.splat(0);
  const nan = f64x2.splat(NaN); // a division would give one whose sign depends on the machine
  const odd = (to - from) & 1;
  for (let bin = from; bin < to; bin += 2) {
    const at = <usize>bin << 3;
    const bank = banks + at;
    const below = pedestal == 0 ? zero : v128.load(pedestal + at);
    const omega = v128.load(normalization + at);
    const bank2 = bank + 2 * bankStride;
    const sum = f64x2.add(
      f64x2.add(v128.load(bank), v128.load(bank + bankStride)),
      f64x2.add(v128.load(bank2), v128.load(bank2 + bankStride)),
    );
    const value = v128.bitselect(nan, f64x2.div(f64x2.sub(sum, below), omega), f64x2.eq(omega, zero));
    if (mean != 0) v128.store(mean + at, value);
    const single = f32x4.demote_f64x2_zero(value);
    if (odd && bin == to - 1) store<f32>(intensity + (<usize>bin << 2), f32x4.extract_lane(single, 0));
    else v128.store64_lane(intensity + (<usize>bin << 2), single, 0);
  }
}

/** sigma = √variance / normalization as float32, NaN where empty. */
export function finishErrors(bins: u32, variance: usize, normalization: usize, sigma: usize): void {
  for (let bin: u32 = 0; bin < bins; bin++) {
    const omega = load<f64>(normalization + (<usize>bin << 3));
    const error = omega == 0 ? NaN : sqrt(load<f64>(variance + (<usize>bin << 3))) / omega;
    store<f32>(sigma + (<usize>bin << 2), <f32>error);
  }
}
