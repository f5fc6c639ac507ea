import type { Detector } from '../model/schema-types.generated.ts';

/** EXIF numbering, as in .poni 2.1: 3 as stored, 2 rows mirrored, 4 columns mirrored, 1 both. */
export type Orientation = Detector['orientation'];

/** Whether stored row i is row n1−1−i of the geometry. */
export function isRowMirrored(orientation: Orientation): boolean {
  return orientation === 1 || orientation === 2;
}

/** Whether stored column j is column n2−1−j of the geometry. */
export function isColumnMirrored(orientation: Orientation): boolean {
  return orientation === 1 || orientation === 4;
}

const ROWS_FLIPPED = { 1: 4, 2: 3, 3: 2, 4: 1 } as const;

/** The orientation that does to the stored array what `orientation` does to the array with its rows reversed. */
export function flipRows(orientation: Orientation): Orientation {
  return ROWS_FLIPPED[orientation];
}
