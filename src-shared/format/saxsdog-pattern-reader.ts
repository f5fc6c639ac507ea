import { FormatError } from '../model/app-error.ts';
import { countWarnings } from './fit2d-pattern-reader.ts';
import { makePatternCurve } from './make-pattern-curve.ts';
import { radialUnitOfTitle } from './pattern-axis-name.ts';
import type { PatternReader } from './pattern-reader.ts';
import { BLANKS, readTable } from './pattern-table.ts';

/**
 * SAXSdog's `.chi`: the calibration as JSON, then for radial and azimuthal curves the integral parameters and the
 * labels, for slices the labels and a word; in the fourth line the number of rows. Columns: axis, intensity, error.
 */
export const saxsdogPatternReader: PatternReader = {
  id: 'saxsdog',
  label: 'SAXSdog .chi',
  recognises: ({ lines }) =>
    isObject(parseJson(lines[0] ?? '')) && [lines[1], lines[2]].some((line) => Array.isArray(parseJson(line ?? ''))),
  read(file) {
    const { name, lines } = file;
    const count = lines[3] ?? '';
    if (!/^\s*\d+\s*$/.test(count))
      throw new FormatError(
        'saxsdog',
        `${name} has "${count.slice(0, 40)}" in line 4, where the number of rows was expected.`,
      );
    const labels = [lines[1], lines[2]].map((line) => parseJson(line ?? '')).find(Array.isArray) as unknown[];
    const axisLabel = String(labels[0] ?? '');
    const { columns } = readTable(file, 'saxsdog', 4, BLANKS);
    const calibration = parseJson(lines[0] ?? '');
    const wavelength = isObject(calibration) ? Number(calibration['Wavelength']) * 1e-10 : NaN;
    return makePatternCurve({
      formatId: 'saxsdog',
      name,
      radialUnit: radialUnitOfTitle(axisLabel),
      axisLabel: axisLabel.replaceAll(/[${}]/g, '').replaceAll(/\s+/g, ' '),
      radial: columns[0]!,
      intensity: columns[1]!,
      sigma: columns[2],
      wavelength: wavelength > 0 ? wavelength : undefined,
      warnings: countWarnings(name, Number(count), columns[0]!.length),
    });
  },
};

function parseJson(line: string): unknown {
  if (!/^\s*[{[]/.test(line)) return undefined;
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
