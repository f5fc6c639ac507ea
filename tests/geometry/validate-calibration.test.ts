import { describe, expect, it } from 'vitest';
import { validateCalibration } from '../../src-shared/geometry/validate-calibration.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

const calibration: Calibration = {
  geometry: { dist: 0.2, poni1: 0.05, poni2: -0.06, rot1: 0.01, rot2: 0.02, rot3: 0.03, wavelength: 1e-10 },
  detector: { name: 'Detector', shape: [1043, 981], pixel1: 172e-6, pixel2: 172e-6, orientation: 3 },
};
const { geometry, detector } = calibration;

describe('validateCalibration', () => {
  it('accepts what can be used', () => {
    expect(() => validateCalibration(calibration)).not.toThrow();
    expect(() => validateCalibration({ geometry: { ...geometry, dist: -7, rot1: 3.1 }, detector })).not.toThrow();
  });

  it.each([
    ['the distance is NaN', { geometry: { ...geometry, dist: NaN }, detector }],
    ['the distance is 0 m', { geometry: { ...geometry, dist: 0 }, detector }],
    ['the distance is 200000 m', { geometry: { ...geometry, dist: 200_000 }, detector }],
    ['poni2 is Infinity', { geometry: { ...geometry, poni2: Infinity }, detector }],
    ['rot3 is 90 rad', { geometry: { ...geometry, rot3: 90 }, detector }],
    ['the wavelength is 0 m', { geometry: { ...geometry, wavelength: 0 }, detector }],
    ['pixel size 1 is 172 m', { geometry, detector: { ...detector, pixel1: 172 } }],
    ['pixel size 2 is 0 m', { geometry, detector: { ...detector, pixel2: 0 } }],
    ['the detector shape is 10.5 × 4', { geometry, detector: { ...detector, shape: [10.5, 4] as [number, number] } }],
    ['the orientation is 7', { geometry, detector: { ...detector, orientation: 7 as 3 } }],
    [
      'the sensor thickness is NaN',
      { geometry, detector: { ...detector, sensor: { material: 'Si', thickness: NaN } } },
    ],
  ] as const)('says: %s', (message, broken) => {
    let caught: unknown;
    try {
      validateCalibration(broken);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(AppError);
    expect((caught as AppError).code).toBe('calibration');
    expect((caught as AppError).message).toContain(message);
  });
});
