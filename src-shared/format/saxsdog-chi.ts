import type { JsonNode } from '../json/json-text.ts';
import type { IntegralParameters } from '../saxsdog/integral-parameters.ts';
import type { SaxsdogCurve } from '../saxsdog/integrate-labels.ts';
import { rememberColumn, type AxisColumn } from './axis-column.ts';
import { PatternText } from './pattern-text.ts';
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
 */
export function formatSaxsdogChi(
  curve: SaxsdogCurve,
  calibration: JsonNode,
  parameters: IntegralParameters | undefined,
): Uint8Array<ArrayBuffer> {
  const { axis, intensity, error, kind } = curve;
  const out = new PatternText(1024 + 80 * axis.length);
  const labels = `[${saxsdogLabels(kind)
    .map((label) => JSON.stringify(label))
    .join(', ')}]`;
  const lines = parameters ? [formatParameters(kind, parameters), labels] : [labels, 'Intensity'];
  out.text(`${[formatPythonJson(calibration), ...lines].join('\n')}\n   ${axis.length}\n`);
  const column = axisColumn(axis);
  for (let k = 0; k < axis.length; k++) {
    column.write(out, k);
    out.exponential(intensity[k]!, 18);
    out.byte(' ').exponential(error[k]!, 18).byte('\n');
  }
  return out.byte(' ').toBytes();
}

function formatParameters(kind: SaxsdogCurve['kind'], { I0, I1, I2 }: IntegralParameters): string {
  // Azimuthal curves have none: there the original writes the integer 0.
  const text = (value: number): string => (kind === 'azimuthal' ? String(value) : formatPythonJsonFloat(value));
  return `{"I0": ${text(I0)}, "I1": ${text(I1)}, "I2": ${text(I2)}}`;
}
