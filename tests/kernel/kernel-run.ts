import type { LimitSettings } from '../../src-shared/correction/value-limits.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { BinSums, IntegrationPlan } from '../../src-shared/integration/integration-plan.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { integrateFrames } from '../../src-main/kernel/integrate-frames.ts';
import { loadKernel } from '../../src-main/kernel/kernel.ts';
import { addStatics, createTileWriter, indexSegment } from '../../src-main/kernel/place-plan.ts';
import { bindPlan, createSharedPlan, type SharedPlan } from '../../src-main/kernel/plan-memory.ts';

export interface KernelRun {
  readonly plan: IntegrationPlan;
  readonly normalization: Float32Array;
  readonly pedestal?: Float32Array | null;
  readonly pedestalVariance?: Float32Array | null;
  readonly limits?: LimitSettings;
  readonly errorModel?: ErrorModel;
}

type Frame = Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;

export interface PreparedKernel {
  integrate(images: readonly Frame[], checkCancelled?: () => void): BinSums[];
  /** Working memory of the thread, as bytes. */
  readonly scratch: Uint8Array;
}

/** Puts a plan into shared memory and integrates frames with the kernel, all in this thread. */
export async function runKernel(run: KernelRun, images: readonly Frame[]): Promise<BinSums[]> {
  return (await prepareKernel(run)).integrate(images);
}

export async function prepareKernel({
  plan,
  normalization,
  pedestal = null,
  pedestalVariance = null,
  limits = {},
  errorModel = 'none',
}: KernelRun): Promise<PreparedKernel> {
  const size = {
    pixels: plan.spans.length,
    columns: plan.shape[1],
    bins: plan.bins,
    wideBins: plan.firstBin instanceof Uint32Array,
    wideSpans: plan.spans instanceof Uint16Array,
    hasPedestal: pedestal !== null,
    hasPedestalVariance: pedestalVariance !== null,
    workers: 1,
  };
  const shared = createSharedPlan(size, 0); // the memory has to grow
  placePlan(shared, plan, normalization, pedestal, pedestalVariance);
  const bound = bindPlan(await loadKernel(), shared);
  const scratch = shared.layout.scratch[0]!;
  let used = 0;
  for (let segment = 0; segment < shared.layout.segments; segment++) used += indexSegment(bound, scratch, segment);
  addStatics(shared);
  return {
    integrate: (images, checkCancelled = () => undefined) =>
      integrateFrames(bound, scratch, images, limits, errorModel, used, checkCancelled),
    scratch: new Uint8Array(bound.buffer, scratch.stage, shared.layout.frame - scratch.stage),
  };
}

/** A plan in plain arrays into shared memory, some pixels at a time. */
function placePlan(
  shared: SharedPlan,
  { firstBin, spans, weights }: IntegrationPlan,
  normalization: Float32Array,
  pedestal: Float32Array | null,
  pedestalVariance: Float32Array | null,
): void {
  const writer = createTileWriter(shared, 0);
  const step = 10_007; // no whole number of these makes a tile
  let offset = 0;
  for (let start = 0; start < spans.length; start += step) {
    const end = Math.min(start + step, spans.length);
    const part = spans.subarray(start, end);
    let count = 0;
    for (const span of part) count += span;
    const room = writer.reserve(count);
    room.weights.set(weights.subarray(offset, offset + count), room.offset);
    offset += count;
    writer.add(start, firstBin.subarray(start, end), part);
  }
  const { memory, layout } = shared;
  new Float32Array(memory.buffer, layout.normalization, layout.pixels).set(normalization);
  if (pedestal) new Float32Array(memory.buffer, layout.pedestal, layout.pixels).set(pedestal);
  if (pedestalVariance) new Float32Array(memory.buffer, layout.pedestalVariance, layout.pixels).set(pedestalVariance);
}
