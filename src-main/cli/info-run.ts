import type { CalibrationFile } from '../../src-shared/format/calibration-format.ts';
import type { ImageSummary } from '../../src-shared/format/image-reader.ts';
import { fit2dFromCalibration } from '../../src-shared/geometry/fit2d-geometry.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { splitDatasetPath } from '../file/open-image.ts';
import { type Identity, identifyFile } from '../service/identify-file.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';

export async function runInfo(file: string, options: CommonOptions, signal: AbortSignal): Promise<number> {
  const terminal = createTerminal(options);
  const { path, dataset } = splitDatasetPath(file);
  const { kind, summary, image, calibration, error } = await identifyFile(path, signal, dataset).catch(inputFailure);
  if (error) {
    signal.throwIfAborted();
    terminal.problem(nameFailure(file, error.message));
    return EXIT_INPUTS_FAILED;
  }
  terminal.print(`${file}: ${summary}`);
  if (calibration) reportCalibration(terminal, file, calibration);
  else if (image) reportImage(terminal, file, kind, image);
  else terminal.report({ file, kind, summary });
  return EXIT_DONE;
}

/** A file that cannot be read is a failed input, not wrong usage; a bug stays a bug. */
function inputFailure(cause: unknown): Identity {
  const error = AppError.from(cause);
  if (error.code === 'internal') throw error;
  return { kind: 'unknown', summary: error.message, error };
}

/** All in SI: m and rad. */
function reportCalibration(
  terminal: Terminal,
  file: string,
  { calibration, formatId, warnings }: CalibrationFile,
): void {
  const { geometry, detector } = calibration;
  const { dist, poni1, poni2, rot1, rot2, rot3, wavelength } = geometry;
  const fit2d = fit2dFromCalibration(calibration, detector.shape ?? [0, 0]);
  const isFit2dKnown = fit2d !== null && (detector.orientation === 3 || detector.shape !== undefined);
  terminal.report({
    file,
    kind: 'calibration',
    format: formatId,
    dist,
    poni1,
    poni2,
    rot1,
    rot2,
    rot3,
    wavelength: wavelength ?? null,
    pixel1: detector.pixel1,
    pixel2: detector.pixel2,
    orientation: detector.orientation,
    detector: detector.name,
    shape: detector.shape ?? null,
    sensor: detector.sensor ?? null,
    fit2d: isFit2dKnown ? fit2d : null,
    warnings,
  });
  const line = (name: string, value: string): void => terminal.print(`  ${name.padEnd(12)} ${value}`);
  line('dist', `${dist} m`);
  line('poni', `${poni1} ${poni2} m`);
  line('rot', `${rot1} ${rot2} ${rot3} rad`);
  line('wavelength', wavelength === undefined ? 'not given' : `${wavelength} m`);
  line('pixel', `${detector.pixel1} ${detector.pixel2} m`);
  line('orientation', String(detector.orientation));
  if (isFit2dKnown) {
    line('centre', `${fit2d.centreX.toFixed(3)} ${fit2d.centreY.toFixed(3)} px (column, row)`);
    line('distance', `${fit2d.directDistanceMm.toFixed(3)} mm along the beam`);
    line('tilt', `${fit2d.tiltDeg.toFixed(4)}° towards ${fit2d.tiltPlaneDeg.toFixed(3)}°`);
  }
  for (const warning of warnings) terminal.notice(warning);
}

function reportImage(terminal: Terminal, file: string, kind: string, image: ImageSummary): void {
  const { formatId, shape, sampleType, frameCount, metadata, dataset, datasets } = image;
  terminal.report({
    file,
    kind,
    format: formatId,
    shape,
    sampleType,
    frameCount,
    ...(dataset === undefined ? {} : { dataset }),
    ...(datasets === undefined ? {} : { datasets }),
    metadata,
  });
  if (dataset !== undefined) terminal.print(`  dataset ${dataset}`);
  for (const other of datasets ?? []) terminal.print(`  ${other.path}  ${other.shape.join(' × ')}`);
  for (const [key, value] of Object.entries(metadata.header)) terminal.print(`  ${key} = ${oneLine(value)}`);
}

function oneLine(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > 200 ? `${flat.slice(0, 197)}…` : flat;
}
