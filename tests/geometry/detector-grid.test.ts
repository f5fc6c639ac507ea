import { describe, expect, it } from 'vitest';
import {
  azimuthAtCentres,
  azimuthAtCorners,
  radialAtCentres,
  radialAtCorners,
} from '../../src-shared/geometry/detector-grid.ts';
import { azimuthOf, laboratoryPositions } from '../../src-shared/geometry/laboratory-position.ts';
import { relativeSolidAngles } from '../../src-shared/geometry/solid-angle.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/** Numbers of pyFAI 0.21.3 for single pixels (tth, chi, qFunction, rFunction, solidAngleArray, calc_pos_zyx). */
const PYFAI = [
  {
    geometry: { dist: 0.15, poni1: 0.05, poni2: 0.03, rot1: -0.07, rot2: 0.12, rot3: 0.4, wavelength: 7e-11 },
    pixel: [7.5e-5, 7.5e-5],
    shape: [600, 700],
    at: [121, 210],
    position: [-0.04417167166353206, -0.04545885681900145, 0.142674940237095],
    twoTheta: 0.4180710051782097,
    azimuth: -2.3705545157225294,
    q: 37.25327402259918,
    r: 0.06338488968864232,
    solidAngle: 0.8869300522669621,
  },
  {
    geometry: { dist: 0.2, poni1: 0.02, poni2: 0.05, rot1: 0.2, rot2: -0.25, rot3: -1.1, wavelength: 4e-11 },
    pixel: [5e-5, 2e-4],
    shape: [800, 500],
    at: [140, 102],
    position: [0.02659671741261993, -0.028398144495639988, 0.19880835152748988],
    twoTheta: 0.1932638551194939,
    azimuth: 2.3889390619628266,
    q: 30.310591914803847,
    r: 0.03890809668850441,
    solidAngle: 0.9622793587522145,
  },
  {
    // Behind the sample; pyFAI's solid angle is negative here.
    geometry: { dist: -0.12, poni1: 0.04, poni2: 0.05, rot1: 0.05, rot2: -0.03, rot3: 0, wavelength: 6e-11 },
    pixel: [1.72e-4, 1.72e-4],
    shape: [487, 619],
    at: [29, 171],
    position: [-0.03847451053823657, -0.026473878151099, -0.11772426807792813],
    twoTheta: 2.7639225112765096,
    azimuth: -2.1734833559337243,
    q: 205.71642468676805,
    r: 0.04670282845306175,
    solidAngle: 0.8506106235659363,
  },
] as const;

const calibrationOf = (pixel: readonly [number, number], geometry: Calibration['geometry']): Calibration => ({
  geometry: { ...geometry },
  detector: { name: 'Detector', pixel1: pixel[0], pixel2: pixel[1], orientation: 3 },
});

describe.each(PYFAI)('pixel $at of geometry with rot1 $geometry.rot1', (reference) => {
  const calibration = calibrationOf(reference.pixel, reference.geometry);
  const { shape, at } = reference;
  const index = at[0] * shape[1] + at[1];

  it('has the position, angles, q, r and solid angle of pyFAI', () => {
    const centre = Float64Array.of((at[0] + 0.5) * reference.pixel[0], (at[1] + 0.5) * reference.pixel[1]);
    const position = laboratoryPositions(calibration.geometry, centre);
    for (const [k, expected] of reference.position.entries()) expect(position[k]).toBeCloseTo(expected, 14);
    // Both programs work in double precision.
    expect(radialAtCentres(calibration, shape, '2theta')[index]).toBeCloseTo(reference.twoTheta, 13);
    expect(azimuthAtCentres(calibration, shape)[index]).toBeCloseTo(reference.azimuth, 12);
    expect(radialAtCentres(calibration, shape, 'q')[index]).toBeCloseTo(reference.q, 10);
    expect(radialAtCentres(calibration, shape, 'r')[index]).toBeCloseTo(reference.r, 14);
    // pyFAI computes this one from single-precision positions.
    expect(Math.abs(relativeSolidAngles(calibration, shape)[index]! - reference.solidAngle)).toBeLessThan(2e-7);
  });

  it('has d*² = (q / 2π)²', () => {
    const q = radialAtCentres(calibration, shape, 'q');
    const squares = radialAtCentres(calibration, shape, 'd*2');
    for (let k = 0; k < q.length; k += 997) expect(squares[k]! / (q[k]! / (2 * Math.PI)) ** 2).toBeCloseTo(1, 12);
  });
});

describe('blocks of rows', () => {
  const { geometry, pixel } = PYFAI[0];
  const calibration = calibrationOf(pixel, geometry);
  const shape = [40, 30] as const;

  it.each(['2theta', 'q', 'r', 'd*2'] as const)('of %s are those of the whole detector', (quantity) => {
    const whole = radialAtCentres(calibration, shape, quantity);
    expect(radialAtCentres(calibration, shape, quantity, { start: 7, end: 19 })).toEqual(whole.slice(7 * 30, 19 * 30));
    const corners = radialAtCorners(calibration, shape, quantity);
    expect(corners).toHaveLength(41 * 31);
    expect(radialAtCorners(calibration, shape, quantity, { start: 7, end: 19 })).toEqual(
      corners.slice(7 * 31, 20 * 31),
    );
  });

  it('of azimuth and solid angle likewise, into memory that is reused', () => {
    const rows = { start: 3, end: 5 };
    const out = new Float64Array(100);
    expect(azimuthAtCentres(calibration, shape, rows, out)).toBe(out);
    expect(out.subarray(0, 60)).toEqual(azimuthAtCentres(calibration, shape).subarray(90, 150));
    expect(azimuthAtCorners(calibration, shape, rows)).toEqual(azimuthAtCorners(calibration, shape).slice(93, 186));
    expect(relativeSolidAngles(calibration, shape, rows)).toEqual(
      relativeSolidAngles(calibration, shape).slice(90, 150),
    );
  });

  it('have the mean of the corners at the centre, to second order', () => {
    const centres = radialAtCentres(calibration, shape, 'r');
    const corners = radialAtCorners(calibration, shape, 'r');
    const mean = (corners[0]! + corners[1]! + corners[31]! + corners[32]!) / 4;
    expect(mean).toBeCloseTo(centres[0]!, 7); // (half a pixel)² / 2r = 1e-8 m
  });

  it('refuse rows that are not there, short memory, and q without wavelength', () => {
    expect(() => radialAtCentres(calibration, shape, 'r', { start: 30, end: 41 })).toThrow('rows 30…41');
    expect(() => azimuthAtCorners(calibration, shape, { start: -1, end: 4 })).toThrow('rows -1…4');
    expect(() => relativeSolidAngles(calibration, shape, { start: 0, end: 41 })).toThrow('rows 0…41');
    expect(() => radialAtCentres(calibration, shape, 'r', { start: 0, end: 2 }, new Float64Array(59))).toThrow(
      'needs 60',
    );
    const { dist, poni1, poni2, rot1, rot2, rot3 } = geometry;
    const dark = calibrationOf(pixel, { dist, poni1, poni2, rot1, rot2, rot3 });
    expect(() => radialAtCentres(dark, shape, 'q')).toThrow('no wavelength');
    expect(radialAtCentres(dark, shape, '2theta')).toHaveLength(1200);
  });
});

describe('azimuth', () => {
  it('is 0 along columns and grows towards increasing rows', () => {
    const untilted = calibrationOf([1e-4, 1e-4], { dist: 1, poni1: 5e-4, poni2: 5e-4, rot1: 0, rot2: 0, rot3: 0 });
    const corners = azimuthAtCorners(untilted, [10, 10]);
    expect(corners[5 * 11 + 10]).toBe(0); // east
    expect(corners[10 * 11 + 5]).toBeCloseTo(Math.PI / 2, 15); // increasing rows
    expect(corners[5 * 11]).toBe(-Math.PI); // west: the lower end belongs to the interval
    expect(corners[5 * 11 + 5]).toBe(0); // on the beam
    expect(azimuthOf(-0, -1)).toBe(-Math.PI);
    expect(azimuthOf(0, -0)).toBe(0);
  });

  it('decreases by ε everywhere when rot3 grows by ε', () => {
    const { geometry, pixel } = PYFAI[0];
    const before = azimuthAtCentres(calibrationOf(pixel, geometry), [50, 50]);
    const after = azimuthAtCentres(calibrationOf(pixel, { ...geometry, rot3: geometry.rot3 + 0.01 }), [50, 50]);
    for (let k = 0; k < before.length; k += 111) expect(before[k]! - after[k]!).toBeCloseTo(0.01, 13);
  });
});

describe('solid angle', () => {
  it('is cos³ of the incidence: 0.512 on a 3-4-5 triangle, 1 at the PONI', () => {
    // Centre of pixel (0, 0) is the PONI; pixel (3, 0) is 3 m away at a distance of 4 m: cos α = 4/5.
    const triangle = calibrationOf([1, 1], { dist: 4, poni1: 0.5, poni2: 0.5, rot1: 0.4, rot2: -0.2, rot3: 0 });
    const values = relativeSolidAngles(triangle, [4, 1]);
    expect(values[0]).toBe(1);
    expect(values[3]).toBeCloseTo(0.512, 15);
  });
});

describe('orientation', () => {
  const shape = [40, 30] as const;
  const { geometry, pixel } = PYFAI[1];
  const stored = calibrationOf(pixel, geometry);
  const plain = radialAtCentres(stored, shape, '2theta');
  const plainCorners = azimuthAtCorners(stored, shape);

  it.each([
    [1, true, true],
    [2, true, false],
    [4, false, true],
  ] as const)('%i mirrors the pixel index (rows: %s, columns: %s)', (orientation, rows, columns) => {
    const calibration = { ...stored, detector: { ...stored.detector, orientation } };
    const mirrored = radialAtCentres(calibration, shape, '2theta');
    const corners = azimuthAtCorners(calibration, shape);
    const solidAngles = relativeSolidAngles(calibration, shape);
    const plainAngles = relativeSolidAngles(stored, shape);
    for (const [i, j] of [
      [0, 0],
      [3, 29],
      [39, 11],
    ] as const) {
      const [m, n] = [rows ? 39 - i : i, columns ? 29 - j : j];
      expect(mirrored[i * 30 + j]).toBeCloseTo(plain[m * 30 + n]!, 14);
      expect(solidAngles[i * 30 + j]).toBeCloseTo(plainAngles[m * 30 + n]!, 14);
      const [a, b] = [rows ? 40 - i : i, columns ? 30 - j : j];
      expect(corners[i * 31 + j]).toBeCloseTo(plainCorners[a * 31 + b]!, 12);
    }
  });
});
