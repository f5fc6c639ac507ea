import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import type { RowBlock } from './detector-grid.ts';
import { isColumnMirrored, isRowMirrored } from './orientation.ts';

/**
 * Relative solid angle Ω = |cos α|³ of every pixel in a block of rows; α is the angle of incidence on the detector.
 * 1 at the PONI. The modulus keeps it positive with a detector behind the sample (dist < 0).
 *
 * @param shape  of the stored image
 * @param out  length rows · columns or more; pass one to reuse memory
 * @returns `out`, row by row, in (0, 1]
 * @throws RangeError  if the rows are not in the image or `out` is too short
 */
export function relativeSolidAngles<T extends Float32Array | Float64Array = Float64Array>(
  { geometry, detector }: Calibration,
  shape: Shape,
  rows: RowBlock = { start: 0, end: shape[0] },
  out: T = new Float64Array(Math.max(0, rows.end - rows.start) * shape[1]) as T,
): T {
  const { start, end } = rows;
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= shape[0]))
    throw new RangeError(`rows ${start}…${end} of an image with ${shape[0]} rows`);
  const columns = shape[1];
  if (out.length < (end - start) * columns)
    throw new RangeError(`out holds ${out.length} values, needs ${(end - start) * columns}`);

  const { pixel1, pixel2, orientation } = detector;
  const { dist, poni1, poni2 } = geometry;
  const dist2 = dist * dist;
  const dist3 = Math.abs(dist) * dist2;
  const mirrorRows = isRowMirrored(orientation);
  const mirrorColumns = isColumnMirrored(orientation);
  const columnSquares = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    const p2 = (mirrorColumns ? columns - j - 0.5 : j + 0.5) * pixel2 - poni2;
    columnSquares[j] = p2 * p2;
  }
  for (let i = start, k = 0; i < end; i++) {
    const p1 = (mirrorRows ? shape[0] - i - 0.5 : i + 0.5) * pixel1 - poni1;
    const rowSquare = dist2 + p1 * p1;
    for (let j = 0; j < columns; j++, k++) {
      const square = rowSquare + columnSquares[j]!;
      out[k] = dist3 / (square * Math.sqrt(square));
    }
  }
  return out;
}
