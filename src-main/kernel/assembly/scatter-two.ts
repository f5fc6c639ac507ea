// Two neighbouring cakes of one frame by turns. Additions to a bin wait for the one before; those of another cake do not.
import { F32, I32, splatSample, U32 } from './sample-type';
import { add, sampleAt, upper, weightsOf } from './scatter-narrow';

/**
 * Adds the runs of a cake, and of the cake that follows it in the plan, to their bins: to each the very additions of
 * `scatter`, in the same order.
 *
 * @param lanes  2 or 4: no run of either spans more bins
 * @param n  runs of the first cake
 * @param m  runs of the second one
 * @param nextWeights  weights of the second one
 * @param acc  banks of the first cake; those of the second one begin 4 · bankStride behind
 */
export function scatterTwo(
  type: i32,
  lanes: i32,
  n: u32,
  m: u32,
  wideBins: bool,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  nextWeights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (type == I32) withBins<i32>(lanes, n, m, wideBins, list, firstBin, spans, weights, nextWeights, src, acc, bankStride);
  else if (type == U32)
    withBins<u32>(lanes, n, m, wideBins, list, firstBin, spans, weights, nextWeights, src, acc, bankStride);
  else if (type == F32)
    withBins<f32>(lanes, n, m, wideBins, list, firstBin, spans, weights, nextWeights, src, acc, bankStride);
  else withBins<f64>(lanes, n, m, wideBins, list, firstBin, spans, weights, nextWeights, src, acc, bankStride);
}

function withBins<T>(
  lanes: i32,
  n: u32,
  m: u32,
  wideBins: bool,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  nextWeights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  if (wideBins) {
    if (lanes == 4) byTurns<T, u32>(4, n, m, list, firstBin, spans, weights, nextWeights, src, acc, bankStride);
    else byTurns<T, u32>(2, n, m, list, firstBin, spans, weights, nextWeights, src, acc, bankStride);
  } else if (lanes == 4) byTurns<T, u16>(4, n, m, list, firstBin, spans, weights, nextWeights, src, acc, bankStride);
  else byTurns<T, u16>(2, n, m, list, firstBin, spans, weights, nextWeights, src, acc, bankStride);
}

// @ts-ignore: decorator
@inline
function byTurns<T, B>(
  lanes: i32,
  n: u32,
  m: u32,
  list: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  nextWeights: usize,
  src: usize,
  acc: usize,
  bankStride: usize,
): void {
  let nextList = list + (<usize>n << 2);
  let nextFirst = firstBin + <usize>n * sizeof<B>();
  let nextSpans = spans + n;
  const bank1 = bankStride;
  const bank2 = 2 * bankStride;
  const bank3 = 3 * bankStride;
  const next = acc + 4 * bankStride;
  const both = (n < m ? n : m) & ~3;
  for (const end = spans + both; spans < end; ) {
    weights = addRun<T, B>(lanes, acc, firstBin, spans, weights, src, list, 0);
    nextWeights = addRun<T, B>(lanes, next, nextFirst, nextSpans, nextWeights, src, nextList, 0);
    weights = addRun<T, B>(lanes, acc + bank1, firstBin, spans, weights, src, list, 1);
    nextWeights = addRun<T, B>(lanes, next + bank1, nextFirst, nextSpans, nextWeights, src, nextList, 1);
    weights = addRun<T, B>(lanes, acc + bank2, firstBin, spans, weights, src, list, 2);
    nextWeights = addRun<T, B>(lanes, next + bank2, nextFirst, nextSpans, nextWeights, src, nextList, 2);
    weights = addRun<T, B>(lanes, acc + bank3, firstBin, spans, weights, src, list, 3);
    nextWeights = addRun<T, B>(lanes, next + bank3, nextFirst, nextSpans, nextWeights, src, nextList, 3);
    list += 16;
    nextList += 16;
    firstBin += 4 * sizeof<B>();
    nextFirst += 4 * sizeof<B>();
    spans += 4;
    nextSpans += 4;
  }
  for (let r: usize = 0; r < n - both; r++)
    weights = addRun<T, B>(lanes, acc + (r & 3) * bankStride, firstBin, spans, weights, src, list, r);
  for (let r: usize = 0; r < m - both; r++)
    nextWeights = addRun<T, B>(
      lanes,
      next + (r & 3) * bankStride,
      nextFirst,
      nextSpans,
      nextWeights,
      src,
      nextList,
      r,
    );
}

/** Adds run i to a bank. @returns weights of the run that follows */
// @ts-ignore: decorator
@inline
function addRun<T, B>(
  lanes: i32,
  bank: usize,
  firstBin: usize,
  spans: usize,
  weights: usize,
  src: usize,
  list: usize,
  i: usize,
): usize {
  const span = <usize>load<u8>(spans + i);
  const w = weightsOf(span, weights);
  const lo = f64x2.promote_low_f32x4(w);
  const hi = lanes == 4 ? upper(w) : lo;
  const bin = bank + (<usize>load<B>(firstBin + i * sizeof<B>()) << 3);
  add(lanes, bin, lo, hi, splatSample<T>(sampleAt<T>(true, src, list, i)));
  return weights + (span << 2);
}
