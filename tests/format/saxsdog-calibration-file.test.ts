import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  formatNewSaxsdogCalibration,
  formatSaxsdogDocument,
  newSaxsdogCalibration,
  parseSaxsdogDocument,
  requireSaxsdog,
  saxsdogIssues,
  saxsdogSchema,
} from '../../src-shared/format/saxsdog-calibration-file.ts';
import { itemSchema, type JsonSchema } from '../../src-shared/json/json-schema.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { pathText } from '../../src-shared/schema-tree/json-value.ts';
import { sharedFolder } from '../shared-folder.ts';

const problems = (value: unknown): string[] =>
  saxsdogIssues(value).map(({ path, message }) => `${pathText(path)}: ${message}`);

/** A valid calibration with one thing changed. */
function changed(change: (calibration: SaxsdogCalibration & Record<string, unknown>) => void): unknown {
  const calibration = structuredClone(newSaxsdogCalibration()) as SaxsdogCalibration & Record<string, unknown>;
  change(calibration);
  return calibration;
}

const OTHER_DIALECT = `{
  "Title": "near",
  "Geometry": {
    "Tilt": { "TiltRotDeg": 0.0, "TiltAngleDeg": 0.0 },
    "BeamCenter": [808.370, 387.772],
    "DetectorDistanceMM": 1031.657,
    "PixelSizeMicroM": [172.0],
    "ImageSize": [1043, 981]
  },
  "Wavelength": 1.54,
  "Masks": [{ "MaskFile": "m.msk", "Sample": "silver behenate" }],
  "Directory": ["."],
  "Operator": { "name": "Ada" }
}`;

describe('the SAXSdog calibration file', () => {
  it('F069: a new one has the defaults of the format and no problems', () => {
    expect(newSaxsdogCalibration()).toEqual({
      Title: '',
      Geometry: {
        Tilt: { TiltRotDeg: 0, TiltAngleDeg: 0 },
        BeamCenter: [900, 300],
        DedectorDistanceMM: 1000,
        PixelSizeMicroM: [172, 172],
        Imagesize: [1043, 981],
      },
      Wavelength: 1.54,
      Masks: [
        {
          MaskFile: 'AAA_integ.msk',
          Oversampling: 3,
          PixelPerRadialElement: 1,
          Name: '',
          qStart: 0,
          qStop: 0,
          'Phi-mode': false,
        },
      ],
      Slices: [],
      Directory: ['.'],
      Threads: 2,
      'Live-Filelisting': true,
      OverwriteFiles: true,
      GISAXSmode: false,
    });
    expect(problems(newSaxsdogCalibration())).toEqual([]);
    const text = formatNewSaxsdogCalibration(newSaxsdogCalibration());
    expect(parseSaxsdogDocument(text).value).toEqual(newSaxsdogCalibration());
  });

  it('F069: both spellings are read, and a file keeps its own, its unknown keys and every digit', () => {
    const document = parseSaxsdogDocument(OTHER_DIALECT);
    const value = document.value as SaxsdogCalibration;
    expect(value.Geometry).toMatchObject({ DedectorDistanceMM: 1031.657, Imagesize: [1043, 981] });
    expect(formatSaxsdogDocument(document, value)).toBe(OTHER_DIALECT);
    value.Geometry.DedectorDistanceMM = 1040.5;
    expect(formatSaxsdogDocument(document, value)).toBe(OTHER_DIALECT.replace('1031.657', '1040.5'));
  });

  it('F069: unknown keys are marked one by one and refused by the engine', () => {
    const { value } = parseSaxsdogDocument(OTHER_DIALECT);
    expect(saxsdogIssues(value).map(({ path, keyword }) => [keyword, pathText(path)])).toEqual([
      ['additionalProperties', 'Masks[0].Sample'],
      ['additionalProperties', 'Operator'],
    ]);
    expect(() => requireSaxsdog(value, 'cal.json')).toThrow(/^cal.json: Masks\[0\].Sample: .*\(and 1 more\)$/);
    // Twice the same quantity: the second stays, and is marked.
    const twice = parseSaxsdogDocument(OTHER_DIALECT.replace('"PixelSize', '"DedectorDistanceMM": 5, "PixelSize'));
    expect(saxsdogIssues(twice.value).map(({ path }) => pathText(path))).toContain('Geometry.DetectorDistanceMM');
  });

  it.each<[string, (calibration: SaxsdogCalibration & Record<string, unknown>) => void, string]>([
    ['a wrong type', (c) => (c['Wavelength'] = '1.54' as never), 'Wavelength: "1.54" is not a number.'],
    ['a wavelength of zero', (c) => (c.Wavelength = 0), 'Wavelength: 0 is too small: more than 0.'],
    ['a tilt of 90°', (c) => (c.Geometry.Tilt.TiltAngleDeg = 90), 'Geometry.Tilt.TiltAngleDeg: 90 is too large: less than 90.'], // prettier-ignore
    ['half a part', (c) => (c.Masks[0].Oversampling = 2.5), 'Masks[0].Oversampling: 2.5 is not a whole number.'],
    ['no masks', (c) => (c.Masks = [] as never), 'Masks: The list has 0 entries; at least 1 are needed.'],
    ['no mask file', (c) => (c.Masks[0].MaskFile = ''), 'Masks[0].MaskFile: It must not be empty.'],
    ['three pixel sizes', (c) => (c.Geometry.PixelSizeMicroM = [1, 2, 3] as never), 'Geometry.PixelSizeMicroM[2]: Nothing is allowed here: remove it.'], // prettier-ignore
    ['a missing centre', (c) => delete (c.Geometry as Partial<typeof c.Geometry>).BeamCenter, 'Geometry.BeamCenter: BeamCenter is missing, and is needed.'], // prettier-ignore
    ['an unknown direction', (c) => (c.Slices = [{ Direction: 'z' as 'x', Plane: 'InPlane', CutPosition: 5 }]), 'Slices[0].Direction: "z" is none of "x", "y".'], // prettier-ignore
    ['a cut below the image', (c) => (c.Slices = [{ Direction: 'x', Plane: 'InPlane', CutPosition: 0, CutMargin: 0 }]), 'Slices[0].CutPosition: 0 lies outside: with a CutMargin of 0 it reaches none of the 1043 rows.'], // prettier-ignore
    ['a cut beside the image', (c) => (c.Slices = [{ Direction: 'y', Plane: 'InPlane', CutPosition: 984, CutMargin: 2 }]), 'Slices[0].CutPosition: 984 lies outside: with a CutMargin of 2 it reaches none of the 981 columns.'], // prettier-ignore
    ['a mask that is not there', (c) => (c.Slices = [{ Direction: 'y', Plane: 'InPlane', CutPosition: 5, MaskRef: 1 }]), 'Slices[0].MaskRef: There is no mask 1: the last entry of Masks is 0, and -1 stands for no mask.'], // prettier-ignore
    ['a ring without width', (c) => (c.Masks[0]['Phi-mode'] = true), 'Masks[0].qStop: 0 is not more than qStart, which is 0: in Phi-mode there is no ring.'], // prettier-ignore
  ])('says what is wrong with %s, with the path of the key', (_name, change, message) => {
    expect(problems(changed(change))[0]).toBe(message);
  });

  it('F079: GISAXSmode without slices is refused', () => {
    const value = changed((calibration) => (calibration.GISAXSmode = true));
    expect(problems(value)).toEqual(['GISAXSmode: It is on, but there are no Slices: add one, or switch it off.']);
  });

  it('F125: every field of the schema says what it is', () => {
    const silent: string[] = [];
    const visit = (schema: JsonSchema, path: string): void => {
      if (path && (schema.description?.length ?? 0) < 10 && !path.endsWith('[]')) silent.push(path);
      for (const [key, property] of Object.entries(schema.properties ?? {})) visit(property, `${path}/${key}`);
      for (let i = 0; i < (Array.isArray(schema.items) ? schema.items.length : 1); i++) {
        const item = itemSchema(schema, i);
        if (item) visit(item, `${path}[]`);
      }
    };
    visit(saxsdogSchema, '');
    expect(silent).toEqual([]);
  });

  describe.skipIf(!sharedFolder)('with real files', () => {
    it.each(['cal.json', 'calgeo.json', 'calpol.json'])('F069: %s is valid and written back as it is', (name) => {
      const text = readFileSync(`${sharedFolder}/data/saxsdog/doc/${name}`, 'utf8');
      const document = parseSaxsdogDocument(text);
      expect(problems(document.value)).toEqual([]);
      expect(formatSaxsdogDocument(document, document.value)).toBe(text);
    });
  });
});
