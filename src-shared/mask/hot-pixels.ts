import type { Samples, Shape } from '../model/detector-image.ts';
import { quantileInPlace } from '../numerics/selection.ts';

/** Standard deviation of a normal distribution over its median absolute deviation: 1 / Φ⁻¹(3/4). */
const DEVIATION_OVER_MAD = 1.482602218505602;

/**
 * Masks pixels that stand out of their neighbours: hot pixels, and the traces of cosmic rays. A pixel is one if it
 * exceeds the median of its neighbours by more than `threshold` times their spread, which is 1.4826 times the median of
 * their distances from it, and for counts (integer samples) not less than √median or 1.
 *
 * @param skip  non-zero = takes no part; null: every finite pixel does
 * @param size  side of the neighbourhood, odd
 * @param mark  called with each pixel found
 * @param onProgress  told which part of the rows is done, 0…1; what it throws ends the work
 */
export function findHotPixels(
  samples: Samples,
  [rows, columns]: Shape,
  { threshold, size }: { readonly threshold: number; readonly size: number },
  skip: Uint8Array | null,
  mark: (pixel: number) => void,
  onProgress?: (done: number) => void,
): void {
  const half = size >> 1;
  const areCounts = !(samples instanceof Float32Array || samples instanceof Float64Array);
  const room = new Float64Array(size * size);
  const isUsed = (p: number): boolean => (skip === null || skip[p] === 0) && Math.abs(samples[p]!) < Infinity;
  for (let i = 0, p = 0; i < rows; i++) {
    if (i % REPORT_ROWS === 0) onProgress?.(i / rows);
    for (let j = 0; j < columns; j++, p++) {
      const value = samples[p]!;
      const least = areCounts ? threshold : 0; // the spread of counts is 1 or more
      // Nearly every pixel is no higher than one of those around it by so much: the others are looked at closely.
      if (!isUsed(p) || !standsOut(samples, p, i, j, rows, columns, value - least)) continue;
      // A pixel stands out of the median only if half of its neighbours lie below what the median can be at most.
      const level = areCounts ? highestMedian(value, threshold) : value;
      const [top, bottom] = [Math.max(0, i - half), Math.min(rows - 1, i + half)];
      const [left, right] = [Math.max(0, j - half), Math.min(columns - 1, j + half)];
      let above = 0;
      let count = 0;
      const most = ((bottom - top + 1) * (right - left + 1)) >> 1;
      for (let y = top; y <= bottom && above <= most; y++)
        for (let x = left; x <= right; x++) {
          const other = y * columns + x;
          if (other === p || !isUsed(other)) continue;
          const near = samples[other]!;
          if (near >= level) above++;
          room[count++] = near;
        }
      if (count < MIN_NEIGHBOURS || 2 * above > count) continue;
      const values = room.subarray(0, count);
      const median = quantileInPlace(values, 0.5);
      if (!(value > median)) continue;
      for (let k = 0; k < count; k++) values[k] = Math.abs(values[k]! - median);
      const spread = DEVIATION_OVER_MAD * quantileInPlace(values, 0.5);
      const noise = areCounts ? Math.max(spread, Math.sqrt(Math.max(1, median))) : spread;
      if (noise > 0 && value - median > threshold * noise) mark(p);
    }
  }
}

/** Rows between two words on how far it is. */
const REPORT_ROWS = 16;

/**
 * Largest median that a pixel of counts can stand out of: value − median > threshold · √max(1, median) for any smaller
 * one. A little above it, so that rounding loses none.
 */
function highestMedian(value: number, threshold: number): number {
  const root = (Math.sqrt(threshold * threshold + 4 * Math.max(0, value)) - threshold) / 2;
  const highest = Math.min(value - threshold, root * root);
  return highest + 1e-9 * Math.abs(highest);
}

/** Fewer say nothing of a spread. */
const MIN_NEIGHBOURS = 5;

/** Whether some of the four nearest pixels is below `level`; those beside the image count as such. */
function standsOut(
  samples: Samples,
  p: number,
  i: number,
  j: number,
  rows: number,
  columns: number,
  level: number,
): boolean {
  return (
    i === 0 ||
    j === 0 ||
    i === rows - 1 ||
    j === columns - 1 ||
    samples[p - 1]! < level ||
    samples[p + 1]! < level ||
    samples[p - columns]! < level ||
    samples[p + columns]! < level
  );
}
