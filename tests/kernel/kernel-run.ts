import type { LimitSettings } from '../../src-shared/correction/value-limits.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { BinSums, IntegrationPlan } from '../../src-shared/integration/integration-plan.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { integrateFrames } from '../../src-main/kernel/integrate-frames.ts';
import { loadKernel } from '../../src-main/kernel/kernel.ts';
import { addStatics, indexSegment, placePlan } from '../../src-main/kernel/place-plan.ts';
import { bindPlan, createSharedPlan } from '../../src-main/kernel/plan-memory.ts';

export interface KernelRun {
  readonly plan: IntegrationPlan;
  readonly normalization: Float32Array;
  readonly pedestal?: Float32Array | null;
  readonly limits?: LimitSettings;
  readonly errorModel?: ErrorModel;
}

/** Puts a plan into shared memory and integrates frames with the kernel, all in this thread. */
export async function runKernel(
  { plan, normalization, pedestal = null, limits = {}, errorModel = 'none' }: KernelRun,
  images: readonly Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>[],
): Promise<BinSums[]> {
  const shared = createSharedPlan({
    pixels: plan.spans.length,
    bins: plan.bins,
    wideBins: plan.firstBin instanceof Uint32Array,
    wideSpans: plan.spans instanceof Uint16Array,
    weights: plan.weights.length,
    hasPedestal: pedestal !== null,
    workers: 1,
  });
  placePlan(shared, plan, normalization, pedestal);
  const bound = bindPlan(await loadKernel(), shared);
  const scratch = shared.layout.scratch[0]!;
  let used = 0;
  for (let segment = 0; segment < shared.layout.segments; segment++) used += indexSegment(bound, scratch, segment);
  addStatics(shared);
  return integrateFrames(bound, scratch, images, limits, errorModel, used, () => undefined);
}
