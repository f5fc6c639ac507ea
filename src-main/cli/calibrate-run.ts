import { basename, dirname } from 'node:path';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import { calibrateImage } from '../../src-shared/calibration/calibrate-image.ts';
import { REFINABLE, type Refinable } from '../../src-shared/calibration/refine-geometry.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { parseDSpacings } from '../../src-shared/format/d-spacing-file.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { expandInputs, type InputFile } from '../file/expand-inputs.ts';
import { readImage } from '../file/open-image.ts';
import { canonicalPath, checkOutputFolder, createOutputFolder, pathExists } from '../file/output-folder.ts';
import { readTextFile } from '../file/text-file.ts';
import { prepareCalibration } from '../service/calibration-inputs.ts';
import { describeReport, reportCalibration, type CalibrationReport } from '../service/calibration-report.ts';
import { type LoadedMask, maskFromImage } from '../service/combine-masks.ts';
import { loadCalibration } from '../service/load-calibration.ts';
import { programName } from '../service/program-name.ts';
import { calibrantNamed, wavelengthOption } from './calibrants-run.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { nameOf } from './integrate-inputs.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';

export interface CalibrateOptions extends CommonOptions {
  readonly calibrant: string;
  readonly wavelength?: number;
  readonly energy?: number;
  readonly detector?: string;
  readonly pixelSize?: [number, number];
  readonly distance?: number;
  readonly centre?: [number, number];
  readonly poni?: string;
  readonly mask?: readonly string[];
  readonly maskBelow?: number;
  readonly maskAbove?: number;
  readonly detectorMask: boolean;
  readonly rings?: number;
  readonly fix?: (Refinable | 'rot3')[];
  readonly refine?: 'wavelength';
  readonly flipRows?: boolean;
  readonly out?: string;
  readonly keepBad?: boolean;
  readonly overwrite?: boolean;
}

/** More lines than any detector tells apart. */
const MAX_LINES = 400;
/** Header and option disagree by more: relative */
const WAVELENGTH_CONFLICT = 0.003;
const DISTANCE_CONFLICT = 0.05;

/** What all images of a run share. */
interface Setup {
  readonly calibrant: Calibrant;
  readonly base: Calibration | undefined;
  readonly masks: readonly LoadedMask[];
  readonly fixed: readonly Refinable[];
}

/** @throws AppError  for whatever makes the calibration impossible, before it begins */
export async function runCalibrate(
  images: readonly string[],
  options: CalibrateOptions,
  signal: AbortSignal,
): Promise<number> {
  const terminal = createTerminal(options);
  const setup = await readSetup(options, signal);
  const { inputs, failures } = await expandInputs(images);
  await checkOutput(options, inputs);
  for (const { argument, error } of failures) terminal.problem(nameFailure(argument, error.message));
  const reports: (CalibrationReport & { readonly image: string })[] = [];
  let failed = failures.length;
  for (const [index, input] of inputs.entries()) {
    signal.throwIfAborted();
    terminal.progress(index, inputs.length, basename(input.path));
    const report = await calibrateInput(input, setup, options, terminal, signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      const error = AppError.from(cause);
      // One image: what is missing is said before any work. Several: the others are done all the same.
      if (error.code === 'internal' || (['usage', 'shape'].includes(error.code) && inputs.length === 1)) throw cause;
      terminal.problem(nameFailure(nameOf(input), error.message));
      return null;
    });
    if (report) reports.push({ ...report, image: nameOf(input) });
    if (!report || report.verdict === 'bad') failed++;
  }
  const [only] = reports;
  if (inputs.length === 1 && only) terminal.report(only);
  else terminal.report({ results: reports });
  return failed > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
}

async function calibrateInput(
  input: InputFile,
  { calibrant, base, masks, fixed }: Setup,
  options: CalibrateOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<CalibrationReport> {
  const started = performance.now();
  const frame = await readImage(input.path, 0, { dataset: input.dataset, signal });
  const wavelength = chooseWavelength(options, base, frame);
  const { image, detector, notices } = prepareCalibration(input.path, frame, {
    masks,
    detectorMask: options.detectorMask,
    flipRows: options.flipRows === true,
    ...(options.detector === undefined ? {} : { detector: options.detector }),
    ...(options.pixelSize === undefined ? {} : { pixelSize: inMetres(options.pixelSize) }),
    ...(base && { base }),
    ...(options.maskBelow === undefined ? {} : { maskBelow: options.maskBelow }),
    ...(options.maskAbove === undefined ? {} : { maskAbove: options.maskAbove }),
  });
  for (const notice of notices) terminal.notice(notice);
  const outcome = calibrateImage({
    image,
    wavelength,
    fixed,
    dSpacings: calibrantLines(calibrant, 0.5e10 * wavelength)
      .slice(0, MAX_LINES)
      .map(({ dSpacing }) => dSpacing),
    refineWavelength: options.refine === 'wavelength',
    conflicts: headerConflicts(frame, wavelength, options),
    ...(base && { start: { ...base.geometry, wavelength } }),
    ...(options.distance === undefined ? {} : { distance: options.distance * 1e-3 }),
    ...(options.centre === undefined ? {} : { centre: options.centre }),
    ...(options.rings === undefined ? {} : { ringCount: options.rings }),
  });
  const report = reportCalibration(outcome, detector, {
    wavelength,
    seconds: (performance.now() - started) / 1000,
    ...(base && { earlier: { ...base.geometry, wavelength: base.geometry.wavelength ?? wavelength } }),
  });
  terminal.print(`${nameOf(input)}: ${calibrant.label}`);
  for (const line of describeReport(report)) terminal.print(line);
  if (options.out !== undefined && outcome.refined) {
    if (report.verdict === 'bad' && !options.keepBad)
      terminal.problem(
        `${options.out} was not written, because the verdict is bad: --keep-bad writes it all the same.`,
      );
    else {
      await createOutputFolder(dirname(options.out));
      const text = formatCalibration({ geometry: outcome.refined.geometry, detector }, 'poni', image.shape, {
        program: programName(),
      });
      await writeWhole(options.out, text, { overwrite: options.overwrite === true });
      terminal.print(options.out);
    }
  }
  return report;
}

async function readSetup(options: CalibrateOptions, signal: AbortSignal): Promise<Setup> {
  const calibrant = await readCalibrant(options.calibrant);
  wavelengthOption(options); // refuses two of them
  const base = options.poni === undefined ? undefined : (await loadCalibration(options.poni)).calibration;
  if (base && base.detector.orientation !== 3)
    throw new AppError(
      'usage',
      `${options.poni ?? ''} has orientation ${base.detector.orientation}: calibrations start from orientation 3 only.`,
    );
  const fixed = (options.fix ?? []).filter((name): name is Refinable => REFINABLE.some((one) => one === name));
  const needsBase = fixed.find((name) => !base && !['rot1', 'rot2', 'wavelength'].includes(name));
  if (needsBase !== undefined)
    throw new AppError('usage', `--fix ${needsBase} needs a value to hold: give it with --poni FILE.`);
  if (options.refine === 'wavelength' && fixed.includes('wavelength'))
    throw new AppError('usage', '--fix wavelength and --refine wavelength contradict each other: give one of them.');
  const masks: LoadedMask[] = [];
  for (const path of options.mask ?? []) masks.push(maskFromImage(path, await readImage(path, 0, { signal })));
  return { calibrant, base, masks, fixed };
}

async function readCalibrant(name: string): Promise<Calibrant> {
  if (!/\.d$/i.test(name)) return calibrantNamed(name);
  const { label, reference, lines } = parseDSpacings(await readTextFile(name));
  return { kind: 'list', id: basename(name), label: label ?? basename(name), reference: reference ?? name, lines };
}

/** Refuses, before any work, what would be lost. */
async function checkOutput({ out, overwrite }: CalibrateOptions, inputs: readonly InputFile[]): Promise<void> {
  if (out === undefined) return;
  if (inputs.length > 1)
    throw new AppError(
      'usage',
      `--out ${out} is one file, and ${inputs.length} images were given: calibrate them one by one.`,
    );
  await checkOutputFolder(dirname(out));
  const target = await canonicalPath(out);
  for (const { path } of inputs)
    if ((await canonicalPath(path)) === target) throw new AppError('usage', `--out ${out} would replace the image.`);
  if (!overwrite && (await pathExists(out)))
    throw new AppError('exists', `${out} exists already: give --overwrite to replace it.`);
}

function chooseWavelength(options: CalibrateOptions, base: Calibration | undefined, frame: DetectorImage): number {
  const wavelength = wavelengthOption(options) ?? base?.geometry.wavelength ?? frame.metadata.wavelength;
  if (wavelength === undefined)
    throw new AppError('usage', 'Where rings lie depends on the wavelength: give --wavelength A or --energy KEV.');
  return wavelength;
}

const inMetres = ([slow, fast]: [number, number]): [number, number] => [slow * 1e-6, fast * 1e-6];

/** What the header of the image says otherwise than the options. */
function headerConflicts({ metadata }: DetectorImage, wavelength: number, options: CalibrateOptions): string[] {
  const conflicts: string[] = [];
  const differs = (a: number, b: number, limit: number): boolean => Math.abs(a / b - 1) > limit;
  if (metadata.wavelength !== undefined && differs(metadata.wavelength, wavelength, WAVELENGTH_CONFLICT))
    conflicts.push(
      `The image header says ${(metadata.wavelength * 1e10).toPrecision(6)} Å, and ${(wavelength * 1e10).toPrecision(6)} Å was used.`,
    );
  const [slow] = options.pixelSize ?? [];
  if (slow !== undefined && metadata.pixel1 !== undefined && differs(metadata.pixel1, slow * 1e-6, DISTANCE_CONFLICT))
    conflicts.push(`The image header says pixels of ${metadata.pixel1 * 1e6} µm, and ${slow} µm was given.`);
  return conflicts;
}
