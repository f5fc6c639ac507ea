// Numbers of the sample types, as in sample-code.ts on the host's side.
export const I8: i32 = 0;
export const U8: i32 = 1;
export const I16: i32 = 2;
export const U16: i32 = 3;
export const I32: i32 = 4;
export const U32: i32 = 5;
export const F32: i32 = 6;
export const F64: i32 = 7;

/** One sample in both lanes, as doubles. T is i32, u32, f32 or f64. */
// @ts-ignore: decorator
@inline
export function splatSample<T>(at: usize): v128 {
  if (isInteger<T>())
    return isSigned<T>()
      ? f64x2.convert_low_i32x4_s(v128.load_splat<u32>(at))
      : f64x2.convert_low_i32x4_u(v128.load_splat<u32>(at));
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load_splat<u32>(at));
  return v128.load_splat<u64>(at);
}
