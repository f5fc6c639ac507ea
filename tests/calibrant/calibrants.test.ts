import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CALIBRANT_CATALOGUE, findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { isPresent } from '../../src-shared/calibrant/reflection-conditions.ts';
import { ringsOf } from '../../src-shared/calibrant/rings-of.ts';
import { reciprocalMetric } from '../../src-shared/calibrant/unit-cell.ts';
import { sharedFolder } from '../shared-folder.ts';

const named = (id: string): Calibrant => {
  const calibrant = findCalibrant(id);
  if (!calibrant) throw new Error(`no calibrant ${id}`);
  return calibrant;
};
const linesOf = (id: string, minimum: number) => calibrantLines(named(id), minimum);
const labelsOf = (id: string, minimum: number) => linesOf(id, minimum).map((line) => line.hkl);

describe('calibrantLines', () => {
  it('is a/√(h²+k²+l²) for a cubic cell', () => {
    const [first, second, third] = linesOf('LaB6', 2.3);
    expect(first!.dSpacing).toBe(4.156826);
    expect(second!.dSpacing).toBeCloseTo(4.156826 / Math.SQRT2, 14);
    expect(third!.dSpacing).toBeCloseTo(4.156826 / Math.sqrt(3), 14);
  });

  it('is 3/(4(h²+hk+k²)/a² …) for a hexagonal cell', () => {
    const line = linesOf('alpha_Al2O3', 2.5).find(({ hkl }) => hkl === '1 0 4')!;
    expect(line.dSpacing).toBeCloseTo(1 / Math.sqrt(4 / 3 / 4.759091 ** 2 + 16 / 12.991779 ** 2), 14);
  });

  it('has the cell volume of a monoclinic cell and its angle-dependent spacing', () => {
    const sine = Math.sin((95.5 * Math.PI) / 180);
    const metric = reciprocalMetric({ a: 29.59, b: 6.15, c: 3.98, alpha: 90, beta: 95.5, gamma: 90 });
    expect(metric.volume).toBeCloseTo(29.59 * 6.15 * 3.98 * sine, 9);
    // Ohkura et al. (1972) tabulate 14.7269, 3.73688 (2 0 1) and 3.30627 (2 1 −1), to six digits.
    const lines = linesOf('PBBA', 2.37);
    expect(lines[0]!.dSpacing).toBeCloseTo(14.7269, 4);
    expect(lines.find(({ hkl }) => hkl === '2 0 1')!.dSpacing).toBeCloseTo(3.73688, 5);
    expect(lines.find(({ hkl }) => hkl === '2 1 -1')!.dSpacing).toBeCloseTo(3.30627, 5);
    expect(lines).toHaveLength(34);
  });

  it('obeys the reflection conditions', () => {
    expect(labelsOf('CeO2', 1)).toEqual([
      '1 1 1',
      '2 0 0',
      '2 2 0',
      '3 1 1',
      '2 2 2',
      '4 0 0',
      '3 3 1',
      '4 2 0',
      '4 2 2',
      '5 1 1 / 3 3 3',
    ]);
    expect(labelsOf('Si', 1)).toEqual(['1 1 1', '2 2 0', '3 1 1', '4 0 0', '3 3 1', '4 2 2', '5 1 1 / 3 3 3']);
    expect(labelsOf('W', 1)).toEqual(['1 1 0', '2 0 0', '2 1 1', '2 2 0', '3 1 0']);
    expect(labelsOf('Cu2O', 1.2)).toEqual(['1 1 0', '1 1 1', '2 0 0', '2 2 0', '3 1 1', '2 2 2']);
    expect(labelsOf('AgBh', 14)).toEqual(['0 0 1', '0 0 2', '0 0 3', '0 0 4']);
  });

  it('counts the reflections of a line', () => {
    const multiplicities = Object.fromEntries(linesOf('LaB6', 1.3).map(({ hkl, multiplicity }) => [hkl, multiplicity]));
    expect(multiplicities).toMatchObject({ '1 0 0': 6, '1 1 0': 12, '1 1 1': 8, '2 1 0': 24, '3 0 0 / 2 2 1': 30 });
  });

  it('decreases, with no two lines closer than 1e-6', () => {
    for (const calibrant of CALIBRANT_CATALOGUE) {
      const lines = calibrantLines(calibrant, 0.5);
      expect(lines.length).toBeGreaterThan(5);
      for (let k = 1; k < lines.length; k++)
        expect(lines[k]!.dSpacing).toBeLessThan(lines[k - 1]!.dSpacing * (1 - 1e-6));
    }
  });

  it('leaves out skipped lines, and all but those named', () => {
    const crystal = named('CeO2') as Extract<Calibrant, { kind: 'crystal' }>;
    expect(calibrantLines({ ...crystal, skip: ['2 0 0', '3 3 3'] }, 1)[1]!.hkl).toBe('2 2 0');
    expect(calibrantLines({ ...crystal, skip: ['3 3 3'] }, 1)).toHaveLength(9);
    expect(calibrantLines({ ...crystal, only: ['2 2 0'] }, 1)).toHaveLength(1);
  });

  it('gives the first so many lines as they are in the whole list, reflections of the last included', () => {
    for (const id of ['CeO2', 'alpha_Al2O3', 'AgBh', 'Cr2O3'])
      for (const most of [1, 7, 40])
        expect(calibrantLines(named(id), 0.3, most), id).toEqual(linesOf(id, 0.3).slice(0, most));
    expect(calibrantLines(named('CeO2'), 2.5, 40)).toHaveLength(2);
  });

  it('takes a list of spacings as it is', () => {
    const lines = [3.1, 2.7, 1.9].map((dSpacing) => ({ dSpacing, hkl: '', multiplicity: 1 }));
    expect(calibrantLines({ kind: 'list', id: 'own', label: 'own', reference: '', lines }, 2)).toEqual(
      lines.slice(0, 2),
    );
  });

  it('forbids and allows corundum reflections as NIST lists them', () => {
    expect(isPresent('R-3c', 3, 0, 0)).toBe(true);
    expect(isPresent('R-3c', 0, 0, 3)).toBe(false);
    expect(isPresent('R-3c', 1, 0, 4)).toBe(true);
    expect(isPresent('R-3c', 1, 0, 2)).toBe(false); // 0 1 2 it is
    expect(isPresent('R-3c', 0, 1, 2)).toBe(true);
    expect(isPresent('R-3c', 1, 0, 1)).toBe(false);
  });
});

describe('ringsOf', () => {
  it('follows Bragg’s law and stops where λ exceeds 2d', () => {
    const rings = ringsOf(named('LaB6'), 1.5405929e-10);
    // NIST SRM 660c certificate, Cu Kα1: 21.358° for (100), 30.385° for (110); printed to 0.001°.
    expect((rings[0]!.twoTheta * 180) / Math.PI).toBeCloseTo(21.358, 3);
    expect((rings[1]!.twoTheta * 180) / Math.PI).toBeCloseTo(30.385, 3);
    expect(rings.every(({ twoTheta }) => twoTheta > 0 && twoTheta <= Math.PI)).toBe(true);
    expect(rings.at(-1)!.dSpacing).toBeGreaterThan(1.5405929 / 2);
    expect(ringsOf(named('Au'), 5e-10)).toEqual([]);
  });

  it('stops at the largest angle asked for', () => {
    const rings = ringsOf(named('CeO2'), 4.066e-11, 0.3);
    expect(rings.at(-1)!.twoTheta).toBeLessThanOrEqual(0.3);
    expect(ringsOf(named('CeO2'), 4.066e-11, 0.31).length).toBeGreaterThanOrEqual(rings.length);
  });

  it('is in the order of ring numbers', () => {
    const angles = ringsOf(named('alpha_Al2O3'), 4e-11, 0.5).map(({ twoTheta }) => twoTheta);
    expect(angles).toEqual([...angles].sort((a, b) => a - b));
  });
});

describe('findCalibrant', () => {
  it('knows ids and aliases whatever the case', () => {
    expect(named('ceo2').id).toBe('CeO2');
    expect(named('LaB6_SRM660c').id).toBe('LaB6');
    expect(named('si srm640d').id).toBe('Si_SRM640d');
    expect(findCalibrant('unobtainium')).toBeUndefined();
  });

  it('gives every calibrant its own id and a reference', () => {
    expect(new Set(CALIBRANT_CATALOGUE.map(({ id }) => id)).size).toBe(CALIBRANT_CATALOGUE.length);
    for (const { reference } of CALIBRANT_CATALOGUE) expect(reference.length).toBeGreaterThan(10);
  });
});

// Where pyFAI's lists are wrong: another cell, and lines that the space group forbids.
const FAULTY = new Set(['alpha_Al2O3']);
const FORBIDDEN_IN_PYFAI: Record<string, number[]> = { ZnO: [1.041306], TiO2: [1.07065805, 1.06399] };

describe.skipIf(!sharedFolder)('calibrantLines, over all lists of pyFAI', () => {
  const lists = sharedFolder
    ? (JSON.parse(readFileSync(`${sharedFolder}/reference/calibrants_pyfai.json`, 'utf8')) as Record<
        string,
        { d_first_20: number[] }
      >)
    : {};
  const cases = Object.entries(lists).filter(([id]) => !FAULTY.has(id));

  it.each(cases)('%s contains every spacing', (id, { d_first_20: expected }) => {
    const spacings = linesOf(id, 0.3).map((line) => line.dSpacing);
    for (const d of expected) {
      if (FORBIDDEN_IN_PYFAI[id]?.includes(d)) continue;
      // The lists carry eight decimals, AgBh's eight digits.
      const nearest = Math.min(...spacings.map((spacing) => Math.abs(spacing - d) / d));
      expect(nearest).toBeLessThan(1e-7 + 6e-9 / d);
    }
  });

  it.each(cases.filter(([id]) => !['TiO2', 'ZnO'].includes(id)))(
    '%s has no other between them',
    (id, { d_first_20: expected }) => {
      const last = expected.at(-1)!;
      expect(linesOf(id, last * (1 - 1e-6)).length).toBe(expected.length);
    },
  );

  it('leaves out the lines that pyFAI has against the conditions', () => {
    for (const [id, wrong] of Object.entries(FORBIDDEN_IN_PYFAI))
      for (const d of wrong) expect(linesOf(id, 0.5).some(({ dSpacing }) => Math.abs(dSpacing - d) < 1e-5)).toBe(false);
  });
});
