import { AppError } from '../../src-shared/model/app-error.ts';
import { bindKernel, type Kernel, MAX_PAGES, PAGE_BYTES } from './kernel.ts';
import { LANE_MASKS, layoutPlan, type PlanLayout, type PlanSize, WEIGHT_COUNT } from './plan-layout.ts';

/** A plan in memory that all threads share. Can be sent to a worker; its arrays are never copied. */
export interface SharedPlan {
  /** Unique in this process. */
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly layout: PlanLayout;
}

let lastId = 0;

/** The kernel reads four weights at once: beyond the last one there must be memory. */
const SURPLUS = 16;
/** Memory grows by at least this much at a time. */
const GROWTH_PAGES = 1024;

/**
 * Memory for a plan, all zero but for the lane masks.
 *
 * @param expectedWeights  room for these at once; more room is made as it is needed
 * @throws AppError  if the plan does not fit in the 4 GiB that the kernel can address, or in the machine
 */
export function createSharedPlan(size: PlanSize, expectedWeights: number): SharedPlan {
  const layout = layoutPlan(size);
  const pages = pagesFor(layout, expectedWeights);
  if (pages > MAX_PAGES) throw tooLarge(layout, expectedWeights);
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true });
  } catch {
    throw tooLarge(layout, expectedWeights);
  }
  const masks = new Int32Array(memory.buffer, LANE_MASKS, 5 * 4);
  for (let span = 0; span <= 4; span++) masks.fill(-1, span * 4, span * 4 + span);
  lastId += 1;
  return { id: lastId, memory, layout };
}

/**
 * Takes the next free place for some weights. Threads may do so at the same time.
 *
 * @returns offset of the first of them among all weights
 * @throws AppError  if they do not fit in the 4 GiB that the kernel can address, or in the machine
 */
export function reserveWeights({ memory, layout }: SharedPlan, count: number): number {
  const offset = Atomics.add(new Uint32Array(memory.buffer, WEIGHT_COUNT, 1), 0, count);
  const pages = pagesFor(layout, offset + count);
  const missing = pages - memory.buffer.byteLength / PAGE_BYTES;
  if (missing > 0) {
    if (pages > MAX_PAGES) throw tooLarge(layout, offset + count);
    try {
      // Two threads may both grow it, which does no harm.
      memory.grow(Math.min(Math.max(missing, GROWTH_PAGES), MAX_PAGES - memory.buffer.byteLength / PAGE_BYTES));
    } catch {
      throw tooLarge(layout, offset + count);
    }
  }
  return offset;
}

/** Weights that have their place. */
export function weightCount({ memory }: SharedPlan): number {
  return Atomics.load(new Uint32Array(memory.buffer, WEIGHT_COUNT, 1), 0);
}

function pagesFor({ weightsStart }: PlanLayout, weights: number): number {
  return Math.ceil((weightsStart + weights * 4 + SURPLUS) / PAGE_BYTES);
}

function tooLarge({ bins, weightsStart }: PlanLayout, weights: number): AppError {
  const gigabytes = ((weightsStart + weights * 4) / 1e9).toFixed(1);
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
