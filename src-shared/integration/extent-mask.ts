import { frameMask } from '../correction/frame-mask.ts';
import { isMeasured, type LimitSettings, type ValueLimits, valueLimits } from '../correction/value-limits.ts';
import type { DetectorImage } from '../model/detector-image.ts';
import type { UnusedPixels } from './radial-extent.ts';

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
  settings: LimitSettings,
  staticMask: Uint8Array | null,
): Uint8Array {
  return frameMask(firstFrame, extentLimits(firstFrame, settings), staticMask);
}

/**
 * The same pixels, decided only where somebody asks: a stroke on a mask must not cost a pass over the image.
 *
 * @param scratch  one entry per pixel, for those that are asked about; absent: made when needed
 */
export function extentPixels(
  firstFrame: DetectorImage,
  settings: LimitSettings,
  staticMask: Uint8Array | null,
  scratch?: Uint8Array<ArrayBuffer>,
): UnusedPixels {
  const limits = extentLimits(firstFrame, settings);
  const { samples, mask, shape } = firstFrame;
  let out = scratch;
  return {
    has: (p) =>
      !isMeasured(samples[p]!, limits) || (mask?.[p] ?? 0) !== 0 || (staticMask !== null && staticMask[p] !== 0),
    inRows({ start, end }) {
      out ??= new Uint8Array(samples.length);
      const [from, to] = [start * shape[1], end * shape[1]];
      const rows = { samples: samples.subarray(from, to), ...(mask ? { mask: mask.subarray(from, to) } : {}) };
      frameMask(rows, limits, staticMask && staticMask.subarray(from, to), null, out.subarray(from, to));
      return out;
    },
  };
}

function extentLimits(firstFrame: DetectorImage, { maskBelow, maskAbove }: LimitSettings): ValueLimits {
  return valueLimits(
    { ...(maskBelow === undefined ? {} : { maskBelow }), ...(maskAbove === undefined ? {} : { maskAbove }) },
    firstFrame.metadata,
    firstFrame.samples,
  );
}
