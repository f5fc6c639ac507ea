import type { JsonNode } from '../json/json-text.ts';
import type { IntegralParameters } from '../saxsdog/integral-parameters.ts';
import type { SaxsdogCurve } from '../saxsdog/integrate-labels.ts';
import { rememberColumn, type AxisColumn } from './axis-column.ts';
import { EIGHTEEN_DIGITS, type WriteRows, writeRowsPlainly } from './number-rows.ts';
import { formatPythonJson, formatPythonJsonFloat } from './python-json.ts';

const AXIS_LABELS: Readonly<Record<SaxsdogCurve['kind'], string>> = {
  radial: 'Scattering Vector  q [$nm^{-1}$]',
  azimuthal: 'Phi Angle [rad]',
  vertical: 'vertical scattering Vector $q_{v} [nm^{-1}]$',
  'in-plane': 'horizontal scattering vector  $ q_{h} [nm^{-1}]$',
};

/** Axes belong to plans, each of which gives a curve for every frame: their text is kept with them. */
const axisColumns = new WeakMap<Float64Array, AxisColumn>();

function axisColumn(axis: Float64Array): AxisColumn {
  const known = axisColumns.get(axis);
  if (known) return known;
  const column = rememberColumn((out, value) => void out.byte(' ').exponential(value, 18).byte(' '))(axis);
  axisColumns.set(axis, column);
  return column;
}

/** Labels of the three columns, as SAXSdog writes them. */
export function saxsdogLabels(kind: SaxsdogCurve['kind']): readonly [string, string, string] {
  return [AXIS_LABELS[kind], 'Intensity (Count/Pixel)', 'Error Margin'];
}

/**
 * SAXSdog's `.chi`, byte for byte: four lines of header (the calibration and, of radial curves, the integral parameters,
 * as Python writes JSON), then axis, intensity and error, `%.18e`, with `nan` where no pixel contributes.
 *
 * @param calibration  as parsed from its file, so that 172.0 stays 172.0
 * @param parameters  undefined for slices
 * @param writeRows  the way to write the numbers; all give the same bytes
 */
export function formatSaxsdogChi(
  curve: SaxsdogCurve,
  calibration: JsonNode,
  parameters: IntegralParameters | undefined,
  writeRows: WriteRows = writeRowsPlainly,
): Uint8Array<ArrayBuffer> {
  const { axis, intensity, error, kind } = curve;
  const labels = `[${saxsdogLabels(kind)
    .map((label) => JSON.stringify(label))
    .join(', ')}]`;
  const lines = parameters ? [formatParameters(kind, parameters), labels] : [labels, 'Intensity'];
  const heading = [formatPythonJson(calibration), ...lines, `   ${axis.length}`, ''].join('\n');
  const rows = writeRows({
    heads: axisColumn(axis),
    columns: [intensity, error],
    form: EIGHTEEN_DIGITS,
    separator: ' ',
    empty: 'nan',
  });
  const before = new TextEncoder().encode(heading);
  const chi = new Uint8Array(before.length + rows.length + 1);
  chi.set(before);
  chi.set(rows, before.length);
  chi[chi.length - 1] = 32;
  return chi;
}

function formatParameters(kind: SaxsdogCurve['kind'], { I0, I1, I2 }: IntegralParameters): string {
  // Azimuthal curves have none: there the original writes the integer 0.
  const text = (value: number): string => (kind === 'azimuthal' ? String(value) : formatPythonJsonFloat(value));
  return `{"I0": ${text(I0)}, "I1": ${text(I1)}, "I2": ${text(I2)}}`;
}
