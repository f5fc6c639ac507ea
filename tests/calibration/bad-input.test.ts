import { describe, expect, it } from 'vitest';
import { calibrateImage } from '../../src-shared/calibration/calibrate-image.ts';
import { refineGeometry } from '../../src-shared/calibration/refine-geometry.ts';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { noRingSentence } from '../../src-shared/calibration/no-ring-sentence.ts';
import { simulateCase, spacingsOf, WAVELENGTH } from './simulated-image.ts';

const calibrate = (image: ReturnType<typeof simulateCase>['image'], dSpacings: readonly number[]) =>
  calibrateImage({ image, dSpacings, wavelength: WAVELENGTH });
const ceria = findCalibrant('CeO2');
if (ceria?.kind !== 'crystal') throw new Error('ceria is known by its structure');

describe('bad input', () => {
  it('is bad if a mask hides everything', () => {
    const { image } = simulateCase();
    const blind = { ...image, unusable: image.unusable.slice().fill(1) };
    expect(calibrate(blind, spacingsOf('CeO2')).verdict).toEqual({
      level: 'bad',
      reasons: ['No pixel of the image is left: all are masked, in gaps, beyond the limits, or without a count.'],
    });
    const sliver = blind.unusable.slice().fill(0, 0, 0.03 * blind.unusable.length);
    expect(noRingSentence({ unusable: sliver })).toBe(
      'No ring was found in the 3.0 % of the image that masks, gaps and limits leave.',
    );
    expect(noRingSentence(image)).toBe('No ring was found in the image.');
  });

  it('is bad if the calibrant has one line, and the image one ring', () => {
    const single = { ...ceria, only: ['1 1 1'] };
    const { image } = simulateCase({}, { calibrant: single });
    const { verdict } = calibrate(image, [spacingsOf('CeO2')[0]!]);
    expect(verdict.level).toBe('bad');
    expect(verdict.reasons.join()).toMatch(/Only 1 ring of the calibrant was found|could be confirmed/);
  });

  it('is not good if one ring of many shows', () => {
    const single = { ...ceria, only: ['2 2 0'] };
    const { image } = simulateCase({}, { calibrant: single });
    expect(calibrate(image, spacingsOf('CeO2')).verdict.level).toBe('bad');
  });

  it('is not good if all but a narrow sector is masked', () => {
    const { image } = simulateCase();
    const unusable = image.unusable.map((bad, p) => {
      const [y, x] = [Math.floor(p / 500) - 231.7, (p % 500) - 260.3];
      return bad || Math.abs(Math.atan2(y, x)) > 0.12 ? 1 : 0;
    });
    expect(calibrate({ ...image, unusable }, spacingsOf('CeO2')).verdict.level).not.toBe('good');
  });

  it('is refused with the reason if points cannot carry a fit', () => {
    const start = { dist: 0.2, poni1: 0.05, poni2: 0.05, rot1: 0, rot2: 0, rot3: 0, wavelength: WAVELENGTH };
    const detector = { pixel1: 1e-4, pixel2: 1e-4 };
    const points = (rings: number[]) => ({
      rows: Float64Array.from(rings, (_, i) => 400 + 30 * i),
      columns: Float64Array.from(rings, (_, i) => 500 - 20 * i),
      rings: Int32Array.from(rings),
    });
    const fit = (rings: number[]) => () => refineGeometry(points(rings), spacingsOf('CeO2'), detector, start);
    expect(fit([0, 1])).toThrow('2 points cannot fix 5 parameters: pick more points or hold parameters.');
    expect(fit([0, 1, 2, 3, 4, 999])).toThrow('A point lies on ring 1000, and the calibrant has');
    expect(() => refineGeometry(points([0, 1, 2, 3, 4]), [3, 2, 1, 0.5, 0.19], detector, start)).toThrow(
      'Ring 5 does not exist at 0.4 Å: its d is 0.19 Å.',
    );
  });

  it('gives no uncertainty for what points on one ring do not determine', () => {
    const { truth } = simulateCase();
    const one = {
      rows: Float64Array.from({ length: 12 }, (_, i) => 231.7 + 80 * Math.sin(i)),
      columns: Float64Array.from({ length: 12 }, (_, i) => 260.3 + 80 * Math.cos(i)),
      rings: new Int32Array(12),
    };
    const detector = { pixel1: 2e-4, pixel2: 2e-4 };
    const { uncertainties, stop } = refineGeometry(one, spacingsOf('CeO2'), detector, truth);
    // A circle has a centre and a radius: distance and both rotations cannot come of it to any use.
    expect(stop === 'degenerate' || !(uncertainties.rot1 < 0.01)).toBe(true);
  });
});
