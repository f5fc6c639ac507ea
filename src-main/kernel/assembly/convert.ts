// 8- and 16-bit samples become int32; the kernel takes the others as they are.
import { I16, I8, U16, U8 } from './sample-type';

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
