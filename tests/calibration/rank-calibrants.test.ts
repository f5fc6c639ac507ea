import { describe, expect, it } from 'vitest';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { rankCalibrants } from '../../src-shared/calibration/rank-calibrants.ts';
import { simulateCase, WAVELENGTH } from './simulated-image.ts';

const CHOICE = ['LaB6', 'W', 'CeO2', 'Si', 'Ni', 'alpha_Al2O3', 'ZnO', 'AgBh'].map((id) => findCalibrant(id)!);

describe('rankCalibrants', () => {
  it.each(['CeO2', 'LaB6', 'Si', 'alpha_Al2O3', 'W'])('puts %s first on its own image', (calibrantName) => {
    const { image } = simulateCase({}, { calibrantName });
    const ranks = rankCalibrants(image, WAVELENGTH, { calibrants: CHOICE });
    expect(ranks[0]!.id).toBe(calibrantName);
    expect(ranks[0]!.lead).toBeGreaterThan(0.1);
    const others = ranks.filter(({ likelihood }) => likelihood < ranks[0]!.likelihood);
    expect(others.length).toBeGreaterThan(4);
    for (const { lead, likelihood } of others) expect(lead).toBeCloseTo(likelihood - ranks[0]!.likelihood, 12);
  });

  it('tells ceria from nickel where rings reach far, though the lattice is the same in another size', () => {
    // 17° at the edge for a cell of 3.52 Å: in tan 2θ, the sixth ring of one is 4 px off that of the other.
    const { image } = simulateCase({}, { calibrantName: 'Ni' });
    const ranks = rankCalibrants(image, WAVELENGTH, { calibrants: CHOICE });
    expect(ranks[0]!.id).toBe('Ni');
    expect(ranks.find(({ id }) => id === 'CeO2')!.lead).toBeLessThan(-0.3);
  });

  it('does not tell them apart at small angle, where the distance takes the size up', () => {
    const { image } = simulateCase({ directDistanceMm: 600 }, { calibrantName: 'Ni', wavelength: 0.15e-10 });
    const [first, second, third] = rankCalibrants(image, 0.15e-10, { calibrants: CHOICE });
    expect([first!.id, second!.id]).toEqual(['CeO2', 'Ni']);
    expect(second!.likelihood).toBe(first!.likelihood);
    expect(third!.likelihood).toBeLessThan(first!.likelihood);
  });

  it('tells them apart with a geometry that is known, and how far it is meanwhile', () => {
    const { image, truth } = simulateCase({}, { calibrantName: 'Ni' });
    const heard: number[] = [];
    const ranks = rankCalibrants(
      image,
      WAVELENGTH,
      { calibrants: CHOICE, start: truth },
      (part) => void heard.push(part),
    );
    expect(ranks[0]!.id).toBe('Ni');
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect([heard.length > 2 * CHOICE.length, heard.at(-1)! < 1]).toEqual([true, true]);
  });

  it('ranks nothing where there are no points', () => {
    const { image } = simulateCase();
    const blind = { ...image, unusable: image.unusable.slice().fill(1) };
    expect(rankCalibrants(blind, WAVELENGTH, { calibrants: CHOICE })).toEqual([]);
  });
});
