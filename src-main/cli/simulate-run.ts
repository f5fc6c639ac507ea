import { DETECTOR_CATALOGUE, findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import { geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import type { Orientation } from '../../src-shared/geometry/orientation.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Detector } from '../../src-shared/model/schema-types.generated.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { checkFolderOf, pathExists } from '../file/output-folder.ts';
import { loadCalibration, orientCalibration } from '../service/load-calibration.ts';
import { calibrantNamed, wavelengthOption } from './calibrants-run.ts';
import { EXIT_DONE } from './exit-code.ts';
import { nearest } from './option-values.ts';
import { createTerminal, reportDiskFailure } from './terminal.ts';
import type { CommonOptions } from './common-options.ts';

export interface SimulateOptions extends CommonOptions {
  readonly calibrant: string;
  readonly out: string;
  readonly poni?: string;
  readonly detector?: string;
  readonly distance?: number;
  readonly centre?: [number, number];
  readonly wavelength?: number;
  readonly energy?: number;
  readonly shape?: [number, number];
  readonly pixelSize?: [number, number];
  readonly flipRows?: boolean;
  readonly orientation?: number;
  readonly type?: 'uint16' | 'uint32' | 'int32' | 'float32';
  readonly seed?: number;
  readonly width?: number;
  readonly peak?: number;
  readonly background?: number;
  readonly polarization?: number | 'none';
  readonly noise: boolean;
  readonly gaps: boolean;
  readonly solidAngle: boolean;
  readonly beamstop?: number;
  readonly spottiness?: number;
  readonly grains?: number;
  readonly hotPixels?: number;
  readonly deadPixels?: number;
  readonly overwrite?: boolean;
}

const SPOT_WIDTH_DEG = 0.4;
const ARM_WIDTH_RATIO = 0.5; // of the radius of the beamstop

/** @throws AppError  for whatever makes the simulation impossible, before it begins */
export async function runSimulate(options: SimulateOptions, signal: AbortSignal): Promise<number> {
  const terminal = createTerminal(options);
  const writer = findImageWriter(options.out);
  if (!writer || options.out.toLowerCase().endsWith('.msk'))
    throw new AppError('usage', `Images are not written to ${options.out}: use .tif, .edf, .cbf or .npy.`);
  const calibrant = calibrantNamed(options.calibrant);
  const calibration = await composeCalibration(options);
  await checkFolderOf(options.out);
  if (!options.overwrite && (await pathExists(options.out)))
    throw new AppError('exists', `${options.out} exists already: give --overwrite to replace it.`);
  const { spottiness = 0, beamstop } = options;
  if (spottiness < 0 || spottiness > 1)
    throw new AppError('usage', `--spottiness is ${spottiness}: a number from 0 to 1 was expected.`);
  signal.throwIfAborted();

  const { image, rings } = simulateCalibrantImage({
    calibration,
    calibrant,
    noise: options.noise,
    gaps: options.gaps,
    solidAngle: options.solidAngle,
    ...(options.shape === undefined ? {} : { shape: options.shape }),
    ...(options.type === undefined ? {} : { sampleType: options.type }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.width === undefined ? {} : { width: { value: options.width, unit: 'px' as const } }),
    ...(options.peak === undefined ? {} : { peakCounts: options.peak }),
    ...(options.background === undefined ? {} : { background: options.background }),
    ...(options.hotPixels === undefined ? {} : { hotPixels: options.hotPixels }),
    ...(options.deadPixels === undefined ? {} : { deadPixels: options.deadPixels }),
    ...(options.polarization === undefined
      ? {}
      : { polarizationFactor: options.polarization === 'none' ? null : options.polarization }),
    ...(beamstop === undefined
      ? {}
      : { beamstop: { radius: beamstop, armWidth: ARM_WIDTH_RATIO * beamstop, armAngleDeg: 90 } }),
    ...(spottiness === 0
      ? {}
      : { grains: { spottiness, grainsPerRing: options.grains ?? 300, spotWidthDeg: SPOT_WIDTH_DEG, texture: 0 } }),
  });
  signal.throwIfAborted();
  try {
    await writeWhole(options.out, writer.write(image), { overwrite: options.overwrite === true });
  } catch (cause) {
    return reportDiskFailure(terminal, cause);
  }
  terminal.report({
    written: options.out,
    shape: image.shape,
    rings: rings.length,
    calibrant: calibrant.id,
    calibration,
  });
  terminal.print(`${options.out}: ${calibrant.label}, ${rings.length} rings, ${formatShape(image.shape)} pixels`);
  return EXIT_DONE;
}

/** The truth: --poni with the other options laid over it, or a detector set up square to the beam. */
async function composeCalibration(options: SimulateOptions): Promise<Calibration> {
  const base = options.poni === undefined ? undefined : (await loadCalibration(options.poni)).calibration;
  const detector = composeDetector(options, base?.detector);
  const wavelength = wavelengthOption(options) ?? base?.geometry.wavelength;
  if (wavelength === undefined)
    throw new AppError('usage', 'Where rings lie depends on the wavelength: give --wavelength A or --energy KEV.');
  if (base && (options.distance !== undefined || options.centre !== undefined))
    throw new AppError('usage', '--poni says where the detector is: leave out --distance and --centre, or --poni.');
  if (!base && options.distance === undefined)
    throw new AppError('usage', 'Where the detector is was not said: give --poni FILE or --distance MM.');
  const [rows, columns] = options.shape ?? detector.shape ?? [0, 0];
  const [centreX, centreY] = options.centre ?? [columns / 2, rows / 2];
  const geometry =
    base?.geometry ??
    geometryFromFit2d(
      { directDistanceMm: options.distance ?? NaN, centreX, centreY, tiltDeg: 0, tiltPlaneDeg: 0 },
      detector.pixel1,
      detector.pixel2,
    );
  const calibration = { geometry: { ...geometry, wavelength }, detector };
  return orientCalibration(calibration, options.flipRows === true, options.orientation as Orientation | undefined);
}

function composeDetector({ detector: name, shape, pixelSize }: SimulateOptions, base: Detector | undefined): Detector {
  const named = name === undefined ? undefined : detectorNamed(name);
  const start = named ? { ...named, orientation: base?.orientation ?? named.orientation } : base;
  const pixels = pixelSize && { pixel1: pixelSize[0] * 1e-6, pixel2: pixelSize[1] * 1e-6 };
  if (!start && !pixels)
    throw new AppError('usage', 'No detector was named: give --detector NAME, or --pixel-size UM with --shape.');
  const found: Detector = { name: 'Detector', pixel1: 0, pixel2: 0, orientation: 3, ...start, ...pixels };
  if (!shape && !found.shape)
    throw new AppError('usage', 'The image needs rows and columns: give --shape ROWS,COLUMNS or --detector NAME.');
  return shape ? { ...found, shape } : found;
}

function detectorNamed(name: string): Detector {
  const entry = findDetector(name);
  if (entry) return detectorOf(entry);
  const near = nearest(
    name,
    DETECTOR_CATALOGUE.map((one) => one.name),
  );
  const hint = near === undefined ? '`annulus detectors` lists them' : `perhaps ${near} was meant`;
  throw new AppError('usage', `There is no detector "${name}": ${hint}.`);
}
