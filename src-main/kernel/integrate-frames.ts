import type { LimitSettings } from '../../src-shared/correction/value-limits.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { binMeans, finishSums } from './bin-sums.ts';
import { type FrameInput, frameInput, writeLimits } from './frame-input.ts';
import { addSegment, type CheckCancelled, integrateDeviations, integrateSegment } from './integrate-segment.ts';
import { FRAMES_PER_PASS, type ScratchLayout } from './plan-layout.ts';
import type { BoundPlan } from './plan-memory.ts';

/**
 * Integrates whole frames in this thread, FRAMES_PER_PASS at a time. Each result is, to the last bit, what the frame
 * gives alone or split over threads.
 *
 * @param usedPixels  pixels that the plan uses
 */
export function integrateFrames(
  plan: BoundPlan,
  scratch: ScratchLayout,
  images: readonly Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>[],
  limits: LimitSettings,
  errorModel: ErrorModel,
  usedPixels: number,
  checkCancelled: CheckCancelled,
): BinSums[] {
  const results: BinSums[] = [];
  for (let start = 0; start < images.length; start += FRAMES_PER_PASS) {
    const frames = images.slice(start, start + FRAMES_PER_PASS).map((image) => frameInput(image, limits));
    results.push(...integratePass(plan, scratch, frames, errorModel, usedPixels, checkCancelled));
  }
  return results;
}

function integratePass(
  plan: BoundPlan,
  scratch: ScratchLayout,
  frames: readonly FrameInput[],
  errorModel: ErrorModel,
  usedPixels: number,
  checkCancelled: CheckCancelled,
): BinSums[] {
  const { layout } = plan;
  const totals = (slot: number): number => scratch.totals + slot * layout.sumsStride;
  new Float64Array(plan.buffer, scratch.totals, (frames.length * layout.sumsStride) / 8).fill(0);
  const invalid = frames.map(() => 0);
  for (const [slot, frame] of frames.entries()) writeLimits(plan, scratch, slot, frame);
  for (let segment = 0; segment < layout.segments; segment++) {
    const listed = integrateSegment(plan, scratch, segment, frames, errorModel, scratch.sums, checkCancelled);
    for (const [slot, count] of listed.entries()) {
      invalid[slot]! += count;
      addSegment(plan, scratch.sums + slot * layout.sumsStride, totals(slot), count);
    }
  }
  return frames.map((frame, slot) => {
    const sums = finishSums(plan, totals(slot), errorModel, invalid[slot]!, usedPixels);
    if (errorModel !== 'azimuthal') return sums;
    writeLimits(plan, scratch, 0, frame);
    new Float64Array(plan.buffer, scratch.mean, layout.bins).set(binMeans(sums));
    const variance = new Float64Array(layout.bins);
    for (let segment = 0; segment < layout.segments; segment++) {
      integrateDeviations(plan, scratch, segment, frame, scratch.mean, scratch.sums, checkCancelled);
      const part = new Float64Array(plan.buffer, scratch.sums, layout.bins);
      for (let bin = 0; bin < layout.bins; bin++) variance[bin]! += part[bin]!;
    }
    return { ...sums, variance };
  });
}
