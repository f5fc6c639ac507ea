import type { Samples, Shape } from '../model/detector-image.ts';
import type { AutoMask } from '../model/schema-types.generated.ts';
import type { RingBins } from './ring-bins.ts';
import { maskRingOutliers } from './ring-outliers.ts';

/** As PDFstream has them. */
export const DEFAULT_AUTO_MASK: AutoMask = { edge: 30, lower: 0, alpha: 2, method: 'median' };

/**
 * Automatic mask of PDFstream: the outer rows and columns, then values below and above the thresholds, then the outliers
 * of each ring among the pixels that are left.
 *
 * @param start  non-zero = masked already, so that it takes no part; null: nothing is
 * @param rings  only asked for if there is an alpha
 * @param onProgress  told which part of the rings is done, 0…1; what it throws ends the work
 * @returns 1 = masked, with what was masked already
 */
export function automaticMask(
  samples: Samples,
  shape: Shape,
  { edge, lower, upper, alpha, method }: AutoMask,
  start: Uint8Array | null,
  rings: () => RingBins,
  onProgress?: (done: number) => void,
): Uint8Array {
  const [rows, columns] = shape;
  if (samples.length !== rows * columns) throw new RangeError(`${samples.length} samples for ${rows} × ${columns}`);
  const mask = new Uint8Array(samples.length);
  if (start) for (let p = 0; p < mask.length; p++) if (start[p] !== 0) mask[p] = 1;
  if (edge > 0) maskEdge(mask, shape, edge);
  const [least, most] = [lower ?? -Infinity, upper ?? Infinity];
  for (let p = 0; p < mask.length; p++) {
    const value = samples[p]!;
    if (!(value >= least && value <= most && Math.abs(value) < Infinity)) mask[p] = 1;
  }
  if (alpha !== undefined) maskRingOutliers(samples, mask, rings(), alpha, method, onProgress);
  return mask;
}

function maskEdge(mask: Uint8Array, [rows, columns]: Shape, edge: number): void {
  const [top, left] = [Math.min(edge, rows), Math.min(edge, columns)];
  mask.fill(1, 0, top * columns);
  mask.fill(1, (rows - top) * columns);
  for (let i = top; i < rows - top; i++) {
    mask.fill(1, i * columns, i * columns + left);
    mask.fill(1, (i + 1) * columns - left, (i + 1) * columns);
  }
}
