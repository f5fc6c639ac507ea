import { join } from 'node:path';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { ringsOf } from '../../src-shared/calibrant/rings-of.ts';
import { findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import type { CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { formatCalibrationReport } from '../../src-shared/format/calibration-report-html.ts';
import { reportInputs } from '../../src-shared/format/report-inputs.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { xyFormat } from '../../src-shared/format/pattern-xy.ts';
import { geometryFromFit2d, type Fit2dGeometry } from '../../src-shared/geometry/fit2d-geometry.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrationResult } from '../../src-shared/model/calibration-result.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { toDegrees } from '../../src-shared/quantity/angle.ts';
import { wavelengthFromEnergyKeV } from '../../src-shared/quantity/photon-energy.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { checkOutputFolder, createOutputFolder, createTemporaryFolder, pathExists } from '../file/output-folder.ts';
import { calibrationReportContent } from '../service/calibration-report-content.ts';
import { combineMasks } from '../service/combine-masks.ts';
import { patternOf } from '../service/pattern-of.ts';
import { prepareFrame } from '../service/prepare-frame.ts';
import { programName } from '../service/program-name.ts';
import { peakPosition } from '../service/ring-positions.ts';
import { createCalibrationRunner } from '../worker/calibration-thread.ts';
import { createIntegrationEngine } from '../worker/integration-engine.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { DEFAULT_SETTINGS } from './integrate-recipe.ts';
import { createTerminal, reportDiskFailure } from './terminal.ts';
import type { CommonOptions } from './common-options.ts';

export interface DemoOptions extends CommonOptions {
  readonly out?: string;
  readonly workers?: number;
  readonly overwrite?: boolean;
}

const STEM = 'demo_CeO2_Pilatus1M';
const ENERGY_KEV = 30.5;
const RINGS_SHOWN = 10;
const SETTINGS: IntegrationSettings = { ...DEFAULT_SETTINGS, npt: 2000, polarization: { factor: 0.99, offsetDeg: 0 } };

/** A detector 208 mm behind the sample, tilted by a degree, as at a beamline. */
const TRUTH: Fit2dGeometry = {
  directDistanceMm: 208,
  centreX: 487.25,
  centreY: 530.5,
  tiltDeg: 1.1,
  tiltPlaneDeg: 12.6,
};

function demoCalibration(): Calibration {
  const entry = findDetector('Pilatus1M');
  if (!entry) throw new AppError('internal', 'The catalogue has no Pilatus1M.');
  const detector = detectorOf(entry);
  const geometry = geometryFromFit2d(TRUTH, detector.pixel1, detector.pixel2);
  return { geometry: { ...geometry, wavelength: wavelengthFromEnergyKeV(ENERGY_KEV) }, detector };
}

export async function runDemo(options: DemoOptions, signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const terminal = createTerminal(options);
  if (options.out !== undefined) {
    await checkOutputFolder(options.out);
    await createOutputFolder(options.out);
  }
  const folder = options.out ?? (await createTemporaryFolder('annulus-demo-'));
  const overwrite = options.overwrite === true;
  const imagePath = join(folder, `${STEM}.tif`);
  const poniPath = join(folder, `${STEM}.poni`);
  const patternPath = join(folder, `${STEM}.xy`);
  const reportPath = join(folder, `${STEM}.html`);
  const paths = [imagePath, poniPath, patternPath, reportPath];
  if (!overwrite)
    for (const path of paths)
      if (await pathExists(path))
        throw new AppError('exists', `${path} exists already: give --overwrite to replace it, or another --out.`);
  const truth = demoCalibration();
  const calibrant = findCalibrant('CeO2');
  if (!calibrant) throw new AppError('internal', 'The catalogue has no CeO2.');

  const { image } = simulateCalibrantImage({ calibration: truth, calibrant, deadPixels: 50 });
  const { prepared, result } = await calibrateDemo(image, calibrant, truth, signal);
  const { calibration, fit2d } = result;
  if (!calibration || !fit2d) {
    terminal.problem(`The simulated image could not be calibrated: ${result.reasons[0] ?? 'no reason is known.'}`);
    return EXIT_INPUTS_FAILED;
  }
  const pattern = await integrateDemo(image, calibration, options.workers, signal);
  try {
    await writeWhole(imagePath, writeTiff(image), { overwrite });
    const poni = formatCalibration(calibration, 'poni', image.shape, { program: programName() });
    await writeWhole(poniPath, poni, { overwrite });
    await writeWhole(patternPath, xyFormat.format(pattern, `${STEM}.xy`), { overwrite });
    await writeWhole(reportPath, demoReport(prepared, truth, result), { overwrite });
  } catch (cause) {
    return reportDiskFailure(terminal, cause);
  }

  const rings = ringsOf(calibrant, truth.geometry.wavelength ?? NaN)
    .slice(0, RINGS_SHOWN)
    .map(({ hkl, twoTheta }) => {
      const expectedDeg = toDegrees(twoTheta);
      return { hkl, expectedDeg, foundDeg: peakPosition(pattern.radial, pattern.intensity, expectedDeg) ?? null };
    });
  const seconds = (performance.now() - started) / 1000;
  terminal.report({
    written: paths,
    calibration: { verdict: result.verdict, reasons: result.reasons, found: fit2d, truth: TRUTH },
    rings,
    seconds,
  });
  terminal.print(
    `CeO2 at ${ENERGY_KEV} keV on a Pilatus 1M: simulated, calibrated with no hints and integrated in ${seconds.toFixed(1)} s.`,
  );
  terminal.print(`Verdict: ${result.verdict}`);
  for (const reason of result.reasons) terminal.print(`  ${reason}`);
  terminal.print('                     found       truth  difference');
  for (const { label, key, digits } of COMPARED) {
    const numbers = [fit2d[key], TRUTH[key], fit2d[key] - TRUTH[key]].map((value) => column(value, digits));
    terminal.print(`  ${label.padEnd(13)} ${numbers.join('  ')}`);
  }
  terminal.print('  ring      2θ expected   2θ found   difference');
  for (const { hkl, expectedDeg, foundDeg } of rings)
    terminal.print(
      `  ${hkl.split(' / ')[0]?.padEnd(9) ?? ''} ${expectedDeg.toFixed(4).padStart(10)}° ${
        foundDeg === null
          ? '  not found'
          : `${foundDeg.toFixed(4).padStart(9)}° ${(foundDeg - expectedDeg).toFixed(4).padStart(10)}°`
      }`,
    );
  for (const path of paths) terminal.print(path);
  return EXIT_DONE;
}

const COMPARED = [
  { label: 'distance, mm', key: 'directDistanceMm', digits: 4 },
  { label: 'centre x, px', key: 'centreX', digits: 3 },
  { label: 'centre y, px', key: 'centreY', digits: 3 },
  { label: 'tilt, °', key: 'tiltDeg', digits: 4 },
  { label: 'tilt plane, °', key: 'tiltPlaneDeg', digits: 2 },
] as const;

/** Without the sign of a zero. */
function column(value: number, digits: number): string {
  return value
    .toFixed(digits)
    .replace(/^-(0\.0+)$/, '$1')
    .padStart(10);
}

/** Knows the calibrant, the wavelength and the detector; nothing of where it stands. */
async function calibrateDemo(
  image: DetectorImage,
  calibrant: Calibrant,
  { geometry, detector }: Calibration,
  signal: AbortSignal,
): Promise<{ readonly prepared: CalibrationImage; readonly result: CalibrationResult }> {
  const started = performance.now();
  const prepared = prepareFrame(image, detector, { masks: [], detectorMask: true });
  const runner = createCalibrationRunner();
  try {
    const wavelength = geometry.wavelength ?? NaN;
    const job = { kind: 'calibrate', image: prepared, detector, calibrant, wavelength } as const;
    const result = await runner.run(job, { signal });
    return { prepared, result: { ...result, seconds: (performance.now() - started) / 1000 } };
  } finally {
    await runner.close();
  }
}

/** Without a date: the demonstration is the same every time. */
function demoReport(
  prepared: CalibrationImage,
  { geometry, detector }: Calibration,
  result: CalibrationResult,
): string {
  const inputs = reportInputs(
    {
      ...{ image: `${STEM}.tif`, frame: 0, calibrant: { id: 'CeO2' }, wavelength: geometry.wavelength ?? NaN },
      ...{ detector, masks: [], detectorMask: true, method: 'image' },
    },
    { wavelength: 'simulation', detector: 'simulation', calibrant: 'simulation' },
  );
  return formatCalibrationReport(
    calibrationReportContent(`${STEM}.tif`, prepared, detector, result, inputs, { program: programName() }),
  );
}

async function integrateDemo(
  image: DetectorImage,
  calibration: Calibration,
  workers: number | undefined,
  signal: AbortSignal,
): Promise<Pattern1d> {
  const engine = createIntegrationEngine(workers === undefined ? {} : { workers });
  try {
    const { shape } = image;
    const staticMask = combineMasks(shape, [], SETTINGS, calibration);
    const frame = await engine.integrateFrame({ calibration, shape, settings: SETTINGS, staticMask, image }, signal);
    return patternOf(frame, { settings: SETTINGS, calibration, image: `${STEM}.tif`, frame: 0, masks: [] });
  } finally {
    await engine.close();
  }
}
