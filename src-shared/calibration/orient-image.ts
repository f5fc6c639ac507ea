import { isColumnMirrored, isRowMirrored, type Orientation } from '../geometry/orientation.ts';
import type { DetectorImage, Samples, Shape } from '../model/detector-image.ts';

/** The image as the geometry counts it: orientation undone, so that it belongs to orientation 3. Orientation 3: itself. */
export function orientImage(image: DetectorImage, orientation: Orientation): DetectorImage {
  if (orientation === 3) return image;
  const { mask, ...rest } = image;
  return {
    ...rest,
    samples: orientArray(image.samples, image.shape, orientation),
    ...(mask && { mask: orientArray(mask, image.shape, orientation) }),
  };
}

/** The same of an array with one entry per pixel; in shared memory, for it goes to another thread. */
export function orientArray<T extends Samples>(array: T, [rows, columns]: Shape, orientation: Orientation): T {
  if (orientation === 3) return array;
  const out = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(array.byteLength));
  const [flipRows, flipColumns] = [isRowMirrored(orientation), isColumnMirrored(orientation)];
  for (let i = 0; i < rows; i++) {
    const to = i * columns;
    const from = (flipRows ? rows - 1 - i : i) * columns;
    out.set(array.subarray(from, from + columns), to);
    if (flipColumns) out.subarray(to, to + columns).reverse();
  }
  return out;
}

/** Row and column of a place, px with corner origin, from the stored image to orientation 3 or back: its own inverse. */
export function orientPlace(
  row: number,
  column: number,
  [rows, columns]: Shape,
  orientation: Orientation,
): { readonly row: number; readonly column: number } {
  return {
    row: isRowMirrored(orientation) ? rows - row : row,
    column: isColumnMirrored(orientation) ? columns - column : column,
  };
}

/** All of some places at once. */
export function orientPlaces<P extends { readonly rows: ArrayLike<number>; readonly columns: ArrayLike<number> }>(
  places: P,
  [rows, columns]: Shape,
  orientation: Orientation,
): Omit<P, 'rows' | 'columns'> & { readonly rows: Float64Array; readonly columns: Float64Array } {
  return {
    ...places,
    rows: Float64Array.from(places.rows, (row) => (isRowMirrored(orientation) ? rows - row : row)),
    columns: Float64Array.from(places.columns, (column) => (isColumnMirrored(orientation) ? columns - column : column)),
  };
}
