import { basename } from 'node:path';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import type { CalibrateJob, CalibrationJob, JobResult } from '../../src-shared/calibration/calibration-job.ts';
import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import type { WeighedImage } from '../../src-shared/calibration/weigh-points.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';
import type { TogetherOptions } from './check-together.ts';
import type { Terminal } from './terminal.ts';

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
  /** Does a job beside this thread. */
  readonly work: <J extends CalibrationJob>(job: J) => Promise<JobResult<J>>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** What one image brings to the joint fit. */
export interface TogetherMember {
  readonly input: TogetherInput;
  readonly place: number;
  readonly alone: Verdict;
  readonly joint: WeighedImage;
  readonly detector: Detector;
}

/** Those that could be calibrated; of the others the terminal says why not. */
export async function calibrateMembers(run: TogetherRun): Promise<TogetherMember[]> {
  const { inputs, terminal, signal } = run;
  const members: TogetherMember[] = [];
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
  { terminal, options, calibrant, work }: TogetherRun,
  input: TogetherInput,
  place: number,
): Promise<TogetherMember | null> {
  const { image, detector, wavelength } = input.job;
  // One image at small angle cannot tell wavelength from distance: that is what the others are for.
  let result = await work({ ...input.job, refineWavelength: false });
  // With a wrong wavelength wide rings fit nowhere; the image may still know a better one.
  if (result.verdict === 'bad' && options.refineWavelength) {
    const again = await work({ ...input.job, refineWavelength: true });
    if (again.verdict !== 'bad') result = again;
  }
  const { calibration, verdict, reasons } = result;
  if (!calibration || verdict === 'bad') {
    terminal.problem(`${input.name} is left out: ${reasons[0] ?? 'it could not be calibrated.'}`);
    return null;
  }
  const start = { ...calibration.geometry, wavelength: calibration.geometry.wavelength ?? wavelength };
  const { fixed = [], ringCount } = input.job;
  const joint = await work({
    ...{ kind: 'weigh', image, detector, wavelength: start.wavelength, calibrant, geometry: start, fixed },
    ...(ringCount === undefined ? {} : { ringCount }),
  });
  if (!joint) {
    terminal.problem(`${input.name} is left out: too few points were found on its rings.`);
    return null;
  }
  return {
    ...{ input, place, joint, detector: { ...detector, shape: [image.shape[0], image.shape[1]] } },
    alone: { level: verdict, reasons },
  };
}

/** What spoke against an image alone may have been the wavelength, which is better known now. */
export async function judgeAgain(
  { work, options }: TogetherRun,
  members: readonly TogetherMember[],
  fit: JointRefinement,
): Promise<readonly TogetherMember[]> {
  if (!options.refineWavelength || fit.stop === 'degenerate') return members;
  const again: TogetherMember[] = [];
  for (const [i, member] of members.entries()) {
    if (member.alone.level === 'good') {
      again.push(member);
      continue;
    }
    const { wavelength } = fit;
    const start = fit.images[i]!.geometry;
    const { verdict, reasons } = await work({ ...member.input.job, wavelength, start, refineWavelength: false });
    again.push({ ...member, alone: { level: verdict, reasons } });
  }
  return again;
}
