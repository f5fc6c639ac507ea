import type { ImageStatistics } from '../../src-shared/rpc/contract.ts';

export const BINS = 256;

type Range = Pick<ImageStatistics, 'minimum' | 'maximum'>;

/** Place of a value on the histogram: 0 at the minimum, 1 at the maximum, even in asinh(value); clamped. */
export function histogramPosition({ minimum, maximum }: Range, value: number): number {
  const from = Math.asinh(minimum);
  const width = Math.asinh(maximum) - from;
  return width > 0 ? Math.min(1, Math.max(0, (Math.asinh(value) - from) / width)) : 0;
}

/** Inverse of `histogramPosition`; exact at both ends. */
export function histogramValue({ minimum, maximum }: Range, position: number): number {
  if (position <= 0) return minimum;
  if (position >= 1) return maximum;
  const from = Math.asinh(minimum);
  return Math.sinh(from + position * (Math.asinh(maximum) - from));
}

/** Lower edge of a bin. */
export function binEdge(range: Range, bin: number): number {
  return histogramValue(range, bin / BINS);
}

/** The value at a position, rounded to a hundredth of a bin: no digits that nobody chose. */
export function chosenValue(range: Range, position: number): number {
  const value = histogramValue(range, position);
  if (value === range.minimum || value === range.maximum) return value;
  const binWidth = histogramValue(range, position + 0.5 / BINS) - histogramValue(range, position - 0.5 / BINS);
  const digits = Math.max(-12, Math.min(12, Math.ceil(-Math.log10(binWidth / 10))));
  const unit = 10 ** digits;
  return digits > 0 ? Math.round(value * unit) / unit : Math.round(value / 10 ** -digits) * 10 ** -digits;
}

/**
 * Heights of the bars, 0–1, logarithmic in the count. Counts are whole numbers, so bins narrower than one count stay
 * empty between two others; they are bridged, else the picture is a comb.
 */
export function barHeights(statistics: Pick<ImageStatistics, 'minimum' | 'maximum' | 'histogram'>): Float64Array {
  const { histogram } = statistics;
  const heights = Float64Array.from(histogram, (count) => Math.log1p(count));
  let last = -1;
  for (let i = 0; i < heights.length; i++) {
    if (histogram[i]! === 0) continue;
    const isOneCount = last >= 0 && binEdge(statistics, i) - binEdge(statistics, last + 1) < 1;
    for (let j = last + 1; isOneCount && j < i; j++)
      heights[j] = heights[last]! + ((heights[i]! - heights[last]!) * (j - last)) / (i - last);
    last = i;
  }
  const highest = heights.reduce((a, b) => Math.max(a, b), 0);
  return highest > 0 ? heights.map((height) => height / highest) : heights;
}
