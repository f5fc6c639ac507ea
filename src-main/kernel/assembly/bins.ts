import { binAt, spanAt } from './plan-numbers';

/**
 * Adds what some pixels of a tile contribute besides their values: count += c, normalization += c·ω, pedestal += c·d,
 * hits += 1.
 *
 * @param list  uint16 pixel numbers within the tile, ascending
 * @param listed  its length
 * @param pedestal  float32 per pixel; 0: none
 */
export function addPixels(
  list: usize,
  listed: u32,
  wideBins: bool,
  wideSpans: bool,
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
  let p: u32 = 0;
  for (let i: u32 = 0; i < listed; i++) {
    const next = <u32>load<u16>(list + (<usize>i << 1));
    for (; p < next; p++) weights += spanAt(wideSpans, spans, p) << 2;
    const span = spanAt(wideSpans, spans, p);
    const omega = <f64>load<f32>(normalization + (<usize>p << 2));
    const below = pedestal == 0 ? 0 : <f64>load<f32>(pedestal + (<usize>p << 2));
    let bin = binAt(wideBins, firstBin, p);
    for (const end = bin + span; bin < end; bin++) {
      const c = <f64>load<f32>(weights);
      const at = bin << 3;
      store<f64>(outCount + at, load<f64>(outCount + at) + c);
      store<f64>(outNormalization + at, load<f64>(outNormalization + at) + c * omega);
      if (pedestal != 0) store<f64>(outPedestal + at, load<f64>(outPedestal + at) + c * below);
      store<f64>(outHits + at, load<f64>(outHits + at) + 1);
      weights += 4;
    }
    p++;
  }
}

/**
 * Counts the pixels that reach each bin, as differences of neighbouring bins: +1 where a pixel begins, −1 behind its end.
 *
 * @param differences  doubles, one more than bins
 * @returns pixels that the plan uses
 */
export function countHits(
  n: u32,
  wideBins: bool,
  wideSpans: bool,
  firstBin: usize,
  spans: usize,
  differences: usize,
): u32 {
  let used: u32 = 0;
  for (let p: u32 = 0; p < n; p++) {
    const span = spanAt(wideSpans, spans, p);
    if (span == 0) continue;
    used++;
    const bin = binAt(wideBins, firstBin, p);
    const begin = differences + (bin << 3);
    store<f64>(begin, load<f64>(begin) + 1);
    const end = begin + (span << 3);
    store<f64>(end, load<f64>(end) - 1);
  }
  return used;
}

/**
 * Zeroes four banks for from ≤ bin < to, with the surplus lanes of the last bin. Done before use, not after: a task that
 * was cancelled, or whose thread died, leaves anything behind.
 */
export function clearBanks(from: u32, to: u32, acc: usize, bankStride: usize): void {
  const bytes = <usize>(to - from + 4) << 3;
  for (let bank: usize = 0; bank < 4; bank++) memory.fill(acc + bank * bankStride + (<usize>from << 3), 0, bytes);
}

/** out[bin] = (bank0 + bank1) + (bank2 + bank3) for from ≤ bin < to. */
export function reduceBanks(from: u32, to: u32, acc: usize, bankStride: usize, out: usize): void {
  for (let bin = from; bin < to; bin++) {
    const at = acc + (<usize>bin << 3);
    const sum =
      load<f64>(at) +
      load<f64>(at + bankStride) +
      (load<f64>(at + 2 * bankStride) + load<f64>(at + 3 * bankStride));
    store<f64>(out + (<usize>bin << 3), sum);
  }
}

/** totals += sums, n doubles each. */
export function addSums(n: u32, sums: usize, totals: usize): void {
  const end = sums + (<usize>n << 3);
  for (const blocks = end - 8; sums < blocks; sums += 16, totals += 16)
    v128.store(totals, f64x2.add(v128.load(totals), v128.load(sums)));
  if (sums < end) store<f64>(totals, load<f64>(totals) + load<f64>(sums));
}
