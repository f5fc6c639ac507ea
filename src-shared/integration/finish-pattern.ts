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
  const bins = signal.length;
  const intensity = new Float64Array(bins);
  const sigma = variance && new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    const isEmpty = !(count[bin]! > 0);
    intensity[bin] = isEmpty ? NaN : signal[bin]! / normalization[bin]!;
    if (sigma) sigma[bin] = isEmpty ? NaN : Math.sqrt(variance![bin]!) / normalization[bin]!;
  }
  return { intensity, sigma };
}
