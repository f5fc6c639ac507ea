import type { ImageStatistics } from '../../src-shared/rpc/contract.ts';
import { BINS, histogramPosition, histogramValue } from '../image/histogram-axis.ts';

const FINE = 16; // fine bins per bin of the histogram, for the percentiles

/** Statistics of the bins of a cake that carry a value, as the levels panel wants them; null without any. */
export function cakeStatistics(intensity: Float32Array): ImageStatistics | null {
  let [minimum, maximum, sum, validPixels] = [Infinity, -Infinity, 0, 0];
  for (const value of intensity) {
    if (!Number.isFinite(value)) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value;
    validPixels++;
  }
  if (validPixels === 0) return null;
  const range = { minimum, maximum };
  const fine = new Float64Array(BINS * FINE);
  for (const value of intensity) {
    if (!Number.isFinite(value)) continue;
    fine[Math.min(fine.length - 1, Math.floor(histogramPosition(range, value) * fine.length))]!++;
  }
  const histogram = new Float64Array(BINS);
  for (let i = 0; i < fine.length; i++) histogram[Math.floor(i / FINE)]! += fine[i]!;
  const percentile = (share: number): number => {
    let below = 0;
    for (let i = 0; i < fine.length; i++) {
      below += fine[i]!;
      if (below >= share * validPixels) return histogramValue(range, (i + 0.5) / fine.length);
    }
    return maximum;
  };
  return {
    minimum,
    maximum,
    percentile1: percentile(0.01),
    percentile999: percentile(0.999),
    mean: sum / validPixels,
    histogram,
    validPixels,
  };
}
