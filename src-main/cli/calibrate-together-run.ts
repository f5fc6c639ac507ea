import { basename } from 'node:path';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import type { CalibrateJob } from '../../src-shared/calibration/calibration-job.ts';
import type { JointModel } from '../../src-shared/calibration/joint-model.ts';
import type { JointImage } from '../../src-shared/calibration/joint-problem.ts';
import type { JointImageResult, JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import { judgeTogether, type JointWitness } from '../../src-shared/calibration/judge-together.ts';
import { refineOnImage } from '../../src-shared/calibration/refine-on-image.ts';
import { refineTogether } from '../../src-shared/calibration/refine-together.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import { fit2dFromCalibration } from '../../src-shared/geometry/fit2d-geometry.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrationResult } from '../../src-shared/model/calibration-result.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';
import { toDegrees } from '../../src-shared/quantity/angle.ts';
import { describeTogether, type ImageRow } from './describe-together.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { reportDiskFailure, type Terminal } from './terminal.ts';
import { checkTogetherOutputs, writeTogetherOutputs } from './together-outputs.ts';

/** How the images of a joint refinement hang together, as the command line says it. */
export interface TogetherOptions {
  readonly together?: boolean;
  /** mm; 'free': along one line, by how much is not known */
  readonly distances?: readonly number[] | 'free';
  /** degrees */
  readonly rotations?: readonly number[];
}

/** What else of the command line does or does not go with several images at once. */
interface OtherOptions {
  readonly calibrant?: string;
  readonly cell?: object;
  readonly report?: string;
}

/** One image, ready to be calibrated. */
export interface TogetherInput {
  /** As the user named it */
  readonly name: string;
  /** Path of the file, which names the .poni */
  readonly path: string;
  readonly job: CalibrateJob;
}

export interface TogetherRun {
  readonly inputs: readonly TogetherInput[];
  readonly calibrant: Calibrant;
  readonly options: TogetherOptions & {
    readonly refineWavelength: boolean;
    readonly fixed: readonly string[];
    readonly out?: string;
    readonly overwrite: boolean;
    readonly keepBad: boolean;
  };
  /** Calibrates one image, as the command does without --together */
  readonly calibrate: (job: CalibrateJob) => Promise<Omit<CalibrationResult, 'seconds'>>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** What one image brings to the joint fit. */
interface Member {
  readonly input: TogetherInput;
  readonly place: number;
  readonly alone: Verdict;
  readonly joint: JointImage;
  /** Change of 2θ per px across the ring at each point, rad */
  readonly slopes: Float64Array;
  readonly detector: Detector;
}

const REJECT_BEYOND = 4;
const SOFT_SCALE = 3;
const MAX_LINES = 400;

/** @throws AppError  usage, one sentence, if the options do not go with so many images */
export function checkTogether(
  { together, distances, rotations, calibrant, cell, report }: TogetherOptions & OtherOptions,
  images: number,
): void {
  if (!together) {
    const stray = distances !== undefined ? '--distances' : rotations !== undefined ? '--rotations' : undefined;
    if (stray !== undefined)
      throw new AppError('usage', `${stray} is for images refined together: give --together too.`);
    return;
  }
  if (images < 2)
    throw new AppError(
      'usage',
      `--together refines several images at once, and ${images} was given: give two or more.`,
    );
  if (calibrant === undefined && cell === undefined)
    throw new AppError('usage', 'Images refined together need a calibrant in common: give --calibrant NAME.');
  if (report !== undefined)
    throw new AppError('usage', '--report is of one image: write it without --together, starting from its --poni.');
  if (distances !== undefined && rotations !== undefined)
    throw new AppError('usage', 'A detector either moves (--distances) or turns (--rotations): give one of them.');
  for (const [name, values] of [
    ['--distances', distances],
    ['--rotations', rotations],
  ] as const)
    if (Array.isArray(values) && values.length !== images)
      throw new AppError(
        'usage',
        `${name} has ${values.length} values, and ${images} images were given: one value per image was expected.`,
      );
}

/** Calibrates each image alone, then all of them at once. */
export async function runTogether(run: TogetherRun): Promise<number> {
  const { inputs, options, terminal } = run;
  const started = performance.now();
  const outputs =
    options.out === undefined
      ? null
      : await checkTogetherOutputs(
          options.out,
          inputs.map(({ path }) => path),
          options.overwrite,
        );
  const members = await calibrateEach(run);
  if (members.length < 2) {
    terminal.problem(
      `${members.length === 1 ? 'Only one image' : 'No image'} could be calibrated: two or more were expected to refine together.`,
    );
    return EXIT_INPUTS_FAILED;
  }
  const fit = refineTogether(
    members.map(({ joint }) => joint),
    modelOf(options, members),
    {
      refineWavelength: options.refineWavelength,
      fixed: options.fixed.flatMap((name) => [name, ...members.map((_, i) => `${name}[${i + 1}]`)]),
      softScale: SOFT_SCALE,
      rejectBeyond: REJECT_BEYOND,
    },
  );
  const judged = await judgeAgain(run, members, fit);
  const rows = judged.map((member, i) => describeImage(member, fit.images[i]!));
  const verdict = judgeTogether(
    fit,
    judged.map((member, i) => witnessOf(member, rows[i]!)),
  );
  const seconds = (performance.now() - started) / 1000;
  terminal.report({ together: describeFit(fit, verdict, options, seconds), results: rows.map((row) => row) });
  for (const line of describeTogether(run.calibrant.label, fit, verdict, rows)) terminal.print(line);
  if (outputs && (verdict.level !== 'bad' || options.keepBad)) {
    try {
      const files = members.map(({ detector, place }, i) => ({
        path: outputs[place]!,
        calibration: { geometry: fit.images[i]!.geometry, detector },
      }));
      await writeTogetherOutputs(files, options.overwrite, terminal);
    } catch (cause) {
      return reportDiskFailure(terminal, cause);
    }
  } else if (outputs)
    terminal.problem('Nothing was written, because the verdict is bad: --keep-bad writes all the same.');
  return verdict.level === 'bad' || members.length < inputs.length ? EXIT_INPUTS_FAILED : EXIT_DONE;
}

async function calibrateEach(run: TogetherRun): Promise<Member[]> {
  const { inputs, terminal, signal } = run;
  const members: Member[] = [];
  for (const [place, input] of inputs.entries()) {
    signal.throwIfAborted();
    terminal.progress(place, inputs.length, basename(input.path));
    const member = await calibrateAlone(run, input, place);
    if (member) members.push(member);
  }
  terminal.progress(inputs.length, inputs.length, '');
  return members;
}

async function calibrateAlone(
  { terminal, options, calibrant, calibrate }: TogetherRun,
  input: TogetherInput,
  place: number,
): Promise<Member | null> {
  const { image, detector, wavelength } = input.job;
  // One image at small angle cannot tell wavelength from distance: that is what the others are for.
  let result = await calibrate({ ...input.job, refineWavelength: false });
  // With a wrong wavelength wide rings fit nowhere; the image may still know a better one.
  if (result.verdict === 'bad' && options.refineWavelength) {
    const again = await calibrate({ ...input.job, refineWavelength: true });
    if (again.verdict !== 'bad') result = again;
  }
  const { calibration, verdict, reasons } = result;
  if (!calibration || verdict === 'bad') {
    terminal.problem(`${input.name} is left out: ${reasons[0] ?? 'it could not be calibrated.'}`);
    return null;
  }
  const start = { ...calibration.geometry, wavelength: calibration.geometry.wavelength ?? wavelength };
  const dSpacings = calibrantLines(calibrant, 0.5e10 * start.wavelength)
    .slice(0, MAX_LINES)
    .map(({ dSpacing }) => dSpacing);
  // Once more beside the geometry, for points with weights: an image worth more must count more.
  const { fixed = [], ringCount } = input.job;
  const refined = refineOnImage(image, start, dSpacings, { fixed, ...(ringCount === undefined ? {} : { ringCount }) });
  if (!refined) {
    terminal.problem(`${input.name} is left out: too few points were found on its rings.`);
    return null;
  }
  const { points, slopes } = refined.found;
  const { pixel1, pixel2 } = image;
  return {
    ...{ input, place, slopes, detector: { ...detector, shape: [image.shape[0], image.shape[1]] } },
    alone: { level: verdict, reasons },
    joint: { points, dSpacings, pixel1, pixel2, start: refined.geometry },
  };
}

/** What spoke against an image alone may have been the wavelength, which is better known now. */
async function judgeAgain({ calibrate, options }: TogetherRun, members: readonly Member[], fit: JointRefinement) {
  if (!options.refineWavelength || fit.stop === 'degenerate') return members;
  const again: Member[] = [];
  for (const [i, member] of members.entries()) {
    if (member.alone.level === 'good') {
      again.push(member);
      continue;
    }
    const { wavelength } = fit;
    const start = fit.images[i]!.geometry;
    const { verdict, reasons } = await calibrate({ ...member.input.job, wavelength, start, refineWavelength: false });
    again.push({ ...member, alone: { level: verdict, reasons } });
  }
  return again;
}

function modelOf({ distances, rotations }: TogetherOptions, members: readonly Member[]): JointModel {
  const own = (values: readonly number[], scale: number): number[] =>
    members.map(({ place }) => values[place]! * scale);
  if (distances === 'free') return { kind: 'moved', travel: null };
  if (distances) return { kind: 'moved', travel: own(distances, 1e-3) };
  if (rotations) return { kind: 'rotated', angles: own(rotations, Math.PI / 180) };
  return { kind: 'own' };
}

function describeImage({ input, alone, joint, slopes, detector }: Member, image: JointImageResult): ImageRow {
  const { geometry, uncertainties, residuals, rejected, drift } = image;
  const { wavelength, ...poni } = geometry;
  // In the image as it is stored, which the orientation may mirror.
  const fit2d = fit2dFromCalibration({ geometry, detector }, detector.shape ?? [0, 0]);
  const kept = Array.from(residuals, (_, i) => i).filter((i) => rejected[i] === 0);
  const rms = (values: ArrayLike<number>): number =>
    Math.sqrt(kept.reduce((sum, i) => sum + (values[i]! / slopes[i]!) ** 2, 0) / Math.max(1, kept.length));
  return {
    image: input.name,
    poni,
    wavelength,
    uncertainties,
    centre: fit2d && [fit2d.centreX, fit2d.centreY],
    directDistanceMm: fit2d?.directDistanceMm ?? null,
    tiltDeg: fit2d?.tiltDeg ?? null,
    tiltPlaneDeg: fit2d?.tiltPlaneDeg ?? null,
    rings: new Set(kept.map((i) => joint.points.rings[i])).size,
    controlPoints: kept.length,
    rejectedPoints: residuals.length - kept.length,
    rmsPx: rms(residuals),
    rmsAlonePx: rms(image.residualsAlone),
    rmsDeg: toDegrees(image.rms),
    drift,
    alone: { verdict: alone.level, reasons: alone.reasons },
  };
}

function witnessOf({ input, alone }: Member, row: ImageRow): JointWitness {
  return {
    name: basename(input.path),
    alone,
    ...{ rmsPx: row.rmsPx, rmsAlonePx: row.rmsAlonePx, points: row.controlPoints, rejected: row.rejectedPoints },
  };
}

function describeFit(fit: JointRefinement, verdict: Verdict, options: TogetherRun['options'], seconds: number) {
  const free = new Set(fit.correlation.names);
  return {
    verdict: verdict.level,
    reasons: verdict.reasons,
    model: options.distances !== undefined ? 'moved' : options.rotations !== undefined ? 'rotated' : 'own',
    wavelength: fit.wavelength,
    wavelengthUncertainty: fit.wavelengthUncertainty,
    parameters: fit.parameters.map((parameter) => ({ ...parameter, held: !free.has(parameter.name) })),
    correlation: fit.correlation,
    warnings: fit.warnings,
    seconds,
  };
}
