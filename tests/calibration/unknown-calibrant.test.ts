import { describe, expect, it } from 'vitest';
import { calibrateUnknown } from '../../src-shared/calibration/unknown-calibrant.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import type { CalibrationFindings } from '../../src-shared/model/calibration-result.ts';
import { simulateCase, WAVELENGTH } from './simulated-image.ts';

const { image } = simulateCase();
const task = { image, wavelength: WAVELENGTH };

/** As if a calibration with each of the calibrants came out like that. */
function calibrated(verdictOf: (id: string) => CalibrationFindings['verdict']) {
  const tried: { id: string; choice: string }[] = [];
  const heard: number[] = [];
  const result = calibrateUnknown(
    task,
    ({ id, label }: Calibrant, choice, onProgress) => {
      tried.push({ id, choice });
      onProgress(0.5, 'Judging');
      return { verdict: verdictOf(id), calibrantId: id, calibrantLabel: label } as CalibrationFindings;
    },
    (part) => void heard.push(part),
  );
  return { result, tried, heard };
}

describe('calibrateUnknown', () => {
  it('takes the likeliest calibrant if its rings fit', () => {
    const { result, tried, heard } = calibrated(() => 'check');
    expect([result?.calibrantId, tried.map(({ id }) => id)]).toEqual(['CeO2', ['CeO2']]);
    expect(tried[0]!.choice).toMatch(/^The calibrant was not given: Ceria .* explains the rings best/);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(heard.at(-1)).toBeLessThan(1);
  });

  it('goes on to others that explain nearly as much if its rings do not fit, and says so', () => {
    // Halite has the lattice of ceria in another size, 4 % larger: most of its rings lie where the distance can take that up.
    const { result, tried, heard } = calibrated((id) => (id === 'NaCl' ? 'check' : 'bad'));
    expect(tried[0]!.id).toBe('CeO2');
    expect([result?.calibrantId, tried.at(-1)!.id]).toEqual(['NaCl', 'NaCl']);
    expect(tried.at(-1)!.choice).toMatch(
      /^The calibrant was not given: Ceria .* explains more of the bright points, but its rings do not fit, and those of Halite NaCl do\.$/,
    );
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
  });

  it('gives the likeliest if none fits, and tries four at most', () => {
    const { result, tried } = calibrated(() => 'bad');
    expect(result?.calibrantId).toBe('CeO2');
    expect(tried.length).toBeGreaterThan(1);
    expect(tried.length).toBeLessThanOrEqual(4);
    expect(new Set(tried.map(({ id }) => id)).size).toBe(tried.length);
  });

  it('is nothing where there are no points', () => {
    const blind = { ...image, unusable: image.unusable.slice().fill(1) };
    const never = (): never => {
      throw new Error('there is nothing to calibrate with');
    };
    expect(calibrateUnknown({ image: blind, wavelength: WAVELENGTH }, never, () => undefined)).toBeNull();
  });
});
