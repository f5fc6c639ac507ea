import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { patternTextFormats } from '../../src-shared/format/pattern-formats.ts';
import { radialUnitOfTitle } from '../../src-shared/format/pattern-axis-name.ts';
import { readPatternText } from '../../src-shared/format/read-pattern-text.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { sharedFolder } from '../shared-folder.ts';

const read = (text: string, name = 'a.xy') => readPatternText(name, text);

describe('columns of numbers', () => {
  it('are axis and intensity, with comments before, between and after', () => {
    const curve = read('! a title\n# another\n1.0 10\n# between\n1.5\t-2e1\n\n2.0  nan\n; the end\n');
    expect([...curve.radial]).toEqual([1, 1.5, 2]);
    expect([...curve.intensity]).toEqual([10, -20, NaN]);
    expect([curve.sigma, curve.radialUnit, curve.formatId]).toEqual([null, null, 'columns']);
    expect(curve.warnings).toEqual([]);
  });

  it('have the error in a third column, and a unit in the last line of the header', () => {
    const curve = read('# q_A^-1 I sigma\n0.5 10 3\n0.6 20 4\n', 'a.xye');
    expect([curve.radialUnit, curve.axisLabel]).toEqual(['q_A^-1', 'q_A^-1']);
    expect([...(curve.sigma ?? [])]).toEqual([3, 4]);
  });

  it('may be written by Fortran, with stars where a number did not fit', () => {
    const curve = read(' 0.1000D+01  0.25D-02\r\n 0.2000D+01  ********\r\n');
    expect([...curve.radial]).toEqual([1, 2]);
    expect([...curve.intensity]).toEqual([0.0025, NaN]);
  });

  it.each([
    ['1,5;20,25\n2,5;30,5\n'],
    ['1,5\t20,25\n2,5\t30,5\n'],
    ['1.5, 20.25\n2.5, 30.5\n'],
    ['1.5;20.25\n2.5;30.5\n'],
  ])('may be told apart by other marks: %j', (text) => {
    const curve = read(text);
    expect([...curve.radial, ...curve.intensity]).toEqual([1.5, 2.5, 20.25, 30.5]);
  });

  it('are turned round where the axis falls, and put in order where it has none', () => {
    const falling = read('3 30\n2 20\n1 10\n');
    expect([[...falling.radial], [...falling.intensity], falling.warnings]).toEqual([[1, 2, 3], [10, 20, 30], []]);
    const mixed = read('1 10\n3 30\n2 20\n');
    expect([...mixed.intensity]).toEqual([10, 20, 30]);
    expect(mixed.warnings).toEqual(['The points were put in order: the axis of the file goes to and fro.']);
  });

  it('beyond the third are left out, and said to be', () => {
    const curve = read('1 10 11 12\n2 20 21 22\n', 'cakes.dat');
    expect([...curve.intensity]).toEqual([10, 20]);
    expect(curve.sigma).toBeNull();
    expect(curve.warnings).toEqual(['cakes.dat has 4 columns: the second is shown, the others are left out.']);
  });

  it('need a position: rows without are left out', () => {
    const curve = read('1 10\nnan 20\n3 30\n');
    expect([...curve.radial]).toEqual([1, 3]);
    expect(curve.warnings).toEqual(['1 rows without a position on the axis were left out.']);
  });

  it.each([
    ['1 10\n2 20\nend of file\n', 'a.xy has "end of file" in line 3, where numbers were expected.'],
    ['1 10\n2 20\n3\n', 'a.xy has "3" in line 3, where numbers were expected.'],
    ['1 10 1\n2 20\n', 'a.xy has 2 columns in line 2 and 3 before: the same number was expected'],
    ['', 'a.xy has no columns of numbers: a pattern'],
    ['Dear reader,\nno numbers here.\n', 'a.xy has no columns of numbers'],
    ['1\n2\n3\n', 'a.xy has no columns of numbers'],
    ['nan 1\nnan 2\n', 'a.xy has no point with a position on the axis.'],
  ])('that are damaged are refused in one sentence: %j', (text, sentence) => {
    expect(() => read(text)).toThrow(sentence);
  });
});

describe('GSAS', () => {
  const fxye = (bank: string, rows: string): string => `LaB6 run 7\n# a comment\n${bank}\n${rows}`;

  it('has centidegrees, and a point of zero error is not measured', () => {
    const curve = read(fxye('BANK 1 3 3 CONS 1050 1 0 0 FXYE', '1050 10 2\n1051 0 0\n1052 30 3\n'), 'a.fxye');
    expect([...curve.radial]).toEqual([10.5, 10.51, 10.52]);
    expect([...curve.intensity]).toEqual([10, NaN, 30]);
    expect([...(curve.sigma ?? [])]).toEqual([2, NaN, 3]);
    expect([curve.radialUnit, curve.label]).toEqual(['2th_deg', 'LaB6 run 7']);
  });

  it('has q in Å⁻¹ after CONQ', () => {
    const curve = read(fxye('BANK 1 2 2 CONQ 0.5 0.1 0 0 FXYE', '0.5 10 2\n0.6 20 3\n'), 'a.fxye');
    expect([curve.radialUnit, ...curve.radial]).toEqual(['q_A^-1', 0.5, 0.6]);
  });

  it('has degrees where Dioptas wrote it, which is said', () => {
    const curve = read(fxye('BANK\t1\t2\t2\tCONS\t8.0\t0.1\t0.0\t0.0\tFXYE', '8.0 10 2\n28.1 20 3\n'), 'a.fxye');
    expect([...curve.radial]).toEqual([8, 28.1]);
    expect(curve.warnings).toEqual([
      'The angles of a.fxye were taken as degrees: as centidegrees all would lie below 1.8°.',
    ]);
  });

  it('shows the first of several banks, and says when rows are missing', () => {
    const rows = '1050 10 2\n1051 11 2\nBANK 2 1 1 CONS 9 1 0 0 FXYE\n9 1 1\n';
    const curve = read(fxye('BANK 1 3 3 CONS 1050 1 0 0 FXYE', rows), 'a.fxye');
    expect(curve.radial).toHaveLength(2);
    expect(curve.warnings).toEqual([
      'a.fxye has 2 points, and its header says 3.',
      'a.fxye holds several banks; the first is shown.',
    ]);
  });

  it.each([
    [
      'BANK 1 10 1 CONS 1000 1 0 0 STD',
      'a.xy is a GSAS file of type STD, and only FXYE and FXY are read: convert it first.',
    ],
    ['BANK 1 2 2 RALF 1 1 1 1 FXYE', 'a.xy is a GSAS file with the axis RALF, and CONS (2θ) or CONQ (q) was expected.'],
    ['BANK 1 2 2 CONS 1 1 0 0 FXYE', 'a.xy has no rows of numbers after its header.'],
  ])('of another kind is refused: %s', (bank, sentence) => {
    expect(() => read(`title\n${bank}\n`)).toThrow(sentence);
  });
});

describe('Fit2D and SAXSdog', () => {
  it('have four lines before the table', () => {
    const curve = read(
      'sample 3\nQ (Inverse Angstroms)\n\n          2\n 1.0E+00  2.0E+01\n 2.0E+00  3.0E+01\n',
      'a.chi',
    );
    expect([curve.formatId, curve.label, curve.radialUnit]).toEqual(['fit2d', 'sample 3', 'q_A^-1']);
    expect([...curve.intensity]).toEqual([20, 30]);
  });

  it('say when rows are missing', () => {
    expect(read('t\n2-Theta Angle (Degrees)\nI\n 5\n 1 2\n 2 3\n', 'a.chi').warnings).toEqual([
      'a.chi has 2 points, and its header says 5.',
    ]);
    expect(() => read('t\n2-Theta Angle (Degrees)\nI\n 5\n', 'a.chi')).toThrow('a.chi has no rows of numbers');
  });

  it('name a curve over the angle by what it is, which is none of our units', () => {
    const text =
      '{"Wavelength": 1.54}\n{"I0": 1}\n["Phi Angle [rad]", "I", "Error Margin"]\n   2\n -3.1 1 0.1\n 0 2 0.2\n ';
    const curve = read(text, 'a.chi');
    expect([curve.formatId, curve.radialUnit, curve.axisLabel]).toEqual(['saxsdog', null, 'Phi Angle [rad]']);
    expect([...(curve.sigma ?? [])]).toEqual([0.1, 0.2]);
    expect(curve.wavelength).toBeCloseTo(1.54e-10, 20);
  });

  it('need the number of rows in the fourth line', () => {
    expect(() => read('{"a": 1}\n{}\n["q", "I", "E"]\n1 2 3\n', 'a.chi')).toThrow(
      'a.chi has "1 2 3" in line 4, where the number of rows was expected.',
    );
  });
});

describe('csv', () => {
  it('takes the columns by their titles', () => {
    const curve = read('"q (nm^-1)",error,Intensity\n1,0.5,10\n2,0.6,20\n', 'a.csv');
    expect([curve.formatId, curve.radialUnit]).toEqual(['csv', 'q_nm^-1']);
    expect([[...curve.intensity], [...(curve.sigma ?? [])]]).toEqual([
      [10, 20],
      [0.5, 0.6],
    ]);
  });

  it('needs a title for every column', () => {
    expect(() => read('q,I\n1,2,3\n', 'a.csv')).toThrow('a.csv has 2 titles and 3 columns: as many were expected.');
    expect(() => read('q,I\n', 'a.csv')).toThrow('a.csv has titles of columns and no rows of numbers.');
  });
});

describe('titles of axes', () => {
  it.each([
    ['2th_deg', '2th_deg'],
    ['2-Theta Angle (Degrees)', '2th_deg'],
    ['2-Theta Angle (Radians)', '2th_rad'],
    ['Q (Inverse Nanometres)', 'q_nm^-1'],
    ['Q (Inverse Angstroms)', 'q_A^-1'],
    ['q [nm^-1]', 'q_nm^-1'],
    ['q [1/A]', 'q_A^-1'],
    ['q (Å⁻¹)', 'q_A^-1'],
    ['Q (1/angstrom)', 'q_A^-1'],
    ['Scattering Vector  q [$nm^{-1}$]', 'q_nm^-1'],
    ['vertical scattering Vector $q_{v} [nm^{-1}]$', 'q_nm^-1'],
    ['Radial Distance (mm)', 'r_mm'],
    ['Radial Distance (m)', 'r_m'],
    ['1/d^2 (Inverse Square Angstroms)', 'd*2_A^-2'],
    ['1/d^2 (Inverse Square Nanometres)', 'd*2_nm^-2'],
    ['r(Å)', null],
    ['Phi Angle [rad]', null],
    ['time', null],
  ])('%s is %s', (title, unit) => {
    expect(radialUnitOfTitle(title)).toBe(unit);
  });
});

describe('what this program writes', () => {
  const pattern = (radialUnit: Pattern1d['radialUnit']): Pattern1d => ({
    radialUnit,
    radial: Float64Array.of(1.25, 1.5, 1.75),
    intensity: Float64Array.of(10.5, -20.25, 30.125),
    sigma: Float64Array.of(0.5, 0.25, 0.125),
    signal: Float64Array.of(21, -40.5, 60.25),
    variance: Float64Array.of(1, 0.25, 0.0625),
    normalization: Float64Array.of(2, 2, 2),
    count: Float64Array.of(2, 2, 2),
    provenance: {
      program: 'annulus 0.1.0',
      planHash: 'abc',
      settings: {
        radialUnit,
        npt: 3,
        split: 'no',
        solidAngle: true,
        errorModel: 'poisson',
        normalizationFactor: 1,
        detectorMask: true,
        backgroundScale: 1,
      },
      calibration: {
        geometry: { dist: 0.2, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0, wavelength: 4.066e-11 },
        detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
      },
      image: 'run.tif',
      frame: 0,
      ignoredPixels: 0,
      masks: [],
    },
  });
  const units: Pattern1d['radialUnit'][] = [
    '2th_deg',
    '2th_rad',
    'q_nm^-1',
    'q_A^-1',
    'r_mm',
    'r_m',
    'd*2_nm^-2',
    'd*2_A^-2',
  ];
  const cases = patternTextFormats.flatMap((format) =>
    (format.needsTwoTheta ? (['2th_deg'] as const) : units).map((unit) => [format.id, unit, format] as const),
  );

  it.each(cases)('%s in %s comes back', (id, unit, format) => {
    const written = pattern(unit);
    const curve = read(new TextDecoder().decode(format.format(written, `a${format.suffix}`)), `a${format.suffix}`);
    expect([...curve.radial]).toEqual([1.25, 1.5, 1.75]); // few enough digits for every layout
    expect([...curve.intensity]).toEqual([10.5, -20.25, 30.125]);
    const hasSigma = !['xy', 'fit2d'].includes(id);
    expect(curve.sigma && [...curve.sigma]).toEqual(hasSigma ? [0.5, 0.25, 0.125] : null);
    expect(curve.radialUnit).toBe(id === 'xy' || id === 'xye' ? null : unit);
    if (id === 'chi' || id === 'dat') expect(curve.wavelength).toBe(4.066e-11);
    expect(curve.warnings).toEqual([]);
  });
});

describe.skipIf(sharedFolder === undefined)('files of other programs', () => {
  const open = (path: string) => {
    const curve = readPatternText(
      path.slice(path.lastIndexOf('/') + 1),
      readFileSync(join(sharedFolder!, path), 'utf8'),
    );
    const { formatId, radialUnit, radial, intensity, sigma, warnings } = curve;
    return [
      formatId,
      radialUnit,
      radial.length,
      radial[0],
      intensity[0],
      sigma === null ? null : sigma[0],
      warnings.length,
    ];
  };

  // Numbers as they stand in the first row of each file. Excerpts have fewer rows than they say: one warning.
  it.each([
    ['data/dioptas/pattern_001.chi', ['fit2d', '2th_deg', 75, 1.0486433e-2, 27.862846, null, 1]],
    ['data/saxsdog/doc/data/fit2d', ['fit2d', 'q_nm^-1', 1002, 3.3657656e-3, 0, null, 0]],
    ['data/saxsdog/doc/data/saxsdog', ['fit2d', 'q_nm^-1', 1003, 3.366602370545553665e-3, 0, 0, 0]],
    ['data/saxsdog/doc/data/brina.chi', ['fit2d', 'q_nm^-1', 1063, 0, 0, 0, 0]],
    ['reference-systems/saxs_agbeh_m0.chi', ['saxsdog', 'q_nm^-1', 1003, 3.362757046949498615e-3, NaN, NaN, 0]],
    ['reference-systems/saxs_agbeh_phi_m0.chi', ['saxsdog', null, 4, -3.132482314120813349, NaN, NaN, 1]],
    ['reference-systems/saxs_slices_m0.chi', ['saxsdog', 'q_nm^-1', 4, 3.3627901034585343e-3, NaN, NaN, 1]],
    [
      'reference-systems/saxs_slices_s0_head.chi',
      ['saxsdog', 'q_nm^-1', 4, -2.633557598554150836, 1560.047619047619037, 8.619047619047618625, 1],
    ],
  ])('%s opens with the right columns', (path, expected) => {
    expect(open(path)).toEqual(expected);
  });

  it.each([
    ['data/dioptas/pattern_001.xy', '2th_deg', 3.20179398976e-11],
    ['data/dioptas/CeO2_Pilatus1M.xy', '2th_deg', undefined],
    ['data/lightform/integrated.dat', '2th_deg', undefined],
    ['data/pdfstream/Ni_chi_file.chi', 'q_A^-1', undefined],
  ])('%s is of pyFAI', (path, unit, wavelength) => {
    const curve = readPatternText('a', readFileSync(join(sharedFolder!, path), 'utf8'));
    expect([curve.formatId, curve.radialUnit, curve.sigma, curve.warnings]).toEqual(['pyfai', unit, null, []]);
    expect(curve.radial.length).toBeGreaterThan(1000);
    expect(curve.wavelength).toBeGreaterThan(1e-12);
    if (wavelength !== undefined) expect(curve.wavelength).toBe(wavelength);
  });

  it('F040: a PDF is read from PDFgetX, with its axis in words', () => {
    const curve = readPatternText('Ni.gr', readFileSync(join(sharedFolder!, 'data/pdfstream/Ni_gr_file.gr'), 'utf8'));
    expect([curve.radialUnit, curve.axisLabel]).toEqual([null, 'r(Å)']);
    expect([curve.radial[1], curve.intensity[1]]).toEqual([0.01, 0.00712268]);
  });
});
