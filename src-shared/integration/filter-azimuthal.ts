import type { IntegrationSettings } from '../model/schema-types.generated.ts';
import type { BinSums } from './integration-plan.ts';

/** A filter that chooses among the sectors of the circle. */
export type SectorFilter = Exclude<NonNullable<IntegrationSettings['filter']>, { kind: 'sigma-clip' }>;

/** The cells of a cake, `cakes` × `bins`; count 0: an empty cell. */
export interface CakeCells {
  readonly intensity: ArrayLike<number>;
  readonly count: ArrayLike<number>;
  readonly normalization: ArrayLike<number>;
}

/**
 * Reduces the sectors of a cake to one pattern: for each bin the sectors that are not empty, m of them, are sorted by
 * intensity, and
 *
 *     median at p: sector ⌊p m / 100⌉, halves to the even number     trimmed mean: sectors ⌊p₁ m / 100⌋ … ⌈p₂ m / 100⌉ − 1
 *
 * count is that of all sectors used, normalization too; the signal is intensity · normalization.
 *
 * Source: pyFAI 0.21.3, `medfilt1d`; for p = 100 it gives 0 where we take the last sector.
 *
 * @param cells  one row per sector
 * @throws RangeError  if the sizes do not fit or the percentiles are not in order within 0 … 100
 */
export function filterSectors(cells: CakeCells, bins: number, filter: SectorFilter): Omit<BinSums, 'ignoredPixels'> {
  const sectors = cells.count.length / bins;
  if (!Number.isInteger(sectors) || cells.intensity.length !== sectors * bins)
    throw new RangeError(`${cells.count.length} cells and ${cells.intensity.length} intensities for ${bins} bins`);
  const [low, high] = filter.kind === 'median' ? [filter.percentile, 100] : filter.percentiles;
  if (!(low >= 0 && low <= 100 && high <= 100 && (filter.kind === 'median' || low < high)))
    throw new RangeError(`percentiles ${low} … ${high}`);

  const signal = new Float64Array(bins);
  const normalization = new Float64Array(bins);
  const count = new Float64Array(bins);
  const column = new Float64Array(sectors);
  for (let bin = 0; bin < bins; bin++) {
    let filled = 0;
    for (let cell = bin; cell < cells.count.length; cell += bins) {
      if (!(cells.count[cell]! > 0)) continue;
      column[filled++] = cells.intensity[cell]!;
      count[bin]! += cells.count[cell]!;
      normalization[bin]! += cells.normalization[cell]!;
    }
    if (filled === 0) continue;
    const sorted = column.subarray(0, filled).sort();
    const [first, end] = filter.kind === 'median' ? medianSector(low, filled) : trimmedSectors(low, high, filled);
    let sum = 0;
    for (let k = first; k < end; k++) sum += sorted[k]!;
    signal[bin] = (sum / (end - first)) * normalization[bin]!;
  }
  return { signal, variance: null, normalization, count };
}

function medianSector(percentile: number, filled: number): readonly [first: number, end: number] {
  const first = Math.min(filled - 1, roundHalfEven((percentile * filled) / 100));
  return [first, first + 1];
}

function trimmedSectors(low: number, high: number, filled: number): readonly [first: number, end: number] {
  const first = Math.min(filled - 1, Math.floor((low * filled) / 100));
  return [first, Math.max(first + 1, Math.ceil((high * filled) / 100))];
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
