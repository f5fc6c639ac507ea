import type { Samples } from '../model/detector-image.ts';
import type { AutoMask } from '../model/schema-types.generated.ts';
import { quantileInPlace } from '../numerics/selection.ts';
import type { RingBins } from './ring-bins.ts';

/**
 * Masks the pixels of each ring that are too far from the others of their ring. Standard deviations are those of a
 * population (divided by n). A ring whose values are all equal loses nothing.
 *
 * @param mask  non-zero = already left out; outliers are set to 1 in it
 * @param alpha  standard deviations
 * @param onProgress  told which part of the rings is done, 0…1
 */
export function maskRingOutliers(
  samples: Samples,
  mask: Uint8Array,
  { edges, ringOf }: RingBins,
  alpha: number,
  method: AutoMask['method'],
  onProgress?: (done: number) => void,
): void {
  const rings = edges.length + 1;
  // Pixels of one ring stand together: ring k holds members start[k] … start[k + 1] − 1.
  const start = new Uint32Array(rings + 1);
  for (let p = 0; p < ringOf.length; p++) if (mask[p] === 0) start[ringOf[p]! + 1]!++;
  for (let k = 0; k < rings; k++) start[k + 1]! += start[k]!;
  const next = start.slice(0, rings);
  const members = new Uint32Array(start[rings]!);
  for (let p = 0; p < ringOf.length; p++) if (mask[p] === 0) members[next[ringOf[p]!]!++] = p;
  for (let k = 0; k < rings; k++) {
    onProgress?.(start[k]! / Math.max(1, members.length));
    const ring = members.subarray(start[k], start[k + 1]);
    if (ring.length > 1) METHODS[method](samples, mask, ring, alpha);
  }
}

type Method = (samples: Samples, mask: Uint8Array, ring: Uint32Array, alpha: number) => void;

const METHODS: Readonly<Record<AutoMask['method'], Method>> = {
  median(samples, mask, ring, alpha) {
    const values = Float64Array.from(ring, (p) => samples[p]!);
    const deviation = deviationOf(values);
    if (deviation === 0) return;
    const median = quantileInPlace(values, 0.5);
    for (const p of ring) if (Math.abs(samples[p]! - median) / deviation > alpha) mask[p] = 1;
  },

  mean(samples, mask, ring, alpha) {
    const order = ring.slice().sort((a, b) => samples[a]! - samples[b]!);
    // The worst pixel is always the smallest or the largest that is left.
    let [first, last] = [0, order.length - 1];
    let sums = sumsOf(samples, order, first, last);
    let fresh = sums.squares;
    while (first < last) {
      const count = last - first + 1;
      const mean = sums.total / count;
      const variance = sums.squares / count - mean * mean;
      if (!(variance > 0)) return;
      const low = mean - (samples[order[first]!]! - sums.origin);
      const high = samples[order[last]!]! - sums.origin - mean;
      const worst = Math.max(low, high);
      if (worst / Math.sqrt(variance) < alpha) return;
      const index = low > high ? first++ : last--;
      const p = order[index]!;
      mask[p] = 1;
      const value = samples[p]! - sums.origin;
      sums = { origin: sums.origin, total: sums.total - value, squares: sums.squares - value * value };
      // A far outlier takes digits of the sums with it: they are made anew once half of them is gone.
      if (sums.squares < fresh / 2) {
        sums = sumsOf(samples, order, first, last);
        fresh = sums.squares;
      }
    }
  },

  sigma(samples, mask, ring, alpha) {
    let left = ring;
    for (;;) {
      const values = Float64Array.from(left, (p) => samples[p]!);
      const deviation = deviationOf(values);
      if (deviation === 0) return;
      const mean = meanOf(values);
      const kept = left.filter((p) => Math.abs(samples[p]! - mean) <= alpha * deviation);
      if (kept.length === left.length) return;
      for (const p of left) if (Math.abs(samples[p]! - mean) > alpha * deviation) mask[p] = 1;
      left = kept;
    }
  },
};

function meanOf(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}

/** Standard deviation of a population. */
function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

/** Sums over members first … last, of values counted from the middle one. */
function sumsOf(
  samples: Samples,
  order: Uint32Array,
  first: number,
  last: number,
): { readonly origin: number; readonly total: number; readonly squares: number } {
  const origin = samples[order[(first + last) >> 1]!]!;
  let [total, squares] = [0, 0];
  for (let k = first; k <= last; k++) {
    const value = samples[order[k]!]! - origin;
    total += value;
    squares += value * value;
  }
  return { origin, total, squares };
}
