import { describe, expect, it } from 'vitest';
import { phaseOf } from '../../src-main/service/phase-of.ts';

const gold = (d111: number) => `VERSION: 4
COMMENT: Gold
K0: 166.65
K0P: 5.4823
SYMMETRY: CUBIC
A: 4.0786
ALPHAT: 4.28e-5
DIHKL: ${d111} 100 1 1 1
DIHKL: 2.039 52 2 0 0
`;

describe('phaseOf', () => {
  it('compresses a JCPDS phase: V/V0 = (1 + 2f)^−3/2 at the pressure of strain f, spacings with its cube root', () => {
    const f = 0.02;
    const pressure = 3 * 166.65 * f * (1 + 2 * f) ** 2.5 * (1 + 1.5 * 1.4823 * f);
    const { lines, volume, hasEquation } = phaseOf('au.jcpds', gold(2.355), { pressure });
    expect(hasEquation).toBe(true);
    expect(volume).toBeCloseTo(4.0786 ** 3 * 1.04 ** -1.5, 10); // rounding of numbers near 60
    expect(lines[0]?.dSpacing).toBeCloseTo((4.0786 / Math.sqrt(3)) * 1.04 ** -0.5, 12);
    expect(lines[1]?.intensity).toBe(0.52);
  });

  it('keeps the table where it contradicts the cell, and says so', () => {
    const { lines, warnings } = phaseOf('au.jcpds', gold(2.5));
    expect(lines[0]?.dSpacing).toBe(2.5);
    expect(warnings).toEqual([
      'au.jcpds gives 2.5 Å for 1 1 1, its cell 2.3548 Å: the spacings of the table are drawn.',
    ]);
  });

  it('ends where the wavelength does', () => {
    expect(phaseOf('au.jcpds', gold(2.355), { wavelength: 4.2e-10 }).lines.map(({ hkl }) => hkl)).toEqual(['1 1 1']);
  });

  it('says when there is no volume for the conditions', () => {
    expect(() =>
      phaseOf('au.jcpds', gold(2.355).replace('ALPHAT', 'DK0DT: -1\nALPHAT'), { pressure: 1, temperature: 900 }),
    ).toThrow('The equation of state of au.jcpds has no volume at 1 GPa and 900 K');
  });

  it('takes a CIF without operations by its centring', () => {
    const { lines, volume } = phaseOf(
      'fe.cif',
      "data_fe\n_cell_length_a 2.8665\n_space_group_IT_number 229\n_space_group_name_H-M_alt 'I m -3 m'",
    );
    expect(lines[0]).toMatchObject({ hkl: '1 1 0', intensity: null });
    expect(lines[0]?.dSpacing).toBeCloseTo(2.8665 / Math.sqrt(2), 14); // rounding
    expect(volume).toBeCloseTo(2.8665 ** 3, 12);
  });
});
