import { frameMask } from '../correction/frame-mask.ts';
import { type LimitSettings, valueLimits } from '../correction/value-limits.ts';
import type { DetectorImage } from '../model/detector-image.ts';

/**
 * Pixels that do not count when the radial axis is laid out from the data: the static mask, the image's own mask, and
 * values that are not finite or outside `maskBelow` … `maskAbove`. A dummy value does count, as it does in pyFAI: it
 * marks a pixel without a measurement, not one without a place.
 *
 * The first frame of a file decides for all its frames, so that they share one axis.
 *
 * @param firstFrame  frame 0 of the file that is integrated
 * @returns 1 = does not count; one entry per pixel
 */
export function extentMask(
  firstFrame: DetectorImage,
  { maskBelow, maskAbove }: LimitSettings,
  staticMask: Uint8Array | null,
): Uint8Array {
  const limits = valueLimits(
    { ...(maskBelow === undefined ? {} : { maskBelow }), ...(maskAbove === undefined ? {} : { maskAbove }) },
    firstFrame.metadata,
    firstFrame.samples,
  );
  return frameMask(firstFrame, limits, staticMask);
}
