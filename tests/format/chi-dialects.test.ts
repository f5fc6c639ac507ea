import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPatternText } from '../../src-shared/format/read-pattern-text.ts';
import { referenceRows } from '../figure/reference-array.ts';
import { sharedFolder } from '../shared-folder.ts';

const open = (path: string) =>
  readPatternText(path.slice(path.lastIndexOf('/') + 1), readFileSync(`${sharedFolder}/${path}`, 'latin1'));

describe.skipIf(!sharedFolder)('F082: every dialect of .chi opens with the right columns', () => {
  it.each([
    // Path, unit, points, first x, errors: read off the files themselves.
    ['data/saxsdog/doc/data/brina.chi', 'q_nm^-1', 1063, 0, true],
    ['data/saxsdog/doc/data/saxsdog', 'q_nm^-1', 1003, 0.0033666023705455537, true],
    ['data/saxsdog/doc/data/fit2d', 'q_nm^-1', 1002, 0.0033657656, false],
    ['data/dioptas/pattern_001.chi', '2th_deg', 75, 0.010486433, false], // shortened: its header says 1455,
    ['data/pdfstream/Ni_chi_file.chi', 'q_A^-1', 1480, undefined, false],
  ] as const)('%s', (path, unit, points, first, hasErrors) => {
    const { radialUnit, radial, intensity, sigma } = open(path);
    expect([radialUnit, radial.length, intensity.length, sigma !== null]).toEqual([unit, points, points, hasErrors]);
    if (first !== undefined) expect(radial[0]).toBe(first);
  });

  it('today’s SAXSdog, as its own numbers (R:saxs_agbeh_m0)', async () => {
    const { radialUnit, radial, intensity, sigma, wavelength } = open('reference-systems/saxs_agbeh_m0.chi');
    const [q, i, error] = await referenceRows(`${sharedFolder}/reference-systems/saxs_agbeh_m0.npy`);
    expect(radialUnit).toBe('q_nm^-1');
    expect([...radial]).toEqual([...q!]);
    expect([...intensity]).toEqual([...i!]);
    expect([...sigma!]).toEqual([...error!]);
    expect(wavelength).toBeGreaterThan(0);
  });

  it('SAXSdog over the azimuth, which is no axis of ours', () => {
    const { radialUnit, axisLabel, radial } = open('reference-systems/saxs_agbeh_phi_m0.chi');
    expect([radialUnit, axisLabel]).toEqual([null, 'Phi Angle [rad]']);
    expect(radial[0]).toBeLessThan(-3);
  });
});
