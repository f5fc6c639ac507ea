// Sums by pattern of SAXSdog's integration: every pixel goes as a whole to the sum of its pattern (label-kernel.ts). One
// sum per pattern and pixels in rising order: the bytes are those of the plain loop in src-shared/saxsdog.
import { F32, I32, U32 } from './sample-type';

/**
 * sums[pattern] += sample, or sample · correction.
 *
 * @param type  of the samples: I32, U32, F32 or F64
 * @param runs  uint32 pairs: first pixel, pixel after the last
 * @param src  where the sample of pixel 0 is, or would be
 * @param pattern  uint16 or, if `wide`, uint32 per pixel of the image
 * @param correction  f64 per pixel of the image; 0: none
 */
export function sumLabels(
  type: i32,
  wide: bool,
  runs: usize,
  runCount: u32,
  src: usize,
  pattern: usize,
  correction: usize,
  sums: usize,
): void {
  if (type == I32) sumTyped<i32>(wide, runs, runCount, src, pattern, correction, sums);
  else if (type == U32) sumTyped<u32>(wide, runs, runCount, src, pattern, correction, sums);
  else if (type == F32) sumTyped<f32>(wide, runs, runCount, src, pattern, correction, sums);
  else sumTyped<f64>(wide, runs, runCount, src, pattern, correction, sums);
}

function sumTyped<T>(
  wide: bool,
  runs: usize,
  runCount: u32,
  src: usize,
  pattern: usize,
  correction: usize,
  sums: usize,
): void {
  if (correction != 0) {
    if (wide) sumCorrected<T, u32>(runs, runCount, src, pattern, correction, sums);
    else sumCorrected<T, u16>(runs, runCount, src, pattern, correction, sums);
  } else if (wide) sumPlain<T, u32>(runs, runCount, src, pattern, sums);
  else sumPlain<T, u16>(runs, runCount, src, pattern, sums);
}

// @ts-ignore: decorator
@inline
function sumPlain<T, P>(runs: usize, runCount: u32, src: usize, pattern: usize, sums: usize): void {
  for (const last = runs + (<usize>runCount << 3); runs < last; runs += 8) {
    let p = <usize>load<u32>(runs);
    const end = <usize>load<u32>(runs, 4);
    for (; p + 4 <= end; p += 4) {
      const at = pattern + p * sizeof<P>();
      const from = src + p * sizeof<T>();
      const n0 = sums + (<usize>load<P>(at) << 3);
      const n1 = sums + (<usize>load<P>(at, sizeof<P>()) << 3);
      const n2 = sums + (<usize>load<P>(at, 2 * sizeof<P>()) << 3);
      const n3 = sums + (<usize>load<P>(at, 3 * sizeof<P>()) << 3);
      store<f64>(n0, load<f64>(n0) + <f64>load<T>(from));
      store<f64>(n1, load<f64>(n1) + <f64>load<T>(from, sizeof<T>()));
      store<f64>(n2, load<f64>(n2) + <f64>load<T>(from, 2 * sizeof<T>()));
      store<f64>(n3, load<f64>(n3) + <f64>load<T>(from, 3 * sizeof<T>()));
    }
    for (; p < end; p++) {
      const n = sums + (<usize>load<P>(pattern + p * sizeof<P>()) << 3);
      store<f64>(n, load<f64>(n) + <f64>load<T>(src + p * sizeof<T>()));
    }
  }
}

// @ts-ignore: decorator
@inline
function sumCorrected<T, P>(
  runs: usize,
  runCount: u32,
  src: usize,
  pattern: usize,
  correction: usize,
  sums: usize,
): void {
  for (const last = runs + (<usize>runCount << 3); runs < last; runs += 8) {
    const end = <usize>load<u32>(runs, 4);
    for (let p = <usize>load<u32>(runs); p < end; p++) {
      const n = sums + (<usize>load<P>(pattern + p * sizeof<P>()) << 3);
      store<f64>(n, load<f64>(n) + <f64>load<T>(src + p * sizeof<T>()) * load<f64>(correction + (p << 3)));
    }
  }
}

/** sums[pattern] += c (sample − c · model[pattern])², with c the correction or 1. */
export function spreadLabels(
  type: i32,
  wide: bool,
  runs: usize,
  runCount: u32,
  src: usize,
  pattern: usize,
  correction: usize,
  model: usize,
  sums: usize,
): void {
  if (type == I32) spreadTyped<i32>(wide, runs, runCount, src, pattern, correction, model, sums);
  else if (type == U32) spreadTyped<u32>(wide, runs, runCount, src, pattern, correction, model, sums);
  else if (type == F32) spreadTyped<f32>(wide, runs, runCount, src, pattern, correction, model, sums);
  else spreadTyped<f64>(wide, runs, runCount, src, pattern, correction, model, sums);
}

function spreadTyped<T>(
  wide: bool,
  runs: usize,
  runCount: u32,
  src: usize,
  pattern: usize,
  correction: usize,
  model: usize,
  sums: usize,
): void {
  if (wide) spread<T, u32>(runs, runCount, src, pattern, correction, model, sums);
  else spread<T, u16>(runs, runCount, src, pattern, correction, model, sums);
}

// @ts-ignore: decorator
@inline
function spread<T, P>(
  runs: usize,
  runCount: u32,
  src: usize,
  pattern: usize,
  correction: usize,
  model: usize,
  sums: usize,
): void {
  for (const last = runs + (<usize>runCount << 3); runs < last; runs += 8) {
    const end = <usize>load<u32>(runs, 4);
    for (let p = <usize>load<u32>(runs); p < end; p++) {
      const n = <usize>load<P>(pattern + p * sizeof<P>()) << 3;
      const c = correction == 0 ? 1 : load<f64>(correction + (p << 3));
      const difference = <f64>load<T>(src + p * sizeof<T>()) - c * load<f64>(model + n);
      store<f64>(sums + n, load<f64>(sums + n) + c * difference * difference);
    }
  }
}
