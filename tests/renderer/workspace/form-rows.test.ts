import { describe, expect, it } from 'vitest';
import { formRows } from '../../../src-renderer/workspace/calibration/form-rows.ts';
import { formatCalibration } from '../../../src-shared/format/calibration-format.ts';
import { calibration } from '../fake-host.ts';

describe('formRows', () => {
  const rowsOf = (form: 'poni' | 'fit2d' | 'saxsdog') =>
    new Map(formRows(form, formatCalibration(calibration, form, [1043, 981])).map(({ name, value }) => [name, value]));

  it('has the lines of a .poni to eight digits, without its comments', () => {
    const rows = rowsOf('poni');
    expect(rows.get('Distance')).toBe('0.20865138'); // 0.208651380603
    expect(rows.get('Rot3')).toBe('-2.7764599e-8'); // -2.77645988275e-8
    expect(rows.get('Wavelength')).toBe('4.066e-11');
    expect([...rows.keys()].some((name) => name.startsWith('#'))).toBe(false);
  });

  it('has what Fit2D and SAXSdog call the same geometry', () => {
    const fit2d = rowsOf('fit2d');
    const saxsdog = rowsOf('saxsdog');
    const distance = Number.parseFloat(fit2d.get('Sample to detector distance')!);
    expect(saxsdog.get('DedectorDistanceMM')).toBe(String(distance));
    expect(fit2d.get('Beam centre')).toMatch(/^[\d.]+ [\d.]+ \(pixels\)$/);
    expect(saxsdog.get('BeamCenter')).toMatch(/^[\d.]+, [\d.]+$/);
    expect(saxsdog.get('Wavelength')).toBe('0.4066');
  });
});
