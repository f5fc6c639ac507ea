import { AppError } from '../model/app-error.ts';
import type { Calibration } from '../model/schema-types.generated.ts';

interface Limits {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  readonly hint: string;
}

const DISTANCE: Limits = { low: -1e4, high: 1e4, unit: 'm', hint: 'distances are in metres' };
const ROTATION: Limits = { low: -2 * Math.PI, high: 2 * Math.PI, unit: 'rad', hint: 'rotations are in radians' };
const WAVELENGTH: Limits = { low: 1e-15, high: 1e-7, unit: 'm', hint: 'wavelengths are in metres' };
const PIXEL: Limits = { low: 1e-8, high: 0.1, unit: 'm', hint: 'pixel sizes are in metres' };

/** More rows or columns than any detector has. */
const MAX_SIDE = 1e6;

/**
 * Refuses a calibration that cannot be used: missing numbers, or numbers in the wrong unit.
 *
 * @throws AppError  'calibration', one sentence that names the entry
 */
export function validateCalibration({ geometry, detector }: Calibration): void {
  check('the distance', geometry.dist, DISTANCE);
  if (geometry.dist === 0) refuse('the distance is 0 m: the detector would be at the sample');
  check('poni1', geometry.poni1, DISTANCE);
  check('poni2', geometry.poni2, DISTANCE);
  check('rot1', geometry.rot1, ROTATION);
  check('rot2', geometry.rot2, ROTATION);
  check('rot3', geometry.rot3, ROTATION);
  if (geometry.wavelength !== undefined) check('the wavelength', geometry.wavelength, WAVELENGTH);
  check('pixel size 1', detector.pixel1, PIXEL);
  check('pixel size 2', detector.pixel2, PIXEL);
  if (![1, 2, 3, 4].includes(detector.orientation))
    refuse(`the orientation is ${detector.orientation}: it must be 1, 2, 3 or 4`);
  for (const side of detector.shape ?? [])
    if (!(Number.isInteger(side) && side > 0 && side <= MAX_SIDE))
      refuse(`the detector shape is ${detector.shape?.join(' × ')}: rows and columns must be positive integers`);
  if (detector.sensor) check('the sensor thickness', detector.sensor.thickness, PIXEL);
}

function check(name: string, value: number, { low, high, unit, hint }: Limits): void {
  if (!Number.isFinite(value)) refuse(`${name} is ${value}: a finite number was expected`);
  if (value < low || value > high) refuse(`${name} is ${value} ${unit}, which cannot be: ${hint}`);
}

function refuse(reason: string): never {
  throw new AppError('calibration', `This calibration cannot be used: ${reason}.`);
}
