import { join } from 'node:path';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { ringsOf } from '../../src-shared/calibrant/rings-of.ts';
import { findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { writeTiff } from '../../src-shared/format/tiff-writer.ts';
import { xyFormat } from '../../src-shared/format/pattern-xy.ts';
import { geometryFromFit2d } from '../../src-shared/geometry/fit2d-geometry.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Pattern1d } from '../../src-shared/model/pattern-1d.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { toDegrees } from '../../src-shared/quantity/angle.ts';
import { wavelengthFromEnergyKeV } from '../../src-shared/quantity/photon-energy.ts';
import { simulateCalibrantImage } from '../../src-shared/simulation/simulate-calibrant-image.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { checkOutputFolder, createOutputFolder, createTemporaryFolder, pathExists } from '../file/output-folder.ts';
import { combineMasks } from '../service/combine-masks.ts';
import { patternOf } from '../service/pattern-of.ts';
import { programName } from '../service/program-name.ts';
import { peakPosition } from '../service/ring-positions.ts';
import { createIntegrationEngine } from '../worker/integration-engine.ts';
import { EXIT_DONE } from './exit-code.ts';
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
function demoCalibration(): Calibration {
  const entry = findDetector('Pilatus1M');
  if (!entry) throw new AppError('internal', 'The catalogue has no Pilatus1M.');
  const detector = detectorOf(entry);
  const geometry = geometryFromFit2d(
    { directDistanceMm: 208, centreX: 487.25, centreY: 530.5, tiltDeg: 1.1, tiltPlaneDeg: 12.6 },
    detector.pixel1,
    detector.pixel2,
  );
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
  if (!overwrite)
    for (const path of [imagePath, poniPath, patternPath])
      if (await pathExists(path))
        throw new AppError('exists', `${path} exists already: give --overwrite to replace it, or another --out.`);
  const calibration = demoCalibration();
  const calibrant = findCalibrant('CeO2');
  if (!calibrant) throw new AppError('internal', 'The catalogue has no CeO2.');

  const { image } = simulateCalibrantImage({ calibration, calibrant, deadPixels: 50 });
  const pattern = await integrateDemo(image, calibration, options.workers, signal);
  try {
    await writeWhole(imagePath, writeTiff(image), { overwrite });
    const poni = formatCalibration(calibration, 'poni', image.shape, { program: programName() });
    await writeWhole(poniPath, poni, { overwrite });
    await writeWhole(patternPath, xyFormat.format(pattern, `${STEM}.xy`), { overwrite });
  } catch (cause) {
    return reportDiskFailure(terminal, cause);
  }

  const rings = ringsOf(calibrant, calibration.geometry.wavelength ?? NaN)
    .slice(0, RINGS_SHOWN)
    .map(({ hkl, twoTheta }) => {
      const expectedDeg = toDegrees(twoTheta);
      return { hkl, expectedDeg, foundDeg: peakPosition(pattern.radial, pattern.intensity, expectedDeg) ?? null };
    });
  const seconds = (performance.now() - started) / 1000;
  terminal.report({ written: [imagePath, poniPath, patternPath], rings, seconds });
  terminal.print(`CeO2 at ${ENERGY_KEV} keV on a Pilatus 1M, simulated and integrated in ${seconds.toFixed(1)} s:`);
  terminal.print('  ring      2θ expected   2θ found   difference');
  for (const { hkl, expectedDeg, foundDeg } of rings)
    terminal.print(
      `  ${hkl.split(' / ')[0]?.padEnd(9) ?? ''} ${expectedDeg.toFixed(4).padStart(10)}° ${
        foundDeg === null
          ? '  not found'
          : `${foundDeg.toFixed(4).padStart(9)}° ${(foundDeg - expectedDeg).toFixed(4).padStart(10)}°`
      }`,
    );
  for (const path of [imagePath, poniPath, patternPath]) terminal.print(path);
  return EXIT_DONE;
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
