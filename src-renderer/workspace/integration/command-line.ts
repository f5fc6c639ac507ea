import type { FileRef } from '../../../src-shared/rpc/contract.ts';
import { appliedCorrections } from '../../session/correction-chain.ts';
import { defaultSettings, nameOfRef, type SessionDocument } from '../../session/session-document.ts';

export interface CommandLine {
  readonly text: string;
  /** What the line cannot say by itself. */
  readonly remarks: readonly string[];
}

/**
 * The `annulus integrate` command that does what the window does. Files are given by name: the window knows no paths
 * of the machine that computes.
 */
export function commandLineOf(document: SessionDocument, imageRef: FileRef, dataset?: string): CommandLine {
  const { calibration, masks } = document;
  const { settings, corrections, normalizeBy } = appliedCorrections(document);
  const defaults = defaultSettings();
  const words = [
    'annulus',
    'integrate',
    quoted(dataset === undefined ? nameOfRef(imageRef) : `${nameOfRef(imageRef)}::${dataset}`),
  ];
  const remarks: string[] = ['Files are named without their folders: run it where they lie.'];
  const option = (name: string, value: string | number): void => {
    const text = String(value);
    if (text.startsWith('-')) words.push(quoted(`--${name}=${text}`));
    else words.push(`--${name}`, quoted(text));
  };

  if (calibration?.name !== undefined) option('poni', calibration.name);
  else words.push('--poni', 'CALIBRATION.poni');
  const isEdited = Object.values(calibration?.origins ?? {}).includes('typed');
  if (calibration?.name === undefined || isEdited)
    remarks.push('The calibration was edited here: save it as a .poni first.');
  if (calibration && calibration.calibration.detector.orientation !== 3)
    option('orientation', calibration.calibration.detector.orientation);

  if (settings.radialUnit !== defaults.radialUnit) option('unit', settings.radialUnit);
  if (settings.npt !== defaults.npt) option('npt', settings.npt);
  if (settings.split !== defaults.split) option('split', settings.split);
  for (const ref of masks) option('mask', nameOfRef(ref));
  if (settings.maskBelow !== undefined) option('mask-below', settings.maskBelow);
  if (settings.maskAbove !== undefined) option('mask-above', settings.maskAbove);
  if (!settings.detectorMask) words.push('--no-detector-mask');
  if (settings.dummy) {
    option('dummy', settings.dummy.value);
    if (settings.dummy.delta !== 0) option('delta-dummy', settings.dummy.delta);
  }
  for (const role of ['dark', 'flat', 'background'] as const) {
    const ref = corrections[role];
    if (ref !== undefined) option(role, nameOfRef(ref));
  }
  if (corrections.background !== undefined && settings.backgroundScale !== 1)
    option('background-scale', settings.backgroundScale);
  if (settings.normalizationFactor !== 1) option('normalization', settings.normalizationFactor);
  if (normalizeBy) option('normalize-by', normalizationText(normalizeBy));
  if (settings.polarization) {
    option('polarization', settings.polarization.factor);
    if (settings.polarization.offsetDeg !== 0) option('polarization-offset', settings.polarization.offsetDeg);
  }
  if (!settings.solidAngle) words.push('--no-solid-angle');
  if (settings.sensorAbsorption) {
    const { material, attenuationLengthUm, thicknessUm } = settings.sensorAbsorption;
    option('sensor-absorption', `${material ?? attenuationLengthUm}:${thicknessUm}`);
  }
  if (settings.sampleAbsorption) {
    const { opticalThickness, angleDeg, azimuthDeg } = settings.sampleAbsorption;
    option('sample-absorption', [opticalThickness, angleDeg, azimuthDeg].join(','));
  }
  if (settings.radialRange) option('radial-range', settings.radialRange.join(','));
  if (settings.azimuthRange) option('azimuth-range', settings.azimuthRange.join(','));
  if (settings.errorModel !== 'none') option('error-model', settings.errorModel);
  if (settings.filter) option('filter', filterText(settings.filter));
  return { text: words.join(' '), remarks };
}

function filterText(filter: NonNullable<SessionDocument['settings']['filter']>): string {
  if (filter.kind === 'sigma-clip') return `sigma-clip:${filter.threshold},${filter.maxIterations}`;
  return `median:${filter.kind === 'median' ? filter.percentile : filter.percentiles.join(',')}`;
}

function normalizationText(by: NonNullable<SessionDocument['normalizeBy']>): string {
  if (by.kind === 'header') return `header:${by.key}`;
  return by.part === undefined ? nameOfRef(by.ref) : `${nameOfRef(by.ref)}::${by.part}`;
}

/** As a POSIX shell wants it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
