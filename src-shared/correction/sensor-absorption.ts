import type { RowBlock } from '../geometry/detector-grid.ts';
import { relativeSolidAngles } from '../geometry/solid-angle.ts';
import { AppError } from '../model/app-error.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../model/schema-types.generated.ts';
import { attenuationLength } from './sensor-materials.ts';

export type SensorAbsorption = NonNullable<IntegrationSettings['sensorAbsorption']>;

/**
 * Share of the photons that the sensor stops, relative to normal incidence, of every pixel in a block of rows:
 *
 *     E = (1 − exp(−x / cos α)) / (1 − exp(−x)),   x = thickness / attenuation length
 *
 * α is the angle of incidence on the detector. A photon that comes in obliquely crosses more of the sensor, so E ≥ 1.
 *
 * Source: Zaleski, Wu and Coppens (1998), J. Appl. Cryst. 31, 302.
 *
 * @param shape  of the stored image
 * @param out  length rows · columns or more; pass one to reuse memory
 * @returns `out`, row by row, 1 at the PONI
 * @throws RangeError  if the rows are not in the image or `out` is too short
 * @throws AppError  as `sensorAttenuation`
 */
export function sensorEfficiencies(
  calibration: Calibration,
  shape: Shape,
  sensor: SensorAbsorption,
  rows: RowBlock = { start: 0, end: shape[0] },
  out = new Float64Array(Math.max(0, rows.end - rows.start) * shape[1]),
): Float64Array {
  const x = sensor.thicknessUm / sensorAttenuation(sensor, calibration.geometry.wavelength);
  const whole = -Math.expm1(-x);
  relativeSolidAngles(calibration, shape, rows, out); // cos³ α
  const pixels = (rows.end - rows.start) * shape[1];
  for (let p = 0; p < pixels; p++) out[p] = -Math.expm1(-x / Math.cbrt(out[p]!)) / whole;
  return out;
}

/**
 * Attenuation length in the sensor, µm: as given, or of its material at the wavelength.
 *
 * @throws AppError usage  if both or neither are given, or the material is not known at this energy
 * @throws AppError calibration  if the material is given and the wavelength is not known
 */
export function sensorAttenuation(
  { material, attenuationLengthUm }: SensorAbsorption,
  wavelength: number | undefined,
): number {
  if ((material === undefined) === (attenuationLengthUm === undefined))
    throw new AppError('usage', 'The absorption of the sensor needs a material or an attenuation length, one of them.');
  if (material === undefined) return attenuationLengthUm!;
  if (wavelength === undefined)
    throw new AppError(
      'calibration',
      'The calibration has no wavelength, on which the absorption of the sensor depends: add it, or give the attenuation length.',
    );
  return attenuationLength(material, wavelength);
}
