import { isColumnMirrored, isRowMirrored, type Orientation } from '../../src-shared/geometry/orientation.ts';
import type { CalibrationInUse } from './session-document.ts';

export const ORIENTATIONS: readonly Orientation[] = [3, 2, 4, 1];

const NAMES: Readonly<Record<Orientation, string>> = {
  3: 'as stored',
  2: 'rows reversed',
  4: 'columns reversed',
  1: 'rows and columns reversed',
};

/** "rows reversed" */
export function orientationName(orientation: Orientation): string {
  return NAMES[orientation];
}

/** "the rows-reversed image" */
export function orientedImage(orientation: Orientation): string {
  if (orientation === 3) return 'the image as stored';
  return `the ${orientation === 1 ? 'rows-and-columns' : orientation === 2 ? 'rows' : 'columns'}-reversed image`;
}

export function orientationOf(rowsReversed: boolean, columnsReversed: boolean): Orientation {
  if (rowsReversed) return columnsReversed ? 1 : 2;
  return columnsReversed ? 4 : 3;
}

export function toggleRows(orientation: Orientation): Orientation {
  return orientationOf(!isRowMirrored(orientation), isColumnMirrored(orientation));
}

export function toggleColumns(orientation: Orientation): Orientation {
  return orientationOf(isRowMirrored(orientation), !isColumnMirrored(orientation));
}

export function withOrientation(
  inUse: CalibrationInUse,
  orientation: Orientation,
  origin: 'typed' | 'found',
): CalibrationInUse {
  const { calibration } = inUse;
  return {
    ...inUse,
    calibration: { ...calibration, detector: { ...calibration.detector, orientation } },
    origins: { ...inUse.origins, orientation: origin },
  };
}
