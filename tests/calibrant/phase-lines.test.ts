import { describe, expect, it } from 'vitest';
import { phaseLines, type CrystalStructure, type Symmetry } from '../../src-shared/calibrant/phase-lines.ts';
import { cubic, hexagonal, monoclinic } from '../../src-shared/calibrant/unit-cell.ts';

const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const shift = (x: number, y: number, z: number): Symmetry => ({ rotation: identity, translation: [x, y, z] });
const plain: Omit<CrystalStructure, 'cell'> = { operations: [], centring: 'P', atoms: [] };
const faceCentred = [shift(0, 0, 0), shift(0, 0.5, 0.5), shift(0.5, 0, 0.5), shift(0.5, 0.5, 0)];
const spacing = (structure: CrystalStructure, hkl: string) =>
  phaseLines(structure, 0.7, 500).find((line) => line.hkl.split(' / ').includes(hkl))?.dSpacing;

describe('phaseLines', () => {
  it('has d = a / √(h² + k² + l²) in a cubic cell, and lines allowed by the operations alone', () => {
    const lines = phaseLines({ ...plain, cell: cubic(5.4), operations: faceCentred }, 1.5, 500);
    expect(lines.map(({ hkl }) => hkl)).toEqual(['1 1 1', '2 0 0', '2 2 0', '3 1 1', '2 2 2']);
    expect(lines[3]?.dSpacing).toBeCloseTo(5.4 / Math.sqrt(11), 14); // rounding
  });

  it('has the closed form of a hexagonal cell', () => {
    const d = 1 / Math.sqrt(((4 / 3) * (1 + 1 + 1)) / 3.25 ** 2 + 4 / 5.2 ** 2);
    expect(spacing({ ...plain, cell: hexagonal(3.25, 5.2) }, '1 1 2')).toBeCloseTo(d, 14); // rounding
  });

  it('has the closed form of a monoclinic cell, where h and −h differ', () => {
    const [a, b, c, beta] = [5.1, 6.2, 7.3, (104 * Math.PI) / 180];
    const d = (h: number, k: number, l: number) =>
      1 /
      Math.sqrt(
        ((h / a) ** 2 + (l / c) ** 2 - (2 * h * l * Math.cos(beta)) / (a * c)) / Math.sin(beta) ** 2 + (k / b) ** 2,
      );
    const structure = { ...plain, cell: monoclinic(a, b, c, 104) };
    expect(spacing(structure, '1 1 1')).toBeCloseTo(d(1, 1, 1), 14);
    expect(spacing(structure, '1 1 -1') ?? spacing(structure, '-1 1 1')).toBeCloseTo(d(1, 1, -1), 14);
  });

  it('leaves out what a screw axis forbids: 0 k 0 with odd k', () => {
    const screw: Symmetry = { rotation: [-1, 0, 0, 0, 1, 0, 0, 0, -1], translation: [0, 0.5, 0] };
    const structure = { ...plain, cell: monoclinic(5.1, 6.2, 7.3, 104), operations: [shift(0, 0, 0), screw] };
    expect(spacing(structure, '0 1 0')).toBeUndefined();
    expect(spacing(structure, '0 2 0')).toBeCloseTo(3.1, 14);
    expect(spacing(structure, '0 3 1')).toBeGreaterThan(1);
  });

  it('weighs rock salt by 8 (4 · (17 − 11))² for 1 1 1 and 6 (4 · (17 + 11))² for 2 0 0', () => {
    const atoms = [
      { electrons: 11, x: 0, y: 0, z: 0 },
      { electrons: 17, x: 0.5, y: 0.5, z: 0.5 },
    ];
    const lines = phaseLines({ ...plain, cell: cubic(5.64), operations: faceCentred, atoms }, 2, 500);
    const weight = (multiplicity: number, factor: number, sum: number) =>
      multiplicity * factor ** 2 * Math.exp(-1.25 * (sum / 5.64 ** 2)) * (5.64 ** 2 / sum);
    const ratio = weight(8, 24, 3) / weight(6, 112, 4);
    expect(lines.slice(0, 2).map(({ hkl }) => hkl)).toEqual(['1 1 1', '2 0 0']);
    expect(lines[1]?.intensity).toBe(1);
    expect(lines[0]?.intensity).toBeCloseTo(ratio, 12); // rounding of sums of cosines
  });

  it('counts an atom on a special position once', () => {
    const inversion: Symmetry = { rotation: identity.map((value) => -value), translation: [0, 0, 0] };
    const operations = [shift(0, 0, 0), inversion];
    const atoms = [
      { electrons: 10, x: 0, y: 0, z: 0 },
      { electrons: 10, x: 0.5, y: 0.5, z: 0.5 },
    ];
    const [first] = phaseLines({ ...plain, cell: cubic(4), operations, atoms }, 1.9, 500);
    expect(first?.hkl).toBe('1 1 0'); // 1 0 0 is extinct by the places of the atoms
  });

  it('keeps only the centring where no operations are known', () => {
    const lines = phaseLines({ ...plain, cell: cubic(4), centring: 'I' }, 1.9, 500);
    expect(lines).toEqual([
      { dSpacing: 4 / Math.sqrt(2), hkl: '1 1 0', intensity: null },
      { dSpacing: 2, hkl: '2 0 0', intensity: null },
    ]);
  });
});
