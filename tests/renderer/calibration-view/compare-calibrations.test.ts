import { describe, expect, it } from 'vitest';
import { compareParameters, conciseValue } from '../../../src-renderer/calibration-view/compare-parameters.ts';
import { ringDisplacement } from '../../../src-renderer/calibration-view/ring-displacement.ts';
import type { Calibration } from '../../../src-shared/model/schema-types.generated.ts';

const SHAPE = [200, 200] as const;
const PIXEL = 1e-4; // m
/** Beam in the middle, 0.2 m away. */
const base: Calibration = {
  geometry: { dist: 0.2, poni1: 0.01, poni2: 0.01, rot1: 0, rot2: 0, rot3: 0, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 },
};
const moved = (over: Partial<Calibration['geometry']>): Calibration => ({
  ...base,
  geometry: { ...base.geometry, ...over },
});

describe('ringDisplacement', () => {
  it('is nothing between equal calibrations', () => {
    expect(ringDisplacement(base, base, SHAPE)).toMatchObject({ max: 0, rms: 0 });
  });

  it('is the shift of the centre across the rings: outwards where it moves to, inwards opposite', () => {
    // The centre moves right by one pixel: rings on the right lie one pixel further right, outwards there.
    const { values, shape, max, rms } = ringDisplacement(base, moved({ poni2: 0.01 + PIXEL }), SHAPE, 20);
    const [, columns] = shape;
    const middle = 10 * columns;
    // Half a grid step below the axis, the shift makes an angle with the radius: cos(5/95 px) = 0.9986.
    expect(values[middle + columns - 1]).toBeCloseTo(1, 1);
    expect(values[middle]).toBeCloseTo(-1, 1);
    expect(max).toBeCloseTo(1, 1);
    expect(rms).toBeCloseTo(Math.SQRT1_2, 1); // mean of cos² over the azimuth
  });

  it('grows with the radius when the distance grows: 1 % of 50 px is half a pixel', () => {
    const { values, shape } = ringDisplacement(base, moved({ dist: 0.202 }), SHAPE, 20);
    const [, columns] = shape;
    // Row 10 and column 15 of 20: 5 px below and 55 px right of the centre, at a radius of 55.23 px. Seen from there,
    // the angle is that of 55.23 · 200/202 px: 0.547 px less; the bend of tan 2θ over that is 1e-4 px.
    expect(values[10 * columns + 15]).toBeCloseTo(0.547, 3);
  });

  it('moves rings outwards with a longer wavelength: they are compared at equal d', () => {
    const { values } = ringDisplacement(base, moved({ wavelength: 1.01e-10 }), SHAPE, 20);
    expect(values.every((value) => value > 0)).toBe(true);
    expect(values[10 * 20 + 15]).toBeCloseTo(0.552, 2);
  });

  it('compares at equal 2θ where a wavelength is not known', () => {
    const { dist, poni1, poni2, rot1, rot2, rot3 } = base.geometry;
    const unknown = { ...base, geometry: { dist, poni1, poni2, rot1, rot2, rot3 } };
    expect(ringDisplacement(unknown, moved({ wavelength: 2e-10 }), SHAPE).max).toBe(0);
  });

  it('keeps the proportions of the image', () => {
    expect(ringDisplacement(base, base, [100, 400], 40).shape).toEqual([10, 40]);
  });
});

describe('compareParameters', () => {
  const rowOf = (label: string, ...args: Parameters<typeof compareParameters>) => {
    const found = compareParameters(...args).find((row) => row.label === label);
    if (!found) throw new Error(`no row ${label}`);
    return found;
  };

  it('has differences, second minus first, in the unit of the row', () => {
    const second = { label: 'b', calibration: moved({ dist: 0.2005, rot1: 0.01, wavelength: 1.02e-10 }) };
    const first = { label: 'a', calibration: base };
    expect(rowOf('Distance', first, second, SHAPE).difference).toBeCloseTo(0.5, 9);
    expect(rowOf('Rotation 1', first, second, SHAPE).difference).toBeCloseTo(0.01 * (180 / Math.PI), 9);
    expect(rowOf('Wavelength', first, second, SHAPE).difference).toBeCloseTo(0.02, 9);
    expect(rowOf('Tilt', first, second, SHAPE).second).toBeCloseTo(0.01 * (180 / Math.PI), 9);
  });

  it('measures a difference in the uncertainties of both', () => {
    const first = { label: 'a', calibration: base, uncertainties: { dist: 3e-5 } };
    const second = { label: 'b', calibration: moved({ dist: 0.2001 }), uncertainties: { dist: 4e-5 } };
    expect(rowOf('Distance', first, second, SHAPE).sigmas).toBeCloseTo(2, 9); // 0.1 mm / √(0.03² + 0.04²) mm
    expect(rowOf('PONI 1', first, second, SHAPE).sigmas).toBeNull();
  });

  it('knows no uncertainty that the fit did not determine', () => {
    const first = { label: 'a', calibration: base, uncertainties: { dist: Number.NaN } };
    expect(rowOf('Distance', first, first, SHAPE).firstSigma).toBeNull();
  });

  it('gives the centre in pixels of the image as stored', () => {
    const mirrored = { ...base, detector: { ...base.detector, orientation: 2 as const } };
    const calibration = { ...mirrored, geometry: { ...base.geometry, poni1: 0.004 } };
    const row = rowOf('Centre y', { label: 'a', calibration }, { label: 'b', calibration }, SHAPE);
    expect(row.first).toBeCloseTo(160, 9); // 200 − 40
  });
});

describe('conciseValue', () => {
  it('has the uncertainty in units of the last digit, two digits of it', () => {
    expect(conciseValue(71.234374, 0.00042, 7)).toBe('71.23437(42)');
    expect(conciseValue(-1.2031, 0.0996, 7)).toBe('−1.20(10)');
    expect(conciseValue(199.6, 12, 7)).toBe('200(12)');
  });

  it('shows what is known where there is no uncertainty', () => {
    expect(conciseValue(0.4066, null)).toBe('0.4066');
    expect(conciseValue(0.4066, Number.NaN)).toBe('0.4066');
    expect(conciseValue(null, 0.1)).toBe('–');
  });
});
