import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatCalibration, parseCalibrationFile } from '../../src-shared/format/calibration-format.ts';
import {
  newSaxsdogCalibration,
  parseSaxsdogDocument,
  saxsdogIssues,
} from '../../src-shared/format/saxsdog-calibration-file.ts';
import { parseFit2dReport, parseNikaValues, parseOlderSaxsdog } from '../../src-shared/format/saxsdog-import.ts';
import { patchFromCalibration, patchSaxsdog } from '../../src-shared/format/saxsdog-patch.ts';
import type { Calibration, SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';

const REFINED = [
  'INFO: Refined Beam centre = 387.772 808.370 (pixels)',
  'INFO: Refined Beam centre = 66.697 139.040 (mm)',
  'INFO: Refined sample to detector distance = 1031.657 mm',
  'INFO: Refined wavelength = 1.54000 Angstroms',
  'INFO: Refined tilt plane rotation angle = 73.569 degrees',
  'INFO: Refined tilt angle = -0.56 degrees',
].join('\n');
const REFINED_PATCH = {
  Geometry: {
    BeamCenter: [808.37, 387.772],
    DedectorDistanceMM: 1031.657,
    Tilt: { TiltRotDeg: 73.569, TiltAngleDeg: -0.56 },
  },
  Wavelength: 1.54,
};

describe('parseFit2dReport', () => {
  it('F091: reads the refined values, the beam centre in pixels', () => {
    expect(parseFit2dReport(REFINED)).toEqual(REFINED_PATCH);
    expect(parseFit2dReport(REFINED.replaceAll('INFO: ', '').replaceAll('\n', '\r\n'))).toEqual(REFINED_PATCH);
  });

  it('F091: reads the "best fit" form', () => {
    const text = [
      'INFO: Best fit beam centre (X/Y mm) =   66.69678   139.0396',
      'INFO: Best fit beam centre (X/Y pixels) =   387.772   808.370',
      'INFO: Best fit tilt plane rotation angle =   73.569 degrees',
      'INFO: Best fit angle of tilt =   -0.560 degrees',
    ].join('\n');
    expect(parseFit2dReport(text)).toEqual({
      Geometry: { BeamCenter: [808.37, 387.772], Tilt: { TiltRotDeg: 73.569, TiltAngleDeg: -0.56 } },
    });
  });

  it('F091: keeps zeros, says what is damaged, and leaves other texts alone', () => {
    const patch = parseFit2dReport('Refined tilt angle = 0.0 degrees\nRefined tilt plane rotation angle = 0');
    expect(patchSaxsdog({ ...newSaxsdogCalibration() }, patch!).Geometry.Tilt).toEqual({
      TiltRotDeg: 0,
      TiltAngleDeg: 0,
    });
    expect(() => parseFit2dReport('INFO: Refined tilt angle = degrees')).toThrow('has no number');
    expect(parseFit2dReport('1 2\n3 4\n')).toBeUndefined();
  });

  it.skipIf(!sharedFolder)('F091: gives what SAXSdog’s converter gives', () => {
    const cases = JSON.parse(readFileSync(`${sharedFolder}/reference-systems/saxs_converter_fit2d.json`, 'utf8')) as {
      text: string;
      json: unknown;
    }[];
    for (const { text, json } of cases) expect(parseFit2dReport(text)).toEqual(json);
  });
});

describe('parseNikaValues', () => {
  it('F092: turns both tilts into one, and the centre into the corner of the image', () => {
    // Numbers of SAXSdog's own import.
    const text = 'det = 1\neX = 387.27\neY = 234.13\nerX = 0.4\nerY = -0.2\neSD = 1031.657\neWL = 1.54\n';
    const { Geometry, Wavelength } = parseNikaValues(text)!;
    expect(Wavelength).toBe(1.54);
    expect(Geometry!.Imagesize).toEqual([1043, 981]);
    expect(Geometry!.BeamCenter).toEqual([expect.closeTo(808.37, 10), expect.closeTo(387.77, 10)]);
    expect(Geometry!.Tilt!.TiltAngleDeg).toBeCloseTo(0.4472150486487949, 12);
    expect(Geometry!.Tilt!.TiltRotDeg).toBeCloseTo(-153.43480919604312, 10);
    const json = '{"det": 1, "eX": 387.27, "eY": 234.13}';
    expect(() => parseNikaValues(json)).toThrow('not complete');
    expect(parseNikaValues('a = 1')).toBeUndefined();
  });

  it.skipIf(!sharedFolder)('F092: gives what SAXSdog’s import gives', () => {
    const cases = JSON.parse(readFileSync(`${sharedFolder}/reference-systems/saxs_converter_nika.json`, 'utf8')) as {
      args_det_eX_eY_erX_erY_eSD_eWL: number[];
      json: SaxsdogCalibration;
    }[];
    for (const { args_det_eX_eY_erX_erY_eSD_eWL: values, json } of cases) {
      const names = ['det', 'eX', 'eY', 'erX', 'erY', 'eSD', 'eWL'];
      const own = parseNikaValues(names.map((name, i) => `${name}=${values[i]}`).join(';'))!;
      expect(own.Wavelength).toBe(json.Wavelength);
      expect(own.Geometry!.Imagesize).toEqual(json.Geometry.Imagesize);
      expect(own.Geometry!.DedectorDistanceMM).toBe(json.Geometry.DedectorDistanceMM);
      for (const [a, b] of [
        ...own.Geometry!.BeamCenter!.map((value, i) => [value, json.Geometry.BeamCenter[i]!] as const),
        [own.Geometry!.Tilt!.TiltAngleDeg, json.Geometry.Tilt.TiltAngleDeg] as const,
        [Math.abs(own.Geometry!.Tilt!.TiltRotDeg), Math.abs(json.Geometry.Tilt.TiltRotDeg)] as const, // 180 is −180
      ])
        expect(a).toBeCloseTo(b, 10);
    }
  });
});

describe('parseOlderSaxsdog', () => {
  const FLAT = {
    PixelPerRadialElement: 1.0,
    Imagesize: [1043, 981],
    Title: '',
    Tilt: { TiltRotDeg: 73.569, TiltAngleDeg: -0.56 },
    MaskFile: '../data/AAA_integ.msk',
    PolarizationCorrection: { Angle: 0.0, Fraction: 0.95 },
    PixelSizeMicroM: [172.0, 172.0],
    Wavelength: 1.54,
    DetectorDistanceMM: 1031.657,
    BeamCenter: [808.37, 387.772],
    Oversampling: 2.0,
    Sample: 'x',
  };

  it('F092: sorts the flat form into geometry and mask', () => {
    const { patch, ignored } = parseOlderSaxsdog(JSON.stringify(FLAT))!;
    expect(ignored).toEqual(['Sample']);
    const result = patchSaxsdog(newSaxsdogCalibration(), patch);
    expect(saxsdogIssues(result)).toEqual([]);
    expect(result.Geometry).toMatchObject({ DedectorDistanceMM: 1031.657, BeamCenter: [808.37, 387.772] });
    expect(result.Masks).toMatchObject([{ MaskFile: '../data/AAA_integ.msk', Oversampling: 2, Name: '' }]);
    expect(result.PolarizationCorrection).toEqual({ Angle: 0, Fraction: 0.95 });
  });

  it('F092: brings masks and slices along, entry by entry, and keeps what only the other file says', () => {
    const base = newSaxsdogCalibration();
    base.Masks[0].Name = 'kept';
    base.Slices = [{ Direction: 'x', Plane: 'InPlane', CutPosition: 3 }];
    const from = { ...newSaxsdogCalibration(), Masks: [{ MaskFile: 'a.msk' }, { MaskFile: 'b.msk', qStop: 2 }] };
    const result = patchSaxsdog(base, parseOlderSaxsdog(JSON.stringify(from))!.patch);
    expect(result.Masks).toMatchObject([
      { MaskFile: 'a.msk', Name: 'kept' },
      { MaskFile: 'b.msk', qStop: 2, Oversampling: 3 },
    ]);
    expect(result.Slices).toEqual(base.Slices);
    expect(parseOlderSaxsdog('{"a": 1}')).toBeUndefined();
  });

  it.skipIf(!sharedFolder)('F092: reads the older file of SAXSdog’s tests', () => {
    const { patch } = parseOlderSaxsdog(readFileSync(`${sharedFolder}/data/saxsdog/test/cal.json`, 'utf8'))!;
    expect(saxsdogIssues(patchSaxsdog(newSaxsdogCalibration(), patch))).toEqual([]);
  });
});

describe('the bridge to .poni', () => {
  const calibration: Calibration = {
    geometry: { dist: 1.03, poni1: 0.041, poni2: 0.066, rot1: 0.0031, rot2: -0.0094, rot3: 0, wavelength: 1.54e-10 },
    detector: { name: 'Detector', shape: [1043, 981], pixel1: 172e-6, pixel2: 172e-6, orientation: 3 },
  };

  it('F092: goes to SAXSdog and back with the angle of every pixel kept', () => {
    const text = formatCalibration(calibration, 'saxsdog');
    const { value } = parseSaxsdogDocument(text);
    expect(saxsdogIssues(value)).toEqual([]);
    const back = parseCalibrationFile('cal.json', text).calibration;
    for (const key of ['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'wavelength'] as const)
      expect(back.geometry[key]! / calibration.geometry[key]!).toBeCloseTo(1, 11);
    expect(back.detector).toMatchObject({ shape: [1043, 981], pixel1: 172e-6, pixel2: 172e-6, orientation: 3 });
  });

  it('F092: leaves a file as it is that says the same in other numbers', () => {
    const base = newSaxsdogCalibration();
    base.Geometry.Tilt = { TiltAngleDeg: -0.56, TiltRotDeg: 73.569 };
    const there = parseCalibrationFile('cal.json', JSON.stringify(base)).calibration;
    expect(patchSaxsdog(base, patchFromCalibration(there, [1043, 981]))).toEqual(base);
    // The same direction with the other sign is another tilt.
    const other = patchSaxsdog(base, { Geometry: { Tilt: { TiltAngleDeg: 0.56, TiltRotDeg: 73.569 } } });
    expect(other.Geometry.Tilt.TiltAngleDeg).toBe(0.56);
  });

  it('F092: updates the geometry of a file and keeps its masks, its spelling and its unknown keys', () => {
    const base = { ...newSaxsdogCalibration(), Operator: 'Ada' };
    base.Masks[0].Name = 'mine';
    const result = patchSaxsdog(base, patchFromCalibration(calibration, [1043, 981]));
    expect(result).toMatchObject({ Operator: 'Ada', Masks: [{ Name: 'mine' }], Wavelength: 1.54 });
    expect(result.Geometry.DedectorDistanceMM).not.toBe(1000);
  });

  it('says line and column of JSON that does not parse', () => {
    expect(() => parseCalibrationFile('cal.json', '{\n  "Geometry": {"BeamCenter",}\n}')).toThrow('Line 2, column 28');
  });
});
