import type { BinSums } from './integration-plan.ts';

/** One entry per bin; NaN where no pixel counts. */
export interface FinishedPattern {
  readonly intensity: Float64Array;
  /** Standard error of the mean; null without an error model. */
  readonly sigma: Float64Array | null;
}

/** intensity = signal / normalization, sigma = √variance / normalization. */
export function finishPattern({
  signal,
  variance,
  normalization,
  count,
}: Omit<BinSums, 'ignoredPixels'>): FinishedPattern {
  const intensity = signal.map((total, bin) => (count[bin]! > 0 ? total / normalization[bin]! : NaN));
  const sigma =
    variance && variance.map((total, bin) => (count[bin]! > 0 ? Math.sqrt(total) / normalization[bin]! : NaN));
  return { intensity, sigma };
}
