import { fit2dFromCalibration } from '../geometry/fit2d-geometry.ts';
import { validateCalibration } from '../geometry/validate-calibration.ts';
import { parseJsonText } from '../json/json-text.ts';
import { AppError, FormatError } from '../model/app-error.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration, CalibrationFormatParams } from '../model/schema-types.generated.ts';
import {
  formatPoni,
  formatPoniJson,
  looksLikePoni,
  parsePoni,
  type ParsedCalibration,
  type PoniOrigin,
} from './poni-file.ts';
import { formatSaxsdogCalibration, isSaxsdogCalibration, parseSaxsdogCalibration } from './saxsdog-calibration.ts';

export type CalibrationForm = CalibrationFormatParams['form'];

/** A calibration with the format it was found in. */
export interface CalibrationFile extends ParsedCalibration {
  readonly formatId: 'poni' | 'poni-json' | 'saxsdog';
}

/**
 * Reads a calibration file of any kind, recognised by its content.
 *
 * @param name  file name, for messages only
 * @throws FormatError  if it is none, or damaged
 * @throws AppError  'calibration' if its numbers cannot be used
 */
export function parseCalibrationFile(name: string, text: string): CalibrationFile {
  if (/^\s*\uFEFF?\s*\{/.test(text)) {
    const json = jsonOf(text);
    if (isSaxsdogCalibration(json)) return { formatId: 'saxsdog', ...parseSaxsdogCalibration(json) };
    if (looksLikePoni(text)) return { formatId: 'poni-json', ...parsePoni(text) };
    if (json === undefined && text.includes('"BeamCenter"')) parseJsonText(text); // says where the text stops being JSON
  } else if (looksLikePoni(text)) {
    return { formatId: 'poni', ...parsePoni(text) };
  }
  throw new FormatError(
    'poni',
    `${name} is not a calibration: a .poni file (text or JSON) or a SAXSdog calibration was expected.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\s*\uFEFF/, ''));
  } catch {
    return undefined; // reported as "not a calibration", or by parsePoni where its keys are there
  }
}

/**
 * A calibration as text in one of the usual forms.
 *
 * @param shape  of the stored image; the detector's own where absent. SAXSdog needs it, and Fit2D for orientations
 *   other than 3.
 * @throws AppError  'calibration' if the form cannot express the calibration
 */
export function formatCalibration(
  calibration: Calibration,
  form: CalibrationForm,
  shape: Shape | undefined = calibration.detector.shape,
  origin: PoniOrigin = { program: 'Annulus' },
): string {
  switch (form) {
    case 'poni':
      return formatPoni(calibration, origin);
    case 'poni-json':
      return formatPoniJson(calibration);
    case 'saxsdog':
      return formatSaxsdogCalibration(calibration, shape ?? refuseWithoutShape('SAXSdog counts rows from the bottom'));
    case 'fit2d':
      return formatFit2d(calibration, shape);
  }
}

/** The lines in which Fit2D reports a refined geometry, rows counted from the first row of the file. */
function formatFit2d(calibration: Calibration, shape: Shape | undefined): string {
  validateCalibration(calibration);
  const { geometry, detector } = calibration;
  const isMirrored = detector.orientation !== 3;
  const fit2d = fit2dFromCalibration(
    calibration,
    shape ?? (isMirrored ? refuseWithoutShape('mirrored rows or columns are counted from the far edge') : [0, 0]),
  );
  if (!fit2d)
    throw new AppError(
      'calibration',
      'Fit2D cannot describe this geometry: the beam does not meet the detector at less than 90° of tilt.',
    );
  const lines = [
    `INFO: Refined Beam centre = ${fit2d.centreX} ${fit2d.centreY} (pixels)`,
    `INFO: Refined sample to detector distance = ${fit2d.directDistanceMm} mm`,
    `INFO: Refined tilt plane rotation angle = ${fit2d.tiltPlaneDeg} degrees`,
    `INFO: Refined tilt angle = ${fit2d.tiltDeg} degrees`,
  ];
  if (geometry.wavelength !== undefined)
    lines.push(`INFO: Refined wavelength = ${Number((geometry.wavelength * 1e10).toPrecision(15))} Angstroms`);
  const [x, y] = [detector.pixel2, detector.pixel1].map((size) => Number((size * 1e6).toPrecision(15)));
  lines.push(`INFO: Pixel size = ${x} ${y} (microns)`);
  return `${lines.join('\n')}\n`;
}

function refuseWithoutShape(reason: string): never {
  throw new AppError('calibration', `The image shape is needed for this form, because ${reason}: open an image first.`);
}
