import { describe, expect, it } from 'vitest';
import type { RecipeInputs } from '../../src-shared/format/calibration-recipe.ts';
import { inputOrigins } from '../../src-shared/format/input-origins.ts';
import { reportInputs } from '../../src-shared/format/report-inputs.ts';

const inputs: RecipeInputs = {
  ...{ image: 'a.tif', frame: 0, calibrant: { id: 'CeO2' }, wavelength: 0.4066e-10, masks: [], detectorMask: true },
  ...{ detector: { name: 'Pilatus1M', pixel1: 172e-6, pixel2: 172e-6, orientation: 3 }, method: 'image' },
};
const header = { wavelength: 0.4066e-10, pixel1: 172e-6, pixel2: 172e-6 };

describe('inputOrigins', () => {
  it.each([
    ['the header, where it says so', inputs, header, { wavelength: 'file header', detector: 'file header' }],
    ['the catalogue, where the header is silent', inputs, {}, { detector: 'catalogue' }],
    ['a person, where the header says otherwise', inputs, { wavelength: 0.4067e-10 }, { detector: 'catalogue' }],
    ['the image, for a calibrant', { ...inputs, calibrantFound: true }, header, { calibrant: 'found' }],
  ])('names %s', (_, given, metadata, expected) => {
    expect(inputOrigins(given, { metadata: { ...metadata, header: {} } })).toMatchObject(expected);
    expect('wavelength' in inputOrigins(given, { metadata: { ...metadata, header: {} } })).toBe(metadata === header);
  });

  it('does not take pixels of another size for those of the catalogue', () => {
    const detector = { ...inputs.detector, pixel1: 173e-6 };
    expect(inputOrigins({ ...inputs, detector }, { metadata: { header: {} } })).toEqual({});
  });
});

describe('reportInputs', () => {
  it('says where each input came from, and "given" of what a person said', () => {
    const rows = reportInputs({ ...inputs, distance: 0.2 }, { wavelength: 'file header', calibrant: 'found' });
    const origins = Object.fromEntries(rows.map(({ label, origin }) => [label, origin]));
    expect(origins).toMatchObject({
      ...{ Wavelength: 'file header', Calibrant: 'found', Detector: 'given' },
      'Distance, as a hint': 'given',
    });
  });

  it('says that the spacings of an own .D file come from a file', () => {
    const calibrant = { label: 'mine.D', dSpacings: [3.1, 2.7] };
    const [, row] = reportInputs({ ...inputs, calibrant });
    expect(row).toEqual({ label: 'Calibrant', value: 'mine.D, 2 spacings', origin: 'file' });
  });
});
