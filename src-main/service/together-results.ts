import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { ringLines } from '../../src-shared/calibrant/ring-lines.ts';
import { describeJointImage } from '../../src-shared/calibration/describe-joint-image.ts';
import { describeCalibration } from '../../src-shared/calibration/describe-calibration.ts';
import type { JointRefinement } from '../../src-shared/calibration/joint-result.ts';
import type { CalibrationFindings } from '../../src-shared/model/calibration-result.ts';
import type { TogetherInput, TogetherMember } from './together-members.ts';

/** What the joint refinement says of each of its images, in their order. */
export function memberFindings(
  members: readonly TogetherMember[],
  fit: JointRefinement,
  calibrant: Calibrant,
): CalibrationFindings[] {
  return members.map(({ input, joint, alone }, i) => {
    const { image, detector, ringCount } = input.job;
    return describeJointImage(joint, fit.images[i]!, alone, {
      ...{ calibrant, detector, shape: image.shape, lines: ringLines(calibrant, joint.start.wavelength) },
      ...(ringCount === undefined ? {} : { ringCount }),
    });
  });
}

/** What is known of an image that could not take part. */
export function leftOutFindings({ job }: TogetherInput, calibrant: Calibrant, reason: string): CalibrationFindings {
  const { image, detector } = job;
  return describeCalibration(
    { verdict: { level: 'bad', reasons: [reason] }, refined: null, evidence: null },
    { calibrant, lines: [], detector, shape: image.shape },
  );
}
