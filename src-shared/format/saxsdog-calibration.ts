import { geometryFromSaxsdog } from '../geometry/saxsdog-geometry.ts';
import { validateCalibration } from '../geometry/validate-calibration.ts';
import { AppError, FormatError } from '../model/app-error.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration } from '../model/schema-types.generated.ts';
import type { ParsedCalibration } from './poni-file.ts';
import { formatNewSaxsdogCalibration, newSaxsdogCalibration } from './saxsdog-calibration-file.ts';
import { patchFromCalibration, patchSaxsdog } from './saxsdog-patch.ts';

const ID = 'saxsdog';

type JsonObject = Readonly<Record<string, unknown>>;

/** Whether parsed JSON is a SAXSdog calibration: nested, or in the older flat form. */
export function isSaxsdogCalibration(json: unknown): json is JsonObject {
  return isObject(json) && 'BeamCenter' in geometryPart(json);
}

/**
 * Reads the geometry of a SAXSdog calibration. Both spellings of its misspelt keys are accepted. SAXSdog counts rows
 * from the bottom; the result belongs to the image as stored, row 0 first.
 *
 * @throws FormatError  if a key is missing or unreadable
 * @throws AppError  'calibration' if its numbers cannot be used
 */
export function parseSaxsdogCalibration(json: unknown): ParsedCalibration {
  if (!isSaxsdogCalibration(json))
    throw new FormatError(ID, 'This JSON file is not a SAXSdog calibration: it has no Geometry with a BeamCenter.');
  const part = geometryPart(json);
  const warnings: string[] = [];
  const tilt = part['Tilt'];
  if (!isObject(tilt)) warnings.push('The SAXSdog calibration has no Tilt: the detector is taken as untilted.');
  const [rows, columns] = pair(part, ['Imagesize', 'ImageSize']);
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0))
    throw new FormatError(ID, `Imagesize is ${rows} × ${columns}: two positive integers were expected.`);
  const [pixel1, pixel2] = pair(part, ['PixelSizeMicroM']);
  const geometry = geometryFromSaxsdog({
    detectorDistanceMm: numberOf(part, ['DedectorDistanceMM', 'DetectorDistanceMM']),
    beamCentre: pair(part, ['BeamCenter']),
    tiltAngleDeg: isObject(tilt) ? numberOf(tilt, ['TiltAngleDeg']) : 0,
    tiltRotDeg: isObject(tilt) ? numberOf(tilt, ['TiltRotDeg']) : 0,
    imageSize: [rows, columns],
    pixelSizeMicroM: [pixel1, pixel2],
  });
  const polarization = json['PolarizationCorrection'];
  if (isObject(polarization) && typeof polarization['Fraction'] === 'number')
    warnings.push(
      `The polarization correction of the file is a setting of the integration: ` +
        `its fraction ${polarization['Fraction']} is factor ${tidy(2 * polarization['Fraction'] - 1)} here.`,
    );
  const calibration: Calibration = {
    geometry:
      json['Wavelength'] === undefined
        ? geometry
        : { ...geometry, wavelength: tidy(numberOf(json, ['Wavelength']) * 1e-10) },
    detector: {
      name: 'Detector',
      shape: [rows, columns],
      pixel1: tidy(pixel1 * 1e-6),
      pixel2: tidy(pixel2 * 1e-6),
      orientation: 3,
    },
  };
  validateCalibration(calibration);
  return { calibration, warnings };
}

/**
 * Writes a complete SAXSdog calibration with one recipe; rot3, which SAXSdog does not have, is lost.
 *
 * @param shape  of the stored image
 * @throws AppError  'calibration' if the calibration has no wavelength, or no counterpart (tilt of 90° or more)
 */
export function formatSaxsdogCalibration(calibration: Calibration, shape: Shape): string {
  validateCalibration(calibration);
  const { wavelength } = calibration.geometry;
  if (wavelength === undefined)
    throw new AppError('calibration', 'The calibration has no wavelength, which SAXSdog needs: add one.');
  return formatNewSaxsdogCalibration(patchSaxsdog(newSaxsdogCalibration(), patchFromCalibration(calibration, shape)));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The nested Geometry, or the file itself in the flat form. */
function geometryPart(json: JsonObject): JsonObject {
  const nested = json['Geometry'];
  return isObject(nested) ? nested : json;
}

function find(part: JsonObject, keys: readonly [string, ...string[]]): unknown {
  const key = keys.find((candidate) => part[candidate] !== undefined);
  if (key === undefined) throw new FormatError(ID, `${keys[0]} is missing in this SAXSdog calibration.`);
  return part[key];
}

function numberOf(part: JsonObject, keys: readonly [string, ...string[]]): number {
  const value = find(part, keys);
  if (typeof value === 'number') return value;
  throw new FormatError(ID, `${keys[0]} in this SAXSdog calibration is not a number.`);
}

/** Two numbers; one, or a list of one, stands for both. */
function pair(part: JsonObject, keys: readonly [string, ...string[]]): [number, number] {
  const value = find(part, keys);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const [first, second = first] = list;
  if (list.length <= 2 && typeof first === 'number' && typeof second === 'number') return [first, second];
  throw new FormatError(ID, `${keys[0]} in this SAXSdog calibration is not a pair of numbers.`);
}

/** Without the last digits that a change of unit spoils: 172, not 172.00000000000003. */
const tidy = (value: number): number => Number(value.toPrecision(15));
