import type { Levels } from './intensity-scale.ts';

/** 1 to 99.9 % of the finite values, as the window shows pictures unasked; [0, 1] without any. */
export function percentileLevels(values: ArrayLike<number>): Levels {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return [0, 1];
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  const [low, high] = [at(0.01), at(0.999)];
  return high > low ? [low, high] : [sorted[0]!, Math.max(sorted.at(-1)!, sorted[0]! + 1)];
}

/**
 * Mean ∓ z standard deviations of the population, as PDFstream colours images.
 *
 * @param masked  non-zero: does not count
 */
export function zScoreLevels(values: ArrayLike<number>, z: number, masked: Uint8Array | null = null): Levels {
  let [sum, count] = [0, 0];
  const counts = (i: number): boolean => !(masked && masked[i] !== 0) && Number.isFinite(values[i]!);
  for (let i = 0; i < values.length; i++) {
    if (!counts(i)) continue;
    sum += values[i]!;
    count++;
  }
  if (count === 0) return [0, 1];
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < values.length; i++) if (counts(i)) squares += (values[i]! - mean) ** 2;
  const sigma = Math.sqrt(squares / count);
  return [mean - z * sigma, mean + z * sigma];
}
