import { type CalibrationFile, parseCalibrationFile } from '../../src-shared/format/calibration-format.ts';
import { flipRows, type Orientation } from '../../src-shared/geometry/orientation.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { readTextFile } from '../file/text-file.ts';

/** @throws AppError  whose sentence names the file; "calibration" where its content cannot be used */
export async function loadCalibration(path: string): Promise<CalibrationFile> {
  const text = await readTextFile(path);
  try {
    return parseCalibrationFile(path, text);
  } catch (cause) {
    const error = AppError.from(cause);
    if (error.code === 'internal' || error.message.includes(path)) throw error;
    throw new AppError('calibration', `${path}: ${error.message}`, { cause });
  }
}

/**
 * The calibration for images as stored: `orientation` replaces that of the file, `rowsFlipped` composes with it
 * (3↔2, 1↔4).
 */
export function orientCalibration(
  calibration: Calibration,
  rowsFlipped: boolean,
  orientation: Orientation | undefined,
): Calibration {
  const { detector } = calibration;
  const chosen = orientation ?? (rowsFlipped ? flipRows(detector.orientation) : detector.orientation);
  return { ...calibration, detector: { ...detector, orientation: chosen } };
}
