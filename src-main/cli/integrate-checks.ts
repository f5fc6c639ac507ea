import { sensorAttenuation } from '../../src-shared/correction/sensor-absorption.ts';
import { NXCANSAS_PATTERN, patternTextFormat } from '../../src-shared/format/pattern-formats.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { radialUnit } from '../../src-shared/quantity/radial-unit.ts';
import { checkSectorFilter } from '../worker/sector-filter.ts';

/**
 * What can be refused before any image is read.
 *
 * @throws AppError usage  if a format cannot hold the result, or a filter cannot give it
 */
export function checkFormats({ formats, settings }: Recipe): void {
  checkSectorFilter(settings);
  for (const id of formats) {
    if (id === NXCANSAS_PATTERN.id && radialUnit(settings.radialUnit).quantity !== 'q')
      throw new AppError('usage', `--format ${id} holds q: use --unit q_nm^-1 or q_A^-1, or another format.`);
    const format = patternTextFormat(id);
    if (!format) continue;
    if (format.needsSigma && settings.errorModel === 'none')
      throw new AppError(
        'usage',
        `--format ${id} has a column of errors: choose --error-model poisson, azimuthal or hybrid too.`,
      );
    if (format.needsTwoTheta && radialUnit(settings.radialUnit).quantity !== '2theta')
      throw new AppError('usage', `--format ${id} holds 2θ: use --unit 2th_deg, or another format.`);
  }
}

/** @throws AppError  if the wavelength is missing on which the absorption of the sensor depends, or beyond its table */
export function checkSensor({ geometry }: Calibration, { settings }: Pick<Recipe, 'settings'>): void {
  if (settings.sensorAbsorption) sensorAttenuation(settings.sensorAbsorption, geometry.wavelength);
}

/** @throws AppError calibration  if the unit needs a wavelength that the calibration does not have */
export function checkWavelength(
  { geometry }: Calibration,
  { settings, calibration }: Pick<Recipe, 'settings' | 'calibration'>,
): void {
  const { quantity } = radialUnit(settings.radialUnit);
  if (geometry.wavelength === undefined && (quantity === 'q' || quantity === 'd*2'))
    throw new AppError(
      'calibration',
      `${calibration} has no wavelength, which ${settings.radialUnit} needs: add a line "Wavelength: …" (m) or use --unit 2th_deg.`,
    );
}
