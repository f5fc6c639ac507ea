// Which samples are measurements. The quick tests say "all of them are" without writing anything; only when they fail
// does `removeInvalid` look at samples one by one, with the rule of value-limits.ts in doubles.
import { F32, F64, I32, U32 } from './sample-type';

/** Whether lower ≤ sample ≤ upper for all of them; NaN is not. The limits are exact in the type of the samples. */
export function allWithin(type: i32, n: u32, src: usize, lower: f64, upper: f64): bool {
  if (type == I32) return within<i32>(n, src, <i32>lower, <i32>upper);
  if (type == U32) return within<u32>(n, src, <u32>lower, <u32>upper);
  if (type == F32) return within<f32>(n, src, <f32>lower, <f32>upper);
  return within<f64>(n, src, lower, upper);
}

// @ts-ignore: decorator
@inline
function within<T>(n: u32, src: usize, lower: T, upper: T): bool {
  const lanes: u32 = 16 / sizeof<T>();
  const low = v128.splat<T>(lower);
  const high = v128.splat<T>(upper);
  let all = i8x16.splat(-1);
  let p: u32 = 0;
  for (const blocks = n & ~(2 * lanes - 1); p < blocks; p += 2 * lanes) {
    const x = v128.load(src);
    const y = v128.load(src, 16);
    all = v128.and(all, v128.and(v128.ge<T>(x, low), v128.le<T>(x, high)));
    all = v128.and(all, v128.and(v128.ge<T>(y, low), v128.le<T>(y, high)));
    src += 32;
  }
  if (!i32x4.all_true(all)) return false;
  for (; p < n; p++) {
    const x = load<T>(src);
    if (!(x >= lower && x <= upper)) return false;
    src += sizeof<T>();
  }
  return true;
}

/** Whether no sample lies in from … to. */
export function noneWithin(type: i32, n: u32, src: usize, from: f64, to: f64): bool {
  if (type == I32) return outside<i32>(n, src, <i32>from, <i32>to);
  if (type == U32) return outside<u32>(n, src, <u32>from, <u32>to);
  if (type == F32) return outside<f32>(n, src, <f32>from, <f32>to);
  return outside<f64>(n, src, from, to);
}

// @ts-ignore: decorator
@inline
function outside<T>(n: u32, src: usize, from: T, to: T): bool {
  const lanes: u32 = 16 / sizeof<T>();
  const low = v128.splat<T>(from);
  const high = v128.splat<T>(to);
  let any = i8x16.splat(0);
  let p: u32 = 0;
  for (const blocks = n & ~(lanes - 1); p < blocks; p += lanes) {
    const x = v128.load(src);
    any = v128.or(any, v128.and(v128.ge<T>(x, low), v128.le<T>(x, high)));
    src += 16;
  }
  if (v128.any_true(any)) return false;
  for (; p < n; p++) {
    const x = load<T>(src);
    if (x >= from && x <= to) return false;
    src += sizeof<T>();
  }
  return true;
}

/**
 * Sets samples that are no measurement, or masked by the image, to zero and lists those that the plan uses.
 *
 * @param mask  one byte per pixel, non-zero = ignored; 0: none
 * @param limits  lower, upper, dummyFrom, dummyTo, masked as doubles
 * @param quick  lower ≤ sample ≤ upper is all there is to test; the limits are exact in the type of the samples
 * @param list  out: numbers of the pixels within the tile, uint16, ascending
 * @returns length of the list
 */
export function removeInvalid(
  type: i32,
  n: u32,
  src: usize,
  wideSpans: bool,
  spans: usize,
  mask: usize,
  limits: usize,
  quick: bool,
  lower: f64,
  upper: f64,
  list: usize,
): u32 {
  if (type == I32) return remove<i32>(n, src, wideSpans, spans, mask, limits, quick, <i32>lower, <i32>upper, list);
  if (type == U32) return remove<u32>(n, src, wideSpans, spans, mask, limits, quick, <u32>lower, <u32>upper, list);
  if (type == F64) return remove<f64>(n, src, wideSpans, spans, mask, limits, false, 0, 0, list);
  return remove<f32>(n, src, wideSpans, spans, mask, limits, quick, <f32>lower, <f32>upper, list);
}

// @ts-ignore: decorator
@inline
function remove<T>(
  n: u32,
  src: usize,
  wideSpans: bool,
  spans: usize,
  mask: usize,
  limits: usize,
  quick: bool,
  lower: T,
  upper: T,
  list: usize,
): u32 {
  const least = load<f64>(limits);
  const most = load<f64>(limits, 8);
  const dummyFrom = load<f64>(limits, 16);
  const dummyTo = load<f64>(limits, 24);
  const masked = load<f64>(limits, 32);
  const low = v128.splat<T>(lower);
  const high = v128.splat<T>(upper);
  const start = list;
  for (let p: u32 = 0; p < n; p++) {
    // Four at a time where all are valid, or all invalid and not in use anyway: gaps are like that.
    while (quick && p + 4 <= n && (mask == 0 || load<u32>(mask + p) == 0)) {
      const at = src + (<usize>p << 2);
      const x = v128.load(at);
      const valid = v128.and(v128.ge<T>(x, low), v128.le<T>(x, high));
      if (!i32x4.all_true(valid)) {
        if (v128.any_true(valid) || wideSpans || load<u32>(spans + p) != 0) break;
        v128.store(at, i32x4.splat(0));
      }
      p += 4;
    }
    if (p >= n) break;
    const at = src + <usize>p * sizeof<T>();
    const x = <f64>load<T>(at);
    const isMeasured = x >= least && x <= most && !(x >= dummyFrom && x <= dummyTo) && x != masked;
    if (!isMeasured || (mask != 0 && load<u8>(mask + p) != 0)) {
      store<T>(at, 0);
      const span = wideSpans ? <u32>load<u16>(spans + (<usize>p << 1)) : <u32>load<u8>(spans + p);
      if (span != 0) {
        store<u16>(list, <u16>p);
        list += 2;
      }
    }
  }
  return <u32>(list - start) >> 1;
}
