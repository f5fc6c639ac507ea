import type { CakeCut } from '../../../src-shared/model/cake.ts';
import type { FileRef } from '../../../src-shared/rpc/contract.ts';
import { appliedCorrections } from '../../session/correction-chain.ts';
import { defaultSettings, nameOfRef, type SessionDocument } from '../../session/session-document.ts';

export interface CommandLine {
  readonly text: string;
  /** What the line cannot say by itself. */
  readonly remarks: readonly string[];
}

/** The image on screen. */
export interface CommandImage {
  readonly ref: FileRef;
  readonly dataset?: string | undefined;
  /** Absent: the first. */
  readonly frame?: number;
  readonly frameCount?: number;
}

/**
 * The `annulus integrate` or, with a cut, `annulus cake` command that does what the window does with the image on screen.
 * Files are given by name: the window knows no paths of the machine that computes.
 */
export function commandLineOf(
  document: SessionDocument,
  { ref: imageRef, dataset, frame = 0, frameCount = 1 }: CommandImage,
  cakes?: { readonly cut: CakeCut; readonly layouts: readonly string[] },
): CommandLine {
  const frames = frameCount > 1 ? `${frame}:${frame + 1}` : undefined;
  return lineFor(document, [inputName({ ref: imageRef, dataset })], frames, cakes).end();
}

/** The command that does what a batch of the window does. @param directory  of the results */
export function batchCommandLineOf(
  document: SessionDocument,
  directory: FileRef | undefined,
  cut: CakeCut,
): CommandLine {
  const { inputs, recursive, frames, makes, formats, tables = [], layouts, existing, summaryFile } = document.batch;
  const line = lineFor(document, inputs.map(inputName), frames, makes === 'cakes' ? { cut, layouts } : undefined);
  if (recursive) line.flag('recursive');
  if (makes === 'patterns') {
    if (formats.length > 0 && (formats.join() !== 'xy' || tables.length > 0)) line.option('format', formats.join(','));
    if (tables.length > 0) line.option('table', tables.join(','));
  }
  const out = directory === undefined ? 'integrated' : nameOfRef(directory);
  line.option('out', out);
  if (existing === 'skip') line.flag('resume');
  if (existing === 'replace') line.flag('overwrite');
  if (summaryFile) line.option('summary', `${out}/annulus-summary.csv`);
  return line.end();
}

const inputName = ({ ref, dataset }: { readonly ref: FileRef; readonly dataset?: string | undefined }): string =>
  dataset === undefined ? nameOfRef(ref) : `${nameOfRef(ref)}::${dataset}`;

interface Line {
  option(name: string, value: string | number): void;
  flag(name: string): void;
  end(): CommandLine;
}

/** Everything that is said of frame after frame. */
function lineFor(
  document: SessionDocument,
  inputs: readonly string[],
  frames: string | undefined,
  cakes: { readonly cut: CakeCut; readonly layouts: readonly string[] } | undefined,
): Line {
  const { calibration, masks, maskLayers, patternBackground } = document;
  const { settings, corrections, normalizeBy } = appliedCorrections(document);
  const defaults = defaultSettings();
  const words = ['annulus', cakes ? 'cake' : 'integrate', ...inputs.map(quoted)];
  const remarks: string[] = ['Files are named without their folders: run it where they lie.'];
  const option = (name: string, value: string | number): void => {
    const text = String(value);
    if (text.startsWith('-')) words.push(quoted(`--${name}=${text}`));
    else words.push(`--${name}`, quoted(text));
  };

  if (frames !== undefined) option('frames', frames);
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
  if (corrections.dark !== undefined && settings.darkExposures !== undefined)
    option('dark-exposures', settings.darkExposures);
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
  if (cakes) cakeWords(cakes.cut, cakes.layouts, option);
  else if (patternBackground?.subtract) {
    const { method = 'snip', window, range, rangeUnit } = patternBackground;
    option('pattern-background', `${method}:${window}`);
    if (range && (rangeUnit ?? settings.radialUnit) === settings.radialUnit)
      option('pattern-background-range', range.join(','));
  }
  const drawn = maskLayers.filter(({ enabled }) => enabled).length;
  if (drawn > 0) {
    option('mask', DRAWN_MASK);
    remarks.push(`The mask that is drawn here is not in a file yet: save it as ${DRAWN_MASK} first.`);
  }
  return {
    option,
    flag: (name) => void words.push(`--${name}`),
    end: () => ({ text: words.join(' '), remarks }),
  };
}

/** How the drawn mask shall be called. */
const DRAWN_MASK = 'drawn-mask.npy';

function cakeWords(
  { azimuthBins, azimuthStart, sense }: CakeCut,
  layouts: readonly string[],
  option: (name: string, value: string | number) => void,
): void {
  option('cakes', azimuthBins);
  if (azimuthStart !== undefined) option('start', azimuthStart);
  option('sense', sense);
  if (layouts.length > 0) option('layout', layouts.join(','));
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
