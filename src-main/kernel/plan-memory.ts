import { AppError } from '../../src-shared/model/app-error.ts';
import { bindKernel, type Kernel, MAX_PAGES, PAGE_BYTES } from './kernel.ts';
import { LANE_MASKS, layoutPlan, type PlanLayout, type PlanSize } from './plan-layout.ts';

/** A plan in memory that all threads share. Can be sent to a worker; its arrays are never copied. */
export interface SharedPlan {
  /** Unique in this process. */
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly layout: PlanLayout;
}

let lastId = 0;

/**
 * Memory for a plan, all zero but for the lane masks.
 *
 * @throws AppError  if the plan does not fit in the 4 GiB that the kernel can address, or in the machine
 */
export function createSharedPlan(size: PlanSize): SharedPlan {
  const layout = layoutPlan(size);
  const pages = Math.ceil(layout.byteLength / PAGE_BYTES);
  if (pages > MAX_PAGES) throw tooLarge(layout);
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true });
  } catch {
    throw tooLarge(layout);
  }
  const masks = new Int32Array(memory.buffer, LANE_MASKS, 5 * 4);
  for (let span = 0; span <= 4; span++) masks.fill(-1, span * 4, span * 4 + span);
  lastId += 1;
  return { id: lastId, memory, layout };
}

function tooLarge({ bins, byteLength }: PlanLayout): AppError {
  const gigabytes = (byteLength / 1e9).toFixed(1);
  return new AppError('usage', `${bins} bins need a plan of ${gigabytes} GB, too much for the memory; use fewer bins.`);
}

/** A shared plan as one thread sees it. */
export interface BoundPlan {
  readonly layout: PlanLayout;
  readonly kernel: Kernel;
  readonly buffer: ArrayBufferLike;
  readonly tileOffsets: Uint32Array;
  readonly tileLanes: Uint8Array;
  readonly segmentBins: Uint32Array;
}

export function bindPlan(module: WebAssembly.Module, { memory, layout }: SharedPlan): BoundPlan {
  const { buffer } = memory;
  return {
    layout,
    kernel: bindKernel(module, memory),
    buffer,
    tileOffsets: new Uint32Array(buffer, layout.tileOffsets, layout.tiles + 1),
    tileLanes: new Uint8Array(buffer, layout.tileLanes, layout.tiles),
    segmentBins: new Uint32Array(buffer, layout.segmentBins, layout.segments * 2),
  };
}
