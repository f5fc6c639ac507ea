import type { Shape } from '../model/detector-image.ts';
import type { Detector } from '../model/schema-types.generated.ts';
import { findDetector, type CatalogueDetector } from './detector-catalogue.ts';

const MAX_BINNING = 16;

/**
 * Pixels of a detector that never carry a measurement: gaps between modules, dead columns, the corners of a round
 * sensor. A binned pixel is masked if any part of it is.
 *
 * @param detector  its name is looked up in the catalogue, its orientation is applied
 * @param shape  of the stored image
 * @returns 1 = masked, in the order of the stored image; null if nothing is known to be masked
 */
export function detectorMask(detector: Detector, shape: Shape): Uint8Array | null {
  const entry = findDetector(detector.name);
  if (!entry) return null;
  const binning1 = binningOf(entry.nativeShape[0], shape[0]);
  const binning2 = binningOf(entry.nativeShape[1], shape[1]);
  if (binning1 === null || binning2 === null) return null;
  const mask = entry.isCircular ? circleMask(shape) : moduleMask(entry, shape, binning1, binning2);
  if (mask) mirror(mask, shape, detector.orientation);
  return mask;
}

/** Whether the catalogue knows masked pixels of this detector. */
export function hasGaps(entry: CatalogueDetector): boolean {
  return entry.isCircular === true || maskedLines(entry, 0).includes(1) || maskedLines(entry, 1).includes(1);
}

function binningOf(native: number, length: number): number | null {
  for (let binning = 1; binning <= MAX_BINNING; binning++) if (Math.floor(native / binning) === length) return binning;
  return null;
}

/** The rows (axis 0) or columns (axis 1) of the unbinned detector; 1 = masked as a whole. */
function maskedLines({ nativeShape, modules }: CatalogueDetector, axis: 0 | 1): Uint8Array {
  const lines = new Uint8Array(nativeShape[axis]);
  if (!modules) return lines;
  const pitch = modules.size[axis] + modules.gap[axis];
  for (let start = 0; start < lines.length; start += pitch) {
    lines.fill(1, start + modules.size[axis], start + pitch);
    if (axis === 1 && modules.deadColumns) {
      const [first, last] = modules.deadColumns;
      lines.fill(1, start + first, start + last + 1);
    }
  }
  return lines;
}

function binLines(lines: Uint8Array, binning: number, length: number): Uint8Array {
  const binned = new Uint8Array(length);
  for (let i = 0; i < length; i++) binned[i] = lines.subarray(i * binning, (i + 1) * binning).includes(1) ? 1 : 0;
  return binned;
}

function moduleMask(entry: CatalogueDetector, shape: Shape, binning1: number, binning2: number): Uint8Array | null {
  const rows = binLines(maskedLines(entry, 0), binning1, shape[0]);
  const columns = binLines(maskedLines(entry, 1), binning2, shape[1]);
  if (!rows.includes(1) && !columns.includes(1)) return null;
  const mask = new Uint8Array(shape[0] * shape[1]);
  for (let i = 0; i < shape[0]; i++) {
    if (rows[i]) mask.fill(1, i * shape[1], (i + 1) * shape[1]);
    else mask.set(columns, i * shape[1]);
  }
  return mask;
}

/** Pixels whose centre lies outside the circle that touches the first and last row. */
function circleMask(shape: Shape): Uint8Array {
  const mask = new Uint8Array(shape[0] * shape[1]);
  const [centre1, centre2] = [Math.floor(shape[0] / 2), Math.floor(shape[1] / 2)];
  const limit = centre1 * centre1;
  for (let i = 0, k = 0; i < shape[0]; i++)
    for (let j = 0; j < shape[1]; j++, k++)
      if ((i + 0.5 - centre1) ** 2 + (j + 0.5 - centre2) ** 2 > limit) mask[k] = 1;
  return mask;
}

/** From the frame of the catalogue to the order in which the image is stored. */
function mirror(mask: Uint8Array, [rows, columns]: Shape, orientation: Detector['orientation']): void {
  if (orientation === 1 || orientation === 4)
    for (let i = 0; i < rows; i++) mask.subarray(i * columns, (i + 1) * columns).reverse();
  if (orientation === 1 || orientation === 2) {
    for (let i = 0, j = rows - 1; i < j; i++, j--) {
      const upper = mask.slice(i * columns, (i + 1) * columns);
      mask.copyWithin(i * columns, j * columns, (j + 1) * columns);
      mask.set(upper, j * columns);
    }
  }
}
