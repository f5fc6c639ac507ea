import type { CalibrationFindings } from '../model/calibration-result.ts';
import type { Shape } from '../model/detector-image.ts';
import type { Refinable } from '../model/schema-types.generated.ts';
import { beamDrift, REVERSED_ROWS } from '../geometry/beam-drift.ts';
import { toDegrees } from '../quantity/angle.ts';
import { compactHkl } from '../quantity/compact-hkl.ts';
import { energyKeVFromWavelength } from '../quantity/photon-energy.ts';
import { formatCalibration } from './calibration-format.ts';
import { markup, type Markup } from './html-markup.ts';
import type { ReportInput } from './report-content.ts';

interface ParameterRow {
  readonly name: Refinable;
  readonly label: string;
  readonly unit: string;
  readonly scale: number;
}

export const PARAMETERS: readonly ParameterRow[] = [
  { name: 'dist', label: 'dist: sample to detector, along its normal', unit: 'mm', scale: 1e3 },
  { name: 'poni1', label: 'poni1: foot of the normal, rows', unit: 'mm', scale: 1e3 },
  { name: 'poni2', label: 'poni2: foot of the normal, columns', unit: 'mm', scale: 1e3 },
  { name: 'rot1', label: 'rot1', unit: '°', scale: 180 / Math.PI },
  { name: 'rot2', label: 'rot2', unit: '°', scale: 180 / Math.PI },
  { name: 'wavelength', label: 'wavelength', unit: 'Å', scale: 1e10 },
];

/** What was found, first as people speak of it, then as it is stored, with standard uncertainties. */
export function parameterTable({
  calibration,
  fit2d,
  uncertainties,
  drift,
  startFit2d,
}: CalibrationFindings): Markup | null {
  if (!calibration) return null;
  const { geometry } = calibration;
  const moved = fit2d && startFit2d && beamDrift(fit2d, startFit2d, calibration.detector.shape?.[0] ?? 0);
  const since = (text: string): Markup => markup`<td class="number">${text} since the earlier calibration</td>`;
  const signed = (value: number, digits: number): string => (value > 0 ? '+' : '') + fixed(value, digits);
  return markup`${
    fit2d &&
    markup`<table><tbody>
<tr><th>Distance along the beam</th><td>${fixed(fit2d.directDistanceMm, 4)} mm</td>${moved && since(`${signed(moved.directDistanceMm, 4)} mm`)}</tr>
<tr><th>Beam centre (column, row)</th><td>${fixed(fit2d.centreX, 3)}, ${fixed(fit2d.centreY, 3)} px</td>${moved && since(`${signed(moved.centre[0], 3)}, ${signed(moved.centre[1], 3)} px`)}</tr>
<tr><th>Tilt</th><td>${fixed(fit2d.tiltDeg, 4)}° towards ${fixed(fit2d.tiltPlaneDeg, 2)}°</td>${moved && since(`${signed(moved.tiltDeg, 4)}°`)}</tr>
</tbody></table>${moved && moved.isReversed && markup`<p class="warning">${REVERSED_ROWS}</p>`}`
  }<table><thead><tr><th>Parameter</th><th class="number">Value</th><th class="number">± (1 σ)</th><th>Unit</th>${
    drift && markup`<th class="number">Since the earlier calibration</th>`
  }</tr></thead><tbody>${PARAMETERS.map(({ name, label, unit, scale }) => {
    const value = geometry[name];
    if (value === undefined) return null;
    const error = uncertainties[name];
    const change = drift?.[name];
    return markup`<tr><th>${label}</th><td class="number">${withDigitsOf(value * scale, (error ?? NaN) * scale)}</td><td class="number">${
      error === undefined ? 'held' : Number.isNaN(error) ? 'not determined' : significant(error * scale)
    }</td><td>${unit}</td>${
      drift &&
      markup`<td class="number">${change ? `${change.change > 0 ? '+' : ''}${significant(change.change * scale, 3)} (${fixed(Math.abs(change.sigmas), 1)} σ)` : ''}</td>`
    }</tr>`;
  })}<tr><th>energy</th><td class="number">${
    geometry.wavelength === undefined ? '' : energyKeVFromWavelength(geometry.wavelength).toPrecision(7)
  }</td><td></td><td>keV</td>${drift && markup`<td></td>`}</tr></tbody></table>`;
}

/** The same geometry in the words of other programs, to copy. */
export function formsTable({ calibration, fit2d }: CalibrationFindings, shape: Shape, program: string): Markup | null {
  if (!calibration) return null;
  const forms = [
    ['pyFAI (.poni)', formatCalibration(calibration, 'poni', shape, { program })],
    ...(fit2d ? [['Fit2D', formatCalibration(calibration, 'fit2d', shape)]] : []),
    ...(fit2d ? [['SAXSdog', formatCalibration(calibration, 'saxsdog', shape)]] : []),
  ] as [string, string][];
  return markup`${forms.map(([name, text]) => markup`<h3>${name}</h3><pre>${text.trimEnd()}</pre>`)}`;
}

export function correlationTable({
  correlation,
  warnings,
}: {
  readonly correlation: { readonly names: readonly string[]; readonly matrix: readonly (readonly number[])[] } | null;
  readonly warnings: readonly string[];
}): Markup | null {
  if (!correlation) return null;
  const { names, matrix } = correlation;
  return markup`<table class="matrix"><thead><tr><th></th>${names.map((name) => markup`<th class="number">${name}</th>`)}</tr></thead><tbody>${names.map(
    (name, i) =>
      markup`<tr><th>${name}</th>${(matrix[i] ?? []).map(
        (value) =>
          markup`<td class="number${Math.abs(value) > 0.99 && value < 1 ? ' strong' : ''}">${fixed(value, 4)}</td>`,
      )}</tr>`,
  )}</tbody></table>${warnings.map((warning) => markup`<p class="warning">${warning}</p>`)}`;
}

const STATES: Readonly<Record<CalibrationFindings['rings'][number]['state'], string>> = {
  used: 'used',
  dropped: 'dropped: does not fit the others',
  unused: 'not used',
  unseen: 'not seen',
};

export function ringTable({ rings }: CalibrationFindings): Markup {
  const number = (value: number | null, digits: number): string => (value === null ? '' : fixed(value, digits));
  return markup`<table class="rings"><thead><tr><th class="number">Ring</th><th>hkl</th><th class="number">d, Å</th><th class="number">2θ, °</th><th class="number">Points</th><th class="number">Dropped</th><th class="number">Azimuth, °</th><th class="number">Mean, px</th><th class="number">Mean, °</th><th class="number">rms, px</th><th class="number">rms, °</th><th></th></tr></thead><tbody>${rings.map(
    (ring) =>
      markup`<tr class="${ring.state}"><td class="number">${ring.ring + 1}</td><td>${compactHkl(ring.hkl)}</td><td class="number">${ring.dSpacing.toFixed(5)}</td><td class="number">${fixed(toDegrees(ring.twoTheta), 4)}</td><td class="number">${ring.points}</td><td class="number">${ring.rejected}</td><td class="number">${ring.coverageDeg}</td><td class="number">${number(ring.meanPx, 3)}</td><td class="number">${number(ring.meanDeg, 5)}</td><td class="number">${number(ring.rmsPx, 3)}</td><td class="number">${number(ring.rmsDeg, 5)}</td><td>${STATES[ring.state]}</td></tr>`,
  )}</tbody></table>`;
}

export function inputTable(inputs: readonly ReportInput[]): Markup {
  return markup`<table><thead><tr><th>Input</th><th>Value</th><th>From</th></tr></thead><tbody>${inputs.map(
    ({ label, value, origin }) => markup`<tr><th>${label}</th><td>${value}</td><td>${origin}</td></tr>`,
  )}</tbody></table>`;
}

/** With a proper minus sign. */
export function fixed(value: number, digits: number): string {
  return value
    .toFixed(digits)
    .replace(/^-(0(\.0*)?)$/, '$1')
    .replace('-', '−');
}

export function significant(value: number, digits = 2): string {
  if (value === 0) return '0';
  const places = Math.max(0, Math.min(12, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
  return fixed(value, places);
}

/** As many digits as its uncertainty makes sense of, and one more. */
export function withDigitsOf(value: number, error: number): string {
  if (!(error > 0)) return value.toPrecision(8).replace('-', '−');
  return fixed(value, Math.max(0, Math.min(12, 2 - Math.floor(Math.log10(error)))));
}
