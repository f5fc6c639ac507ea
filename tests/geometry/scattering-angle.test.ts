import { describe, expect, it } from 'vitest';
import { scatteringAngles } from '../../src-shared/geometry/scattering-angle.ts';

// A Pilatus 6M calibration known in two conventions (pyFAI, test_geometry.py, TestSolidAngle).
// Fit2D gives beam centre x = 1231.226 px, y = 1253.864 px and tilt 0.591°.
const PIXEL = 172e-6; // m
const pilatus6m = {
  dist: 0.1994993,
  poni1: 0.2143248,
  poni2: 0.2133315,
  rot1: 0.007823,
  rot2: 0.006716,
  rot3: 0,
  wavelength: 1.072274e-10,
};
const angleAt = (y: number, x: number, geometry = pilatus6m): number =>
  scatteringAngles(geometry, Float64Array.of(y, x))[0]!;

describe('scatteringAngles', () => {
  it('is zero at the beam centre Fit2D reports, to its rounding of 0.001 px', () => {
    expect(angleAt(1253.864 * PIXEL, 1231.226 * PIXEL)).toBeLessThan(1e-6);
  });

  it('equals the tilt at the PONI', () => {
    expect((angleAt(0.2143248, 0.2133315) * 180) / Math.PI).toBeCloseTo(0.591, 3);
  });

  it('agrees with pyFAI where a wrong sign would show: rotations of 12° and 24°', () => {
    const tilted = { ...pilatus6m, dist: 0.2, poni1: 0, poni2: 0, rot1: 0.2091856858, rot2: 0.4216192058 };
    // Third row of pyFAI's rotation matrix for these angles, 8 digits (test_geometry.py, TestFastPath).
    const cosine = (0.4092384 * 0.1 - 0.1894778 * 0.05 + 0.89253689 * 0.2) / Math.hypot(0.1, 0.05, 0.2);
    expect(angleAt(0.1, 0.05, tilted)).toBeCloseTo(Math.acos(cosine), 7);
  });

  it('is atan(3/4) on an untilted 3-4-5 triangle', () => {
    const untilted = { ...pilatus6m, dist: 4, poni1: 0, poni2: 0, rot1: 0, rot2: 0 };
    expect(angleAt(3, 0, untilted)).toBeCloseTo(0.6435011087932844, 15);
  });

  it('does not depend on rot3', () => {
    const points = Float64Array.of(0.01, 0.02, 0.3, -0.1);
    expect(scatteringAngles({ ...pilatus6m, rot3: 1.2 }, points)).toEqual(scatteringAngles(pilatus6m, points));
  });

  it('rejects arrays that do not match', () => {
    expect(() => scatteringAngles(pilatus6m, new Float64Array(3))).toThrow('points has odd length 3');
    expect(() => scatteringAngles(pilatus6m, new Float64Array(4), new Float64Array(1))).toThrow('needs 2');
  });
});
