import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatCalibration, parseCalibrationFile } from '../../src-shared/format/calibration-format.ts';
import { parseDSpacings } from '../../src-shared/format/d-spacing-file.ts';
import { beamCentre } from '../../src-shared/geometry/beam-centre.ts';
import { radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';

const SAXSDOG = {
  Title: 'Example',
  Geometry: {
    Tilt: { TiltAngleDeg: -0.56, TiltRotDeg: 73.569 },
    DedectorDistanceMM: 1031.657,
    BeamCenter: [808.37, 387.772],
    Imagesize: [1043, 981],
    PixelSizeMicroM: [172.0, 172.0],
  },
  Directory: ['.'],
  Masks: [{ MaskFile: 'AAA_integ.msk' }],
  Wavelength: 1.54,
};
const calibration: Calibration = {
  geometry: { dist: 0.2, poni1: 0.05, poni2: 0.06, rot1: 0.1, rot2: -0.2, rot3: 0.3, wavelength: 4.066e-11 },
  detector: { name: 'Pilatus1M', shape: [1043, 981], pixel1: 172e-6, pixel2: 172e-6, orientation: 3 },
};

describe('parseCalibrationFile', () => {
  it('recognises each kind by its content, not its name', () => {
    const poni = formatCalibration(calibration, 'poni');
    const json = formatCalibration(calibration, 'poni-json');
    expect(parseCalibrationFile('x.txt', poni)).toEqual({ formatId: 'poni', calibration, warnings: [] });
    expect(parseCalibrationFile('x.dat', json)).toEqual({ formatId: 'poni-json', calibration, warnings: [] });
    expect(parseCalibrationFile('x.poni', JSON.stringify(SAXSDOG)).formatId).toBe('saxsdog');
  });

  it('counts SAXSdog’s rows from the bottom', () => {
    const parsed = parseCalibrationFile('cal.json', JSON.stringify(SAXSDOG)).calibration;
    const [x, y] = beamCentre(parsed, [1043, 981])!;
    expect(x).toBeCloseTo(387.772, 9);
    expect(y).toBeCloseTo(1043 - 808.37, 9);
    expect(parsed.geometry.wavelength).toBe(1.54e-10);
    expect(parsed.detector).toEqual({
      name: 'Detector',
      shape: [1043, 981],
      pixel1: 172e-6,
      pixel2: 172e-6,
      orientation: 3,
    });
  });

  it('accepts the other spelling, one pixel size, and the flat form', () => {
    const { Geometry, Wavelength } = SAXSDOG;
    const expected = parseCalibrationFile('cal.json', JSON.stringify(SAXSDOG)).calibration;
    const { DedectorDistanceMM, Imagesize, ...rest } = Geometry;
    const other = { ...rest, DetectorDistanceMM: DedectorDistanceMM, ImageSize: Imagesize, PixelSizeMicroM: [172] };
    expect(parseCalibrationFile('a', JSON.stringify({ Geometry: other, Wavelength })).calibration).toEqual(expected);
    const flat = parseCalibrationFile('b', JSON.stringify({ ...Geometry, Wavelength }));
    expect(flat).toEqual({ formatId: 'saxsdog', calibration: expected, warnings: [] });
  });

  it('says what becomes of the polarization', () => {
    const text = JSON.stringify({ ...SAXSDOG, PolarizationCorrection: { Fraction: 0.95, Angle: 0 } });
    expect(parseCalibrationFile('cal.json', text).warnings[0]).toContain('fraction 0.95 is factor 0.9 here');
  });

  it.each([
    ['BeamCenter', { BeamCenter: [1] }, 0],
    ['Imagesize', { Imagesize: undefined }, 'Imagesize is missing'],
    ['distance', { DedectorDistanceMM: '1 m' }, 'DedectorDistanceMM in this SAXSdog calibration is not a number'],
    ['pixel size', { PixelSizeMicroM: [1, 2, 3] }, 'PixelSizeMicroM in this SAXSdog calibration is not a pair'],
    ['whole sizes', { Imagesize: [10.5, 4] }, 'two positive integers'],
  ])('checks the %s', (_, change, message) => {
    const text = JSON.stringify({ ...SAXSDOG, Geometry: { ...SAXSDOG.Geometry, ...change } });
    if (message === 0) expect(parseCalibrationFile('x', text).calibration.geometry.dist).toBeGreaterThan(1);
    else expect(() => parseCalibrationFile('x', text)).toThrow(String(message));
  });

  it.each(['', 'a: b', '{}', '{"a"', '<html></html>', '\u0000\u0001II*'])('refuses %j in one sentence', (text) => {
    expect(() => parseCalibrationFile('notes.txt', text)).toThrow(
      'notes.txt is not a calibration: a .poni file (text or JSON) or a SAXSdog calibration was expected.',
    );
  });
});

describe('formatCalibration', () => {
  it.each([1, 2, 3, 4] as const)('writes a SAXSdog calibration with the same angles, orientation %i', (orientation) => {
    const turned = { ...calibration, detector: { ...calibration.detector, orientation } };
    const text = formatCalibration(turned, 'saxsdog');
    const parsed = parseCalibrationFile('cal.json', text).calibration;
    const before = radialAtCentres(turned, [1043, 981], '2theta');
    const after = radialAtCentres(parsed, [1043, 981], '2theta');
    for (let k = 0; k < before.length; k += 99_991) expect(after[k]).toBeCloseTo(before[k]!, 12); // 15 digits written
    expect(JSON.parse(text)).toMatchObject({
      Geometry: { Imagesize: [1043, 981], PixelSizeMicroM: [172, 172] },
      Wavelength: 0.4066,
      Masks: [{ 'Phi-mode': false }],
    });
  });

  it('writes the lines of Fit2D', () => {
    const untilted = { ...calibration.geometry, rot1: 0, rot2: 0, rot3: 0 };
    expect(formatCalibration({ ...calibration, geometry: untilted }, 'fit2d').split('\n')).toEqual([
      `INFO: Refined Beam centre = ${0.06 / 172e-6} ${0.05 / 172e-6} (pixels)`,
      'INFO: Refined sample to detector distance = 200 mm',
      'INFO: Refined tilt plane rotation angle = 0 degrees',
      'INFO: Refined tilt angle = 0 degrees',
      'INFO: Refined wavelength = 0.4066 Angstroms',
      'INFO: Pixel size = 172 172 (microns)',
      '',
    ]);
  });

  it('says what a form cannot express', () => {
    const { name, pixel1, pixel2 } = calibration.detector;
    const shapeless: Calibration = { ...calibration, detector: { name, pixel1, pixel2, orientation: 2 } };
    expect(() => formatCalibration(shapeless, 'saxsdog')).toThrow('image shape is needed');
    expect(() => formatCalibration(shapeless, 'fit2d')).toThrow('image shape is needed');
    expect(formatCalibration(shapeless, 'fit2d', [1043, 981])).toContain('Beam centre');
    const behind = { ...calibration, geometry: { ...calibration.geometry, dist: -0.1 } };
    expect(() => formatCalibration(behind, 'fit2d')).toThrow('Fit2D cannot describe');
    expect(() => formatCalibration(behind, 'saxsdog')).toThrow('SAXSdog cannot describe');
    const { dist, poni1, poni2, rot1, rot2, rot3 } = calibration.geometry;
    const dark = { ...calibration, geometry: { dist, poni1, poni2, rot1, rot2, rot3 } };
    expect(() => formatCalibration(dark, 'saxsdog')).toThrow('no wavelength');
  });
});

describe('parseDSpacings', () => {
  it('reads spacings, indices and multiplicities, by decreasing d', () => {
    const text =
      '# Calibrant: Own powder (X)\r\n# Ref: somebody\r\n2.5 # (1, 1, 0) 12\r\n\r\n 3.1 # 1 0 0 2551.99 6\n1.2e0\n';
    expect(parseDSpacings(text)).toEqual({
      label: 'Own powder (X)',
      reference: 'somebody',
      lines: [
        { dSpacing: 3.1, hkl: '1 0 0', multiplicity: 6 },
        { dSpacing: 2.5, hkl: '1 1 0', multiplicity: 12 },
        { dSpacing: 1.2, hkl: '', multiplicity: 1 },
      ],
    });
  });

  it.each([
    ['', 'has no spacing'],
    ['# nothing\n', 'has no spacing'],
    ['3.1\nabc\n', 'Line 2 of this d-spacing file is "abc"'],
    ['-1\n', 'Line 1 of this d-spacing file is "-1"'],
    ['NaN\n', 'Line 1'],
  ])('refuses %j', (text, message) => {
    expect(() => parseDSpacings(text)).toThrow(message);
  });

  it.skipIf(!sharedFolder)('reads every .D file of Dioptas', () => {
    const folder = `${sharedFolder}/data/dioptas/calibrants`;
    const read = (name: string) => parseDSpacings(readFileSync(`${folder}/${name}.D`, 'utf8'));
    expect(existsSync(folder)).toBe(true);
    expect(read('CeO2').lines[0]).toEqual({ dSpacing: 3.12441816, hkl: '1 1 1', multiplicity: 8 });
    expect(read('AgBh')).toMatchObject({ label: 'Silver Behenate (AgBh)', reference: 'doi:10.1107/S0021889899012388' });
    expect(read('PBBA').lines[0]).toEqual({ dSpacing: 14.7269, hkl: '2 0 0', multiplicity: 2 });
    expect(read('CrOx').lines[0]).toEqual({ dSpacing: 3.645, hkl: '', multiplicity: 1 });
  });
});

describe.skipIf(!sharedFolder)('parseCalibrationFile, over real files', () => {
  it.each([
    ['dioptas/CeO2_Pilatus1M.poni', 'poni'],
    ['dioptas/LaB6_40keV_MarCCD.poni', 'poni'],
    ['dioptas/lambda/L2.poni', 'poni'],
    ['lightform/DLS_CeO2_1200mm_pyFAI.poni', 'poni'],
    ['pdfstream/Ni_poni_file.poni', 'poni'],
    ['saxsdog/doc/cal.json', 'saxsdog'],
    ['saxsdog/doc/calgeo.json', 'saxsdog'],
    ['saxsdog/test/cal.json', 'saxsdog'],
  ])('%s', (path, formatId) => {
    const text = readFileSync(`${sharedFolder}/data/${path}`, 'utf8');
    const parsed = parseCalibrationFile(path, text);
    expect(parsed.formatId).toBe(formatId);
    expect(parsed.calibration.geometry.dist).toBeGreaterThan(0.19);
    expect(parsed.calibration.geometry.dist).toBeLessThan(1.2);
  });

  it('takes the later of two calibrations in one file', () => {
    const text = readFileSync(`${sharedFolder}/data/dioptas/LaB6_40keV_MarCCD.poni`, 'utf8');
    expect(parseCalibrationFile('x', text).calibration.geometry.dist).toBe(0.196711580484);
  });
});
