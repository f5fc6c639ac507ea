import { describe, expect, it } from 'vitest';
import { CALIBRANT_CATALOGUE, findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import { lineStrengths } from '../../src-shared/calibrant/line-strengths.ts';

const CU_KA = 1.5406e-10; // m

function strengthsOf(id: string): Map<string, number> {
  const calibrant = findCalibrant(id)!;
  const lines = calibrantLines(calibrant, 1);
  const strengths = lineStrengths(calibrant, lines, CU_KA)!;
  // On a diffractometer the beam is not polarized: (1 + cos² 2θ) / 2.
  const seen = lines.map(({ dSpacing }, i) => {
    const sine = 1.5406 / (2 * dSpacing);
    return strengths[i]! * (1 - 2 * sine * sine + 2 * sine ** 4);
  });
  const strongest = Math.max(...seen);
  return new Map(lines.map(({ hkl }, i) => [hkl, (100 * seen[i]!) / strongest]));
}

describe('lineStrengths', () => {
  // Certificates of NIST list relative intensities for Cu Kα and a diffractometer. With form factors that fade
  // alike, the first lines come out within a factor of 2.1 of them.
  it.each([
    ['CeO2', { '2 0 0': 27, '2 2 0': 46, '3 1 1': 35, '2 2 2': 6 }, '1 1 1'],
    ['Si', { '2 2 0': 55, '3 1 1': 30, '4 0 0': 6 }, '1 1 1'],
    ['LaB6', { '1 0 0': 53, '1 1 1': 41, '2 0 0': 21, '2 1 0': 43 }, '1 1 0'],
    ['alpha_Al2O3', { '0 1 2': 58, '1 1 0': 37, '1 1 3': 93, '0 2 4': 44, '1 1 6': 91 }, '1 0 4'],
  ])('has the lines of %s as strong as they are measured', (id, measured, strongest) => {
    const strengths = strengthsOf(id);
    const scale = 100 / strengths.get(strongest)!;
    for (const [hkl, expected] of Object.entries(measured)) {
      const found = strengths.get(hkl) ?? strengths.get(hkl.split(' ').sort().join(' ')) ?? NaN;
      expect((found * scale) / expected, `${id} ${hkl}`).toBeGreaterThan(1 / 2.1);
      expect((found * scale) / expected, `${id} ${hkl}`).toBeLessThan(2.1);
    }
  });

  it('has the odd lines of salt weak, whose ions scatter against each other', () => {
    const strengths = strengthsOf('NaCl');
    expect(strengths.get('1 1 1')!).toBeLessThan(15);
    expect(strengths.get('3 1 1')!).toBeLessThan(5);
    expect(strengths.get('2 0 0')).toBe(100);
    expect(strengths.get('2 2 0')!).toBeGreaterThan(35);
  });

  it('gives every line of a crystal of one kind of atom in one place the same structure factor', () => {
    const nickel = findCalibrant('Ni')!;
    const lines = calibrantLines(nickel, 1);
    const strengths = lineStrengths(nickel, lines, CU_KA)!;
    const expected = lines.map(({ dSpacing, multiplicity }) => {
      const sine = 1.5406 / (2 * dSpacing);
      return (multiplicity * 28 ** 2 * Math.exp(-1.25 / dSpacing ** 2)) / (sine ** 2 * Math.sqrt(1 - sine ** 2));
    });
    for (const [i, strength] of strengths.entries()) expect(strength / expected[i]!).toBeCloseTo(1, 10);
  });

  it('knows no line that the reflection conditions allow to be exactly zero, but for oxygen alone', () => {
    for (const calibrant of CALIBRANT_CATALOGUE) {
      const strengths = lineStrengths(calibrant, calibrantLines(calibrant, 1.2), CU_KA);
      for (const strength of strengths ?? []) expect(strength).toBeGreaterThan(0);
    }
  });

  it('says so where the atoms are not known', () => {
    const behenate = findCalibrant('AgBh')!;
    expect(lineStrengths(behenate, calibrantLines(behenate, 5), CU_KA)).toBeNull();
  });
});
