import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { formatPoni, formatPoniJson, looksLikePoni, parsePoni } from '../../src-shared/format/poni-file.ts';
import { azimuthAtCentres, radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';

const ORIGIN = { program: 'annulus 0.1.0' };

const GEOMETRY = `Distance: 0.2
Poni1: 0.05
Poni2: 0.06
Rot1: 0.01
Rot2: 0.02
Rot3: 0.03
`;
const geometry = { dist: 0.2, poni1: 0.05, poni2: 0.06, rot1: 0.01, rot2: 0.02, rot3: 0.03 };
const poni2 = (detector: string, config: string): string =>
  `poni_version: 2\nDetector: ${detector}\nDetector_config: ${config}\n${GEOMETRY}`;

describe('parsePoni', () => {
  it('F009: reads version 1, as Dioptas wrote it in 2015', () => {
    const { calibration, warnings } = parsePoni(`# Nota: C-Order, 1 refers to the Y axis, 2 to the X axis
# Calibration done at Fri Feb 27 13:52:42 2015
PixelSize1: 0.000172
PixelSize2: 0.000172
Distance: 0.208651380603
Poni1: 0.0872948482846
Poni2: 0.0799601126306
Rot1: -0.0184422457059
Rot2: 0.00413760084465
Rot3: -2.77645988275e-08
SplineFile: None
Wavelength: 4.066e-11
`);
    expect(warnings).toEqual([]);
    expect(calibration).toEqual({
      geometry: {
        dist: 0.208651380603,
        poni1: 0.0872948482846,
        poni2: 0.0799601126306,
        rot1: -0.0184422457059,
        rot2: 0.00413760084465,
        rot3: -2.77645988275e-8,
        wavelength: 4.066e-11,
      },
      detector: { name: 'Detector', pixel1: 0.000172, pixel2: 0.000172, orientation: 3 },
    });
  });

  it('F009: reads version 2 without wavelength and takes the pixels of a fixed detector from the catalogue', () => {
    expect(parsePoni(poni2('Pilatus1M', '{}')).calibration).toEqual({
      geometry,
      detector: { name: 'Pilatus1M', shape: [1043, 981], pixel1: 0.000172, pixel2: 0.000172, orientation: 3 },
    });
  });

  it('derives the shape of a binned detector from its pixel size', () => {
    const { detector } = parsePoni(poni2('Perkin', '{"pixel1": 0.0004, "pixel2": 0.0004}')).calibration;
    expect(detector).toEqual({
      name: 'Perkin',
      shape: [1024, 1024],
      pixel1: 0.0004,
      pixel2: 0.0004,
      orientation: 3,
    });
    expect(parsePoni(poni2('Perkin', '{}')).calibration.detector).toMatchObject({
      shape: [2048, 2048],
      pixel1: 0.0002,
    });
  });

  it('takes a max_shape that is not the catalogue’s', () => {
    const { detector } = parsePoni(poni2('Pilatus1M', '{"max_shape": [619, 981]}')).calibration;
    expect(detector.shape).toEqual([619, 981]);
  });

  it('lets the last value of a key win', () => {
    const { calibration } = parsePoni(`${poni2('Pilatus1M', '{}')}Distance: 0.3\n${GEOMETRY}`);
    expect(calibration.geometry.dist).toBe(0.2);
    expect(parsePoni(`${poni2('Pilatus1M', '{}')}DISTANCE: 0.3\n`).calibration.geometry.dist).toBe(0.3);
  });

  it('accepts CRLF, blanks around keys, any case, "dist" and "None"', () => {
    const { calibration } = parsePoni(
      [
        '\uFEFF# comment: ignored',
        '  POni_Version : 2',
        'DETECTOR:Detector',
        'detector_config: {"pixel1": 1e-4, "pixel2": 2e-4, "max_shape": null}',
        ' dist : 0.2 ',
        'Distance: None',
        'poni1: 5e-2',
        'PONI2: .06',
        'rot1: +0.01',
        'rot2: 0.02',
        'rot3: 0.03',
        'Wavelength: None',
        '',
      ].join('\r\n'),
    );
    expect(calibration).toEqual({
      geometry,
      detector: { name: 'Detector', pixel1: 1e-4, pixel2: 2e-4, orientation: 3 },
    });
  });

  it.each([1, 2, 3, 4] as const)('reads orientation %i of version 2.1', (orientation) => {
    const config = `{"pixel1": 0.0001, "pixel2": 0.0001, "max_shape": [400, 500], "orientation": ${orientation}}`;
    const text = poni2('Detector', config).replace('poni_version: 2', 'poni_version: 2.1');
    expect(parsePoni(text).calibration.detector).toEqual({
      name: 'Detector',
      shape: [400, 500],
      pixel1: 0.0001,
      pixel2: 0.0001,
      orientation,
    });
  });

  it('takes orientation 0, or none, for 3', () => {
    expect(parsePoni(poni2('Eiger2_4M', '{"orientation": 0}')).calibration.detector.orientation).toBe(3);
  });

  it('reads the sensor of version 3 and says that parallax is not applied', () => {
    const config = '{"orientation": 3, "sensor": {"material": "Si", "thickness": 0.00045}}';
    const { calibration, warnings } = parsePoni(`${poni2('Eiger2_4M', config)}Parallax: True\n`);
    expect(calibration.detector.sensor).toEqual({ material: 'Si', thickness: 0.00045 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('parallax');
  });

  it('keeps the name of a detector it does not know, with the pixel size of the file', () => {
    const { calibration, warnings } = parsePoni(poni2('Novelty9000', '{"pixel1": 1e-4, "pixel2": 1e-4}'));
    expect(calibration.detector).toEqual({ name: 'Novelty9000', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 });
    expect(warnings[0]).toContain('Novelty9000');
  });

  it('says when a distortion file is not applied', () => {
    const { warnings } = parsePoni(`PixelSize1: 1e-4\nPixelSize2: 1e-4\n${GEOMETRY}SplineFile: /data/frelon.spline\n`);
    expect(warnings[0]).toContain('/data/frelon.spline');
  });

  it('takes a wavelength of 0 for an unknown one, and says so', () => {
    const { calibration, warnings } = parsePoni(`${poni2('Pilatus1M', '{}')}Wavelength: 0.0\n`);
    expect(calibration.geometry).toEqual(geometry);
    expect(warnings[0]).toContain('wavelength');
  });

  it('reads the JSON form, plain or nested under "poni"', () => {
    const json = { ...geometry, poni_version: 2, detector: 'Pilatus1M', detector_config: {}, wavelength: 1e-10 };
    const expected = {
      geometry: { ...geometry, wavelength: 1e-10 },
      detector: { name: 'Pilatus1M', shape: [1043, 981], pixel1: 0.000172, pixel2: 0.000172, orientation: 3 },
    };
    expect(parsePoni(JSON.stringify(json)).calibration).toEqual(expected);
    expect(parsePoni(JSON.stringify({ application: 'pyfai', poni: json })).calibration).toEqual(expected);
  });

  it.each([
    ['Poni1', poni2('Pilatus1M', '{}').replace('Poni1: 0.05\n', ''), 'Poni1 is missing'],
    ['distance', poni2('Pilatus1M', '{}').replace('Distance: 0.2\n', ''), 'Distance is missing'],
    ['rotation', poni2('Pilatus1M', '{}').replace('Rot3: 0.03\n', ''), 'Rot3 is missing'],
    ['pixel size', poni2('Detector', '{}'), 'pixel size is missing'],
    ['pixel size of an unknown detector', poni2('Novelty9000', '{}'), '"Novelty9000" without its pixel size'],
  ])('names a missing %s', (_, text, message) => {
    expect(() => parsePoni(text)).toThrow(message);
  });

  it.each([
    ['NaN', 'Distance: nan', 'the distance is NaN'],
    ['infinity', 'Poni1: -inf', 'poni1 is -Infinity'],
    ['a word', 'Rot1: left', 'Rot1 is "left"'],
    ['zero distance', 'Distance: 0', 'the distance is 0 m'],
    ['degrees for radians', 'Rot1: 45', 'rot1 is 45 rad'],
    ['ångström for metres', 'Wavelength: 1.54', 'the wavelength is 1.54 m'],
    ['a negative wavelength', 'Wavelength: -1e-10', 'the wavelength is -1e-10 m'],
    ['an unknown version', 'poni_version: two', 'poni_version is "two"'],
    ['a damaged configuration', 'Detector_config: {"pixel1": ', 'not a JSON object'],
    ['a bad orientation', 'Detector_config: {"orientation": 5}', 'orientation in this .poni file is 5'],
    ['a bad shape', 'Detector_config: {"max_shape": [0, 981]}', 'max_shape in this .poni file is [0,981]'],
  ])('refuses %s', (_, line, message) => {
    expect(() => parsePoni(`${poni2('Pilatus1M', '{}')}${line}\n`)).toThrow(message);
  });

  it.each([
    ['an image', '\u0000II*\u0000\u0008\u0000pixel data'],
    ['a web page', '<!DOCTYPE html><html><head><style>a:hover{}</style></head></html>'],
    ['nothing', ''],
    ['other JSON', '{"name": "x"}'],
    ['broken JSON', '{"dist": '],
  ])('says that %s is not a calibration', (_, text) => {
    expect(() => parsePoni(text)).toThrow(/not a (\.poni file|calibration)/);
    expect(looksLikePoni(text)).toBe(false);
  });
});

describe('formatPoni', () => {
  const awkward: Calibration = {
    geometry: {
      dist: 0.1 + 0.2,
      poni1: 1 / 3,
      poni2: -2.5e-7,
      rot1: 1e-17,
      rot2: -0.00413760084465,
      rot3: 5e-324,
      wavelength: 1.6630000000000002e-11,
    },
    detector: { name: 'Detector', shape: [400, 500], pixel1: 5.4999999999999995e-5, pixel2: 1e-4, orientation: 3 },
  };

  it('F009: writes version 2 with the shortest text that reads back to the last bit', () => {
    const text = formatPoni(awkward, { ...ORIGIN, date: 'Thu Jan 1 2026' });
    expect(text.split('\n').slice(0, 5)).toEqual([
      '# Nota: C-Order, 1 refers to the Y axis, 2 to the X axis',
      '# Calibration written by annulus 0.1.0 on Thu Jan 1 2026',
      'poni_version: 2',
      'Detector: Detector',
      'Detector_config: {"pixel1": 0.000054999999999999995, "pixel2": 0.0001, "max_shape": [400, 500]}',
    ]);
    expect(text).toContain('Distance: 0.30000000000000004\n');
    expect(text.endsWith('Wavelength: 1.6630000000000002e-11\n')).toBe(true);
    expect(parsePoni(text).calibration).toEqual(awkward);
  });

  it.each([1, 2, 4] as const)('writes version 2.1 for orientation %i', (orientation) => {
    const calibration = { ...awkward, detector: { ...awkward.detector, orientation } };
    const text = formatPoni(calibration, ORIGIN);
    expect(text).toContain('poni_version: 2.1\n');
    expect(text).toContain(`"orientation": ${orientation}}`);
    expect(parsePoni(text).calibration).toEqual(calibration);
  });

  it.each(['Pilatus1M', 'PilatusCdTe2M', 'Eiger2_4M', 'Perkin', 'Lambda750k', 'RayonixMx225', 'Pixium', 'Mar345'])(
    'names %s so that it is read back with its shape',
    (name) => {
      const detector = detectorOf(findDetector(name)!);
      const text = formatPoni({ geometry, detector }, ORIGIN);
      expect(text).toContain(`Detector: ${name}\n`);
      expect(parsePoni(text).calibration.detector).toEqual(detector);
    },
  );

  it('writes a detector that pyFAI could not build as pixel size and shape', () => {
    const binned = detectorOf(findDetector('Pilatus1M')!, 2);
    const text = formatPoni({ geometry, detector: binned }, ORIGIN);
    expect(text).toContain('Detector: Detector\n');
    expect(text).toContain('{"pixel1": 0.000344, "pixel2": 0.000344, "max_shape": [521, 490]}');
    const unknown = { name: 'Novelty9000', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 } as const;
    expect(formatPoni({ geometry, detector: unknown }, ORIGIN)).toContain('Detector: Detector\n');
  });

  it('refuses to write what could not be used', () => {
    expect(() => formatPoni({ ...awkward, geometry: { ...awkward.geometry, rot2: NaN } }, ORIGIN)).toThrow(
      'rot2 is NaN',
    );
  });

  it('writes the JSON form, which reads back to the last bit', () => {
    expect(parsePoni(formatPoniJson(awkward)).calibration).toEqual(awkward);
  });
});

interface Expected {
  [file: string]: {
    wavelength: number | null;
    pixel1: number;
    pixel2: number;
    detector: string;
    max_shape: [number, number] | null;
    orientation: number;
  } & typeof geometry;
}
interface OrientationReference {
  shape: [number, number];
  row: number[];
  col: number[];
  by_orientation: Record<string, { tth: number[]; chi: number[] }>;
}

describe.skipIf(!sharedFolder)('parsePoni, over all reference files', () => {
  const folder = `${sharedFolder}/reference/poni`;
  const reference = sharedFolder
    ? (JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as {
        expected: Expected;
        orientation: OrientationReference;
      })
    : undefined;
  const files = sharedFolder ? readdirSync(folder).filter((name) => name.endsWith('.poni')) : [];

  it.each(files)('%s', (name) => {
    const expected = reference!.expected[name]!;
    const { calibration } = parsePoni(readFileSync(`${folder}/${name}`, 'utf8'));
    const { geometry: found, detector } = calibration;
    for (const key of ['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'rot3'] as const)
      expect(found[key]).toBe(expected[key]);
    expect(found.wavelength ?? null).toBe(expected.wavelength);
    expect(detector).toMatchObject({
      pixel1: expected.pixel1,
      pixel2: expected.pixel2,
      name: expected.detector,
      orientation: expected.orientation,
    });
    // max_shape counts native pixels; of the files here only the Perkin is binned.
    const native = findDetector(detector.name)?.nativeShape ?? detector.shape ?? null;
    expect(native).toEqual(expected.max_shape);
  });

  it.each(['1', '2', '3', '4'])('gives the angles of orientation %s', (orientation) => {
    const { calibration } = parsePoni(readFileSync(`${folder}/v2.1_orientation${orientation}.poni`, 'utf8'));
    const { shape, row, col, by_orientation } = reference!.orientation;
    const twoTheta = radialAtCentres(calibration, shape, '2theta');
    const azimuth = azimuthAtCentres(calibration, shape);
    for (const [k, r] of row.entries()) {
      const index = r * shape[1] + col[k]!;
      expect(Math.abs(twoTheta[index]! - by_orientation[orientation]!.tth[k]!)).toBeLessThan(1e-12); // double rounding
      expect(Math.abs(azimuth[index]! - by_orientation[orientation]!.chi[k]!)).toBeLessThan(1e-12);
    }
  });
});
