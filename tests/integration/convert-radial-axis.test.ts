import { describe, expect, it } from 'vitest';
import { convertRadialAxis } from '../../src-shared/integration/convert-radial-axis.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';

const one = (value: number, from: RadialUnit, to: RadialUnit, wavelength?: number): number =>
  convertRadialAxis(Float64Array.of(value), from, to, wavelength)[0]!;

describe('convertRadialAxis', () => {
  it('finds silicon (111): d = 3.13556 Å is 2θ = 28.4422° with copper Kα1, 1.540593 Å', () => {
    // NIST certificate SRM 640c: 28.4411° for d = 3.13569 Å; here by Bragg's law for the d given.
    const wavelength = 1.540593e-10;
    const q = (2 * Math.PI) / 3.13556;
    const expected = (2 * Math.asin(1.540593 / 2 / 3.13556) * 180) / Math.PI;
    expect(expected).toBeCloseTo(28.4422, 3);
    expect(one(q, 'q_A^-1', '2th_deg', wavelength)).toBeCloseTo(expected, 11);
    expect(one(10 * q, 'q_nm^-1', '2th_rad', wavelength)).toBeCloseTo((expected * Math.PI) / 180, 13);
    expect(one(expected, '2th_deg', 'd*2_A^-2', wavelength)).toBeCloseTo(3.13556 ** -2, 13);
  });

  it('needs no wavelength between q and d*², nor within one quantity', () => {
    expect(one(2 * Math.PI * 3, 'q_nm^-1', 'd*2_nm^-2')).toBeCloseTo(9, 12);
    expect(one(0.09, 'd*2_A^-2', 'q_A^-1')).toBeCloseTo(2 * Math.PI * 0.3, 12);
    expect(one(180, '2th_deg', '2th_rad')).toBeCloseTo(Math.PI, 14);
    expect(one(12, 'r_mm', 'r_m')).toBeCloseTo(0.012, 15);
    expect(one(12, 'q_nm^-1', 'q_A^-1')).toBeCloseTo(1.2, 14);
  });

  it('comes back to where it started', () => {
    const units: RadialUnit[] = ['2th_deg', '2th_rad', 'q_nm^-1', 'q_A^-1', 'd*2_nm^-2', 'd*2_A^-2'];
    for (const from of units)
      for (const to of units) expect(one(one(0.7, from, to, 1e-10), to, from, 1e-10)).toBeCloseTo(0.7, 12);
  });

  it('refuses what cannot be known', () => {
    expect(() => one(1, 'r_mm', 'q_nm^-1', 1e-10)).toThrow('integrate again in q_nm^-1');
    expect(() => one(1, '2th_deg', 'r_m', 1e-10)).toThrow('cannot become one in r_m');
    expect(() => one(1, '2th_deg', 'q_nm^-1')).toThrow('needs a wavelength');
  });
});
