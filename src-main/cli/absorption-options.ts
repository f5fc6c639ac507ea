import { AppError } from '../../src-shared/model/app-error.ts';
import { isSensorMaterial, SENSOR_MATERIALS } from '../../src-shared/correction/sensor-materials.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { numberListOption, positiveOption } from './option-values.ts';

/**
 * `Si:320`, material and thickness of the sensor in µm, or `960:320`, its attenuation length in their place.
 *
 * @throws AppError usage
 */
export function sensorAbsorptionOption(text: string): NonNullable<IntegrationSettings['sensorAbsorption']> {
  const option = '--sensor-absorption';
  const [first = '', thickness, ...rest] = text.split(':');
  if (thickness === undefined || rest.length > 0)
    throw new AppError(
      'usage',
      `${option} is "${text}": material or attenuation length and thickness in µm were expected, e.g. Si:320 or 960:320.`,
    );
  const thicknessUm = positiveOption(option)(thickness);
  if (isSensorMaterial(first)) return { thicknessUm, material: first };
  if (/^[a-z]/i.test(first))
    throw new AppError(
      'usage',
      `${option} is "${text}": the attenuation of ${SENSOR_MATERIALS.join(', ')} is known, for other materials give its length in µm, e.g. 960:320.`,
    );
  return { thicknessUm, attenuationLengthUm: positiveOption(option)(first) };
}

/**
 * `MU_T[,ANGLE[,AZIMUTH]]`: attenuation coefficient times thickness of a flat sample, the angle of its normal to the
 * beam, and the side to which the normal leans.
 *
 * @throws AppError usage
 */
export function sampleAbsorptionOption(text: string): NonNullable<IntegrationSettings['sampleAbsorption']> {
  const numbers = numberListOption('--sample-absorption')(text);
  const [opticalThickness = 0, angleDeg = 0, azimuthDeg = 0] = numbers;
  if (numbers.length > 3 || !(opticalThickness > 0 && angleDeg >= 0 && angleDeg < 90))
    throw new AppError(
      'usage',
      `--sample-absorption is ${text}: µ·thickness above 0, an angle from 0 to below 90° and an azimuth were expected, e.g. 0.7 or 0.7,30,0.`,
    );
  return { opticalThickness, angleDeg, azimuthDeg };
}
