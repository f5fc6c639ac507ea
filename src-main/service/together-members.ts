import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import type { CalibrateJob, CalibrationJob, JobResult } from '../../src-shared/calibration/calibration-job.ts';
import type { JointModel } from '../../src-shared/calibration/joint-model.ts';
import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { Verdict } from '../../src-shared/calibration/verdict.ts';
import type { WeighedImage } from '../../src-shared/calibration/weigh-points.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';

/** One image, ready to be calibrated. */
export interface TogetherInput {
  /** As the user named it */
  readonly name: string;
  readonly job: CalibrateJob;
}

/** Several images that are calibrated together. */
export interface TogetherTask {
  readonly inputs: readonly TogetherInput[];
  readonly calibrant: Calibrant;
  /** How they hang together; values in the order of the inputs */
  readonly model: JointModel;
  readonly refineWavelength: boolean;
  readonly fixed: readonly string[];
  /** Does a job beside this thread. */
  readonly work: <J extends CalibrationJob>(job: J, onProgress?: (fraction: number) => void) => Promise<JobResult<J>>;
  /** An image that cannot take part: one sentence says why. */
  readonly onLeftOut: (input: TogetherInput, reason: string) => void;
  /** @param done  images, and part of the next one */
  readonly onProgress: (done: number, name: string) => void;
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

/** Those that could be calibrated. */
export async function calibrateMembers(task: TogetherTask): Promise<TogetherMember[]> {
  const { inputs, signal, onProgress } = task;
  const members: TogetherMember[] = [];
  for (const [place, input] of inputs.entries()) {
    signal.throwIfAborted();
    onProgress(place, input.name);
    const member = await calibrateAlone(task, input, place);
    if (member) members.push(member);
  }
  onProgress(inputs.length, '');
  return members;
}

async function calibrateAlone(
  { refineWavelength, calibrant, work, onLeftOut, onProgress }: TogetherTask,
  input: TogetherInput,
  place: number,
): Promise<TogetherMember | null> {
  const { image, detector, wavelength } = input.job;
  // One image at small angle cannot tell wavelength from distance: that is what the others are for.
  let result = await work({ ...input.job, refineWavelength: false }, (part) =>
    onProgress(place + 0.9 * part, input.name),
  );
  // With a wrong wavelength wide rings fit nowhere; the image may still know a better one.
  if (result.verdict === 'bad' && refineWavelength) {
    const again = await work({ ...input.job, refineWavelength: true });
    if (again.verdict !== 'bad') result = again;
  }
  const { calibration, verdict, reasons } = result;
  if (!calibration || verdict === 'bad') {
    onLeftOut(input, reasons[0] ?? 'It could not be calibrated.');
    return null;
  }
  const start = { ...calibration.geometry, wavelength: calibration.geometry.wavelength ?? wavelength };
  const { fixed = [], ringCount } = input.job;
  const joint = await work({
    ...{ kind: 'weigh', image, detector, wavelength: start.wavelength, calibrant, geometry: start, fixed },
    ...(ringCount === undefined ? {} : { ringCount }),
  });
  if (!joint) {
    onLeftOut(input, 'Too few points were found on its rings.');
    return null;
  }
  return {
    ...{ input, place, joint, detector: { ...detector, shape: [image.shape[0], image.shape[1]] } },
    alone: { level: verdict, reasons },
  };
}

/** What spoke against an image alone may have been the wavelength, which is better known now. */
export async function judgeAgain(
  { work, refineWavelength }: TogetherTask,
  members: readonly TogetherMember[],
  fit: JointRefinement,
): Promise<readonly TogetherMember[]> {
  if (!refineWavelength || fit.stop === 'degenerate') return members;
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
