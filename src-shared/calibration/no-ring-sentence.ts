import type { CalibrationImage } from './calibration-image.ts';

/** Where so little is left, the mask is the reason that comes to mind first. */
const LITTLE = 0.05;

/** Why no ring was found, for people: what hides the image is said before anything else. */
export function noRingSentence({ unusable }: Pick<CalibrationImage, 'unusable'>): string {
  let left = 0;
  for (const flag of unusable) if (flag === 0) left++;
  if (left === 0)
    return 'No pixel of the image is left: all are masked, in gaps, beyond the limits, or without a count.';
  const part = left / unusable.length;
  return part < LITTLE
    ? `No ring was found in the ${(100 * part).toPrecision(2)} % of the image that masks, gaps and limits leave.`
    : 'No ring was found in the image.';
}
