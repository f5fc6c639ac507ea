import { describe, expect, it } from 'vitest';
import { radialAxis } from '../../../src-renderer/session/radial-axis.ts';
import { calibration } from '../fake-host.ts';

const flat = { ...calibration, geometry: { ...calibration.geometry, dist: 0.1, rot1: 0, rot2: 0, wavelength: 1e-10 } };
const unknown = { ...calibration.geometry };
delete unknown.wavelength;

describe('radialAxis', () => {
  it('agrees with Bragg by hand: λ = 1 Å, 2θ = 60° is d = 1 Å and q = 2π Å⁻¹', () => {
    const axis = radialAxis(flat);
    expect(axis.convert(60, '2th_deg', 'd_A')).toBeCloseTo(1, 14); // 1/(2 sin 30°)
    expect(axis.convert(1, 'd_A', 'q_A^-1')).toBeCloseTo(2 * Math.PI, 13);
    expect(axis.convert(1, 'd_A', 'd*2_A^-2')).toBeCloseTo(1, 13);
  });

  it('turns r into 2θ on a detector without tilt only: 0.1 m beside 0.1 m is 45°', () => {
    expect(radialAxis(flat).convert(100, 'r_mm', '2th_deg')).toBeCloseTo(45, 12);
    expect(radialAxis(calibration).canConvert('r_mm', '2th_deg')).toBe(false);
    expect(radialAxis(calibration).canConvert('r_mm', 'r_m')).toBe(true);
    expect(radialAxis(calibration).convert(5, 'r_mm', 'r_m')).toBe(0.005);
  });

  it('offers q and d only with a wavelength', () => {
    const axis = radialAxis({ ...calibration, geometry: unknown });
    expect(axis.canConvert('2th_deg', '2th_rad')).toBe(true);
    expect(axis.canConvert('2th_deg', 'q_nm^-1')).toBe(false);
    expect(axis.canConvert('2th_deg', 'd_A')).toBe(false);
    expect(axis.scatteringAt(60, '2th_deg')).not.toHaveProperty('q');
  });

  it('says NaN for what no angle reaches', () => {
    expect(radialAxis(flat).convert(0.4, 'd_A', '2th_deg')).toBeNaN(); // λ/2d > 1
  });

  it('leaves the axis of the pattern itself untouched', () => {
    const values = Float64Array.of(1, 2);
    expect(radialAxis(flat).convertAll(values, '2th_deg', '2th_deg')).toBe(values);
  });

  it('reads a place on the axis in every quantity', () => {
    const at = radialAxis(flat).scatteringAt(45, '2th_deg');
    expect(at.twoTheta).toBeCloseTo(Math.PI / 4, 14);
    expect(at.r).toBeCloseTo(0.1, 14);
  });
});
