import { describe, expect, it } from 'vitest';
import { patternFormatList, patternTextFormat, patternTextFormats } from '../../src-shared/format/pattern-formats.ts';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import { loadWriteRows } from '../../src-main/text/number-text.ts';
import { compileTextIfStale } from '../kernel/fresh-kernel.ts';

/** Geometry of Dioptas' CeO2 example; three bins, the second empty. */
const pattern: Pattern1d = {
  radialUnit: 'q_A^-1',
  radial: Float64Array.of(9.271248e-3, 1.455176e-2, 1.983227e-2),
  intensity: Float64Array.of(52.91182, NaN, 46.05672),
  sigma: null,
  signal: Float64Array.of(105.82364, 0, 92.11344),
  variance: null,
  normalization: Float64Array.of(2, 0, 2),
  count: Float64Array.of(2, 0, 2),
  provenance: {
    program: 'annulus 0.1.0',
    planHash: '0123456789abcdef',
    settings: {
      radialUnit: 'q_A^-1',
      npt: 3,
      split: 'bbox',
      solidAngle: true,
      errorModel: 'none',
      normalizationFactor: 1,
      maskBelow: 1,
      detectorMask: true,
      backgroundScale: 1,
    },
    calibration: {
      geometry: {
        dist: 0.208651380603,
        poni1: 0.0872948482846,
        poni2: 0.0799601126306,
        rot1: -0.0184422457059,
        rot2: 0.00413760084465,
        rot3: -2.77645988275e-8,
        wavelength: 4.066e-11,
      },
      detector: { name: 'Detector', pixel1: 172e-6, pixel2: 172e-6, orientation: 2 },
    },
    image: 'CeO2_Pilatus1M.tif',
    frame: 0,
    ignoredPixels: 12,
    masks: [],
  },
};
const withSigma: Pattern1d = {
  ...pattern,
  radialUnit: '2th_deg',
  radial: Float64Array.of(1.25, 1.5, 1.75),
  sigma: Float64Array.of(0.5, NaN, 0.25),
  variance: Float64Array.of(1, 0, 0.25),
};
const linesOf = (id: PatternFormatId, from: Pattern1d, fileName = 'pdf.chi'): string[] =>
  new TextDecoder().decode(patternTextFormat(id)!.format(from, fileName)).split('\n');

describe('pattern formats', () => {
  it('are the same bytes by the writer of rows that threads have', async () => {
    compileTextIfStale();
    const writeRows = await loadWriteRows();
    for (const { format } of patternTextFormats)
      expect(format(withSigma, 'a.chi', writeRows)).toEqual(format(withSigma, 'a.chi'));
  });

  it('are offered with different ids, all with a suffix', () => {
    const ids = patternFormatList.map(({ id }) => id);
    expect(ids).toEqual(['xy', 'dat', 'chi', 'fit2d', 'xye', 'fxye', 'csv', 'h5', 'nxcansas', 'svg', 'pdf', 'png']);
    expect(patternFormatList.every(({ suffix }) => /^(\.[a-z0-9]+)+$/.test(suffix))).toBe(true);
  });
});

describe('xy', () => {
  it('has two columns of 18 digits, one blank between, and nan in the empty bin', () => {
    expect(linesOf('xy', pattern)).toEqual([
      '9.271247999999999295e-03 5.291181999999999874e+01',
      '1.455176000000000039e-02 nan',
      '1.983226999999999907e-02 4.605671999999999855e+01',
      '',
    ]);
  });
});

describe('chi', () => {
  // Lines 1–23 of the .chi that PDFstream (pyFAI 0.21.3) wrote for this geometry, the mask flag and the path aside.
  const byPyfai = [
    '# == pyFAI calibration ==',
    '# Distance Sample to Detector: 0.208651380603 m',
    '# PONI: 8.729e-02, 7.996e-02 m',
    '# Rotations: -0.018442 0.004138 -0.000000 rad',
    '# ',
    '# == Fit2d calibration ==',
    '# Distance Sample-beamCenter: 208.689 mm',
    '# Center: x=487.259, y=512.548 pix',
    '# Tilt: 1.083 deg  TiltPlanRot: 12.646 deg',
    '# ',
    '# Detector Detector\t Spline= None\t PixelSize= 1.720e-04, 1.720e-04 m',
    '#    Detector has a mask: False ',
    '#    Detector has a dark current: False ',
    '#    detector has a flat field: False ',
    '# ',
    '# Wavelength: 4.066e-11 m',
    '# Mask applied: user provided',
    '# Dark current applied: False',
    '# Flat field applied: False',
    '# Polarization factor: None',
    '# Normalization factor: 1.0',
    '# --> pdf.chi',
    '#        q_A^-1             I ',
  ];

  it('begins with the header of pyFAI, letter for letter', () => {
    expect(linesOf('chi', pattern).slice(0, 23)).toEqual(byPyfai);
  });

  it('writes rows as pyFAI does and 0 in an empty bin', () => {
    expect(linesOf('chi', pattern).slice(23)).toEqual([
      '  9.271248e-03    5.291182e+01',
      '  1.455176e-02    0.000000e+00',
      '  1.983227e-02    4.605672e+01',
      '',
    ]);
  });

  it('says which corrections were applied', () => {
    const { provenance } = pattern;
    const corrected: Pattern1d = {
      ...pattern,
      provenance: {
        ...provenance,
        dark: 'dark.tif',
        settings: { ...provenance.settings, polarization: { factor: 0.99, offsetDeg: 0 }, normalizationFactor: 2.5 },
      },
    };
    const lines = linesOf('chi', corrected);
    expect(lines).toContain('# Dark current applied: True');
    expect(lines).toContain('# Flat field applied: False');
    expect(lines).toContain('# Polarization factor: 0.99');
    expect(lines).toContain('# Normalization factor: 2.5');
  });

  it('has a third column for sigma', () => {
    const lines = linesOf('chi', withSigma);
    expect(lines[22]).toBe('#       2th_deg              I           sigma ');
    expect(lines[23]).toBe('  1.250000e+00    5.291182e+01   5.000000e-01');
  });
});

describe('dat', () => {
  it('is the same text with nan in an empty bin', () => {
    const lines = linesOf('dat', pattern);
    expect(lines.slice(0, 23)).toEqual(linesOf('chi', pattern).slice(0, 23));
    expect(lines[24]).toBe('  1.455176e-02             nan');
  });
});

describe('fit2d', () => {
  it('has four header lines, the count right-aligned in 11 columns, and rows of 1PE14.7', () => {
    const [title, x, y, count, ...rows] = linesOf('fit2d', { ...pattern, radialUnit: 'q_nm^-1' });
    expect(title).toContain('CeO2_Pilatus1M.tif');
    expect([x, y, count]).toEqual(['Q (Inverse Nanometres)', 'Intensity', '          3']);
    expect(rows[0]).toBe(' 9.2712480E-03  5.2911820E+01');
    expect(rows[1]).toBe(' 1.4551760E-02  0.0000000E+00');
  });
});

describe('xye', () => {
  it('has three columns and leaves the empty bin out', () => {
    expect(linesOf('xye', withSigma)).toEqual([
      '1.250000000000000000e+00 5.291181999999999874e+01 5.000000000000000000e-01',
      '1.750000000000000000e+00 4.605671999999999855e+01 2.500000000000000000e-01',
      '',
    ]);
  });

  it('needs an error model', () => {
    expect(() => linesOf('xye', pattern)).toThrow('error model is "none"');
  });
});

describe('fxye', () => {
  it('announces in centidegrees what it holds in centidegrees', () => {
    const lines = linesOf('fxye', withSigma);
    expect(lines[0]).toBe('CeO2_Pilatus1M.tif frame 0');
    const bank = lines.findIndex((line) => line.startsWith('BANK'));
    expect(lines.slice(1, bank).every((line) => line.startsWith('#'))).toBe(true);
    expect(lines[bank]).toBe('BANK 1 3 3 CONS 125.00000000 25.00000000 0 0 FXYE');
    expect(lines[bank + 1]).toBe(' 1.25000000e+02  5.29118200e+01  5.00000000e-01');
    expect(lines[bank + 2]).toBe(' 1.50000000e+02  0.00000000e+00  0.00000000e+00');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('converts radians', () => {
    const radians = { ...withSigma, radialUnit: '2th_rad', radial: Float64Array.of(0.01, 0.02, 0.03) } as const;
    const bank = linesOf('fxye', radians).find((line) => line.startsWith('BANK'));
    expect(bank).toBe('BANK 1 3 3 CONS 57.29577951 57.29577951 0 0 FXYE'); // 0.01 rad = 0.5729577951°
  });

  it('refuses an axis that is no angle', () => {
    expect(() => linesOf('fxye', { ...withSigma, radialUnit: 'q_A^-1' })).toThrow('not q_A^-1');
  });
});

describe('csv', () => {
  it('keeps all sums and reads back exactly', () => {
    const [header, first, second] = linesOf('csv', withSigma);
    expect(header).toBe(
      '2th [deg],intensity [counts],sigma [counts],signal [counts],variance [counts^2],normalization [1],count [px]',
    );
    expect(first!.split(',').map(Number)).toEqual([1.25, 52.91182, 0.5, 105.82364, 1, 2, 2]);
    expect(second).toBe('1.5,nan,nan,0,0,0,0');
  });
});
