// Samples of any type become int32, float32 or float64, each exactly.
import { F32, I16, I32, I8, U16, U8 } from './sample-type';

/** 8- and 16-bit samples to int32. */
export function widen(type: i32, n: u32, src: usize, dst: usize): void {
  if (type == I8) widenFrom<i8>(n, src, dst);
  else if (type == U8) widenFrom<u8>(n, src, dst);
  else if (type == I16) widenFrom<i16>(n, src, dst);
  else if (type == U16) widenFrom<u16>(n, src, dst);
}

// @ts-ignore: decorator
@inline
function widenFrom<T>(n: u32, src: usize, dst: usize): void {
  const end = dst + (<usize>n << 2);
  const blocks = dst + (<usize>(n & ~7) << 2);
  while (dst < blocks) {
    if (sizeof<T>() == 2) {
      const x = v128.load(src);
      v128.store(dst, v128.extend_low<T>(x));
      v128.store(dst, v128.extend_high<T>(x), 16);
    } else {
      const x = v128.load_zero<u64>(src);
      const y = v128.extend_low<T>(x);
      if (isSigned<T>()) {
        v128.store(dst, v128.extend_low<i16>(y));
        v128.store(dst, v128.extend_high<i16>(y), 16);
      } else {
        v128.store(dst, v128.extend_low<u16>(y));
        v128.store(dst, v128.extend_high<u16>(y), 16);
      }
    }
    src += 8 * sizeof<T>();
    dst += 32;
  }
  while (dst < end) {
    store<i32>(dst, <i32>load<T>(src));
    src += sizeof<T>();
    dst += 4;
  }
}

/** Whether any uint32 sample does not fit in an int32. */
export function largeSamples(n: u32, src: usize): bool {
  let any = i32x4.splat(0);
  const end = src + (<usize>n << 2);
  const blocks = src + (<usize>(n & ~3) << 2);
  for (; src < blocks; src += 16) any = v128.or(any, v128.load(src));
  if (i32x4.bitmask(any) != 0) return true;
  for (; src < end; src += 4) if (load<i32>(src) < 0) return true;
  return false;
}

/** int32, uint32, float32 or float64 to float64. `dst` may be `src` only for float64. */
export function toDouble(type: i32, n: u32, src: usize, dst: usize): void {
  if (type == I32) toDoubleFrom<i32>(n, src, dst);
  else if (type == F32) toDoubleFrom<f32>(n, src, dst);
  else toDoubleFrom<u32>(n, src, dst);
}

// @ts-ignore: decorator
@inline
function toDoubleFrom<T>(n: u32, src: usize, dst: usize): void {
  for (let p: u32 = 0; p < n; p++) store<f64>(dst + (<usize>p << 3), <f64>load<T>(src + (<usize>p << 2)));
}
