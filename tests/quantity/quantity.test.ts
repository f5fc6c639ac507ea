import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toDegrees, toRadians, wrapDegrees, wrapRadians } from '../../src-shared/quantity/angle.ts';
import { HC_KEV_ANGSTROM } from '../../src-shared/quantity/constants.ts';
import { energyKeVFromWavelength, wavelengthFromEnergyKeV } from '../../src-shared/quantity/photon-energy.ts';
import { fromTwoTheta, RADIAL_UNITS, radialUnit, toTwoTheta } from '../../src-shared/quantity/radial-unit.ts';
import {
  dSpacingFromTwoTheta,
  qFromTwoTheta,
  twoThetaFromDSpacing,
  twoThetaFromQ,
} from '../../src-shared/quantity/scattering-vector.ts';

describe('photon energy', () => {
  it('has hc = 12.398 419 84 keV Å (CODATA 2018)', () => {
    expect(HC_KEV_ANGSTROM).toBeCloseTo(12.39841984332, 11);
  });

  it('is 8.0478 keV at Cu Kα1, and back', () => {
    expect(energyKeVFromWavelength(1.5405929e-10)).toBeCloseTo(8.0478, 4); // NIST: 8.047 8 keV
    expect(wavelengthFromEnergyKeV(energyKeVFromWavelength(4.066e-11))).toBeCloseTo(4.066e-11, 25);
  });
});

describe('angle wrapping', () => {
  it('goes into the half-open interval', () => {
    expect([0, 90, 179.9, -180].map(wrapDegrees)).toEqual([0, 90, 179.9, -180]);
    expect([180, 270, -190, 540, 359].map(wrapDegrees)).toEqual([-180, -90, 170, -180, -1]);
    expect(wrapRadians(Math.PI)).toBe(-Math.PI);
    expect(wrapRadians(3 * Math.PI)).toBeCloseTo(-Math.PI, 14);
    expect(wrapRadians(-0.25)).toBe(-0.25);
  });

  it('never gives the upper end, even where rounding leads there', () => {
    expect(wrapRadians(-Math.PI - 1e-16)).toBe(-Math.PI);
    expect(wrapDegrees(-180 - 2 ** -46)).toBeLessThan(180);
    expect(wrapDegrees(-180 - 2 ** -46)).toBeGreaterThanOrEqual(-180);
  });

  it('converts', () => {
    expect(toDegrees(Math.PI / 6)).toBeCloseTo(30, 13);
    expect(toRadians(-90)).toBe(-Math.PI / 2);
  });
});

describe('scattering vector', () => {
  it('is 4π sin θ / λ', () => {
    // Half of 60° is 30°, whose sine is 1/2: q = 2π/λ.
    expect(qFromTwoTheta(Math.PI / 3, 1e-10)).toBeCloseTo(20 * Math.PI, 12);
    expect(twoThetaFromQ(20 * Math.PI, 1e-10)).toBeCloseTo(Math.PI / 3, 14);
    expect(twoThetaFromQ(130, 1e-10)).toBeNaN();
  });

  it('follows Bragg’s law', () => {
    expect(dSpacingFromTwoTheta(Math.PI / 3, 1e-10)).toBeCloseTo(1, 14);
    expect(twoThetaFromDSpacing(1, 1e-10)).toBeCloseTo(Math.PI / 3, 14);
    expect(twoThetaFromDSpacing(0.4, 1e-10)).toBeNaN();
    expect(dSpacingFromTwoTheta(0, 1e-10)).toBe(Infinity);
  });
});

describe('radial units', () => {
  const context = { wavelength: 7e-11, directDistance: 0.15 };

  it('are those of the settings, in their order', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../schemas/integration-settings.schema.json', import.meta.url), 'utf8'),
    ) as { properties: { radialUnit: { enum: string[] } } };
    expect(RADIAL_UNITS.map(({ id }) => id)).toEqual(schema.properties.radialUnit.enum);
  });

  it.each([
    ['2th_deg', 30],
    ['2th_rad', Math.PI / 6],
    ['q_nm^-1', (Math.PI * (Math.sqrt(6) - Math.SQRT2)) / 0.07], // 4π sin 15° / λ, sin 15° = (√6 − √2) / 4
    ['q_A^-1', (Math.PI * (Math.sqrt(6) - Math.SQRT2)) / 0.7],
    ['r_mm', 150 / Math.sqrt(3)], // 150 tan 30°
    ['r_m', 0.15 / Math.sqrt(3)],
    ['d*2_nm^-2', (2 - Math.sqrt(3)) / 0.07 ** 2], // (q / 2π)² = (2 sin 15° / λ)²
    ['d*2_A^-2', (2 - Math.sqrt(3)) / 0.7 ** 2],
  ] as const)('30° at 0.7 Å and 150 mm in %s', (unit, expected) => {
    const value = fromTwoTheta(Math.PI / 6, unit, context);
    expect(value / expected).toBeCloseTo(1, 13); // double rounding
    expect(toTwoTheta(value, unit, context)).toBeCloseTo(Math.PI / 6, 13);
  });

  it('say what they need', () => {
    expect(() => fromTwoTheta(0.1, 'q_A^-1')).toThrow('q_A^-1 needs a wavelength');
    expect(() => toTwoTheta(0.1, 'r_mm', { wavelength: 1e-10 })).toThrow('r_mm needs a distance');
    expect(() => radialUnit('furlong')).toThrow('no radial unit "furlong"');
  });
});
