import { AppError } from '../../src-shared/model/app-error.ts';
import { type CakeLayout, CAKES_PER_PASS, type CakeSize, layoutCake } from './cake-layout.ts';
import { bindKernel, type Kernel, MAX_PAGES, PAGE_BYTES } from './kernel.ts';
import { LANE_MASKS } from './plan-layout.ts';

/** A cake's plan in memory that all threads share. Can be sent to a worker; its arrays are never copied. */
export interface SharedCake {
  /** Unique among the cakes of this process. */
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly layout: CakeLayout;
}

let lastId = 0;

/**
 * Memory for a cake's plan, all zero but for the lane masks.
 *
 * @throws AppError  if the plan does not fit in the 4 GiB that the kernel can address, or in the machine
 */
export function createSharedCake(size: CakeSize): SharedCake {
  let layout = layoutCake(size, CAKES_PER_PASS);
  if (layout.byteLength > MAX_PAGES * PAGE_BYTES) layout = layoutCake(size, 1);
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

function tooLarge({ cakes, bins, byteLength }: CakeLayout): AppError {
  return new AppError(
    'usage',
    `${cakes} cakes of ${bins} bins need a plan of ${(byteLength / 1e9).toFixed(1)} GB, too much for the memory; use fewer.`,
  );
}

/** A shared plan as one thread sees it. */
export interface BoundCake {
  readonly layout: CakeLayout;
  readonly kernel: Kernel;
  readonly buffer: ArrayBufferLike;
  readonly runStart: Uint32Array;
  readonly weightStart: Uint32Array;
  readonly lanes: Uint8Array;
  readonly reached: Uint32Array;
}

export function bindCake(module: WebAssembly.Module, { memory, layout }: SharedCake): BoundCake {
  const { buffer } = memory;
  return {
    layout,
    kernel: bindKernel(module, memory),
    buffer,
    runStart: new Uint32Array(buffer, layout.runStart, layout.cakes + 1),
    weightStart: new Uint32Array(buffer, layout.weightStart, layout.cakes + 1),
    lanes: new Uint8Array(buffer, layout.lanes, layout.cakes),
    reached: new Uint32Array(buffer, layout.reached, 2 * layout.cakes),
  };
}

/** The runs of one cake, as addresses. */
export interface CakePlace {
  readonly runs: number;
  readonly list: number;
  readonly firstBin: number;
  readonly spans: number;
  readonly weights: number;
}

export function cakePlace({ layout, runStart, weightStart }: BoundCake, cake: number): CakePlace {
  const first = runStart[cake]!;
  return {
    runs: runStart[cake + 1]! - first,
    list: layout.list + first * 4,
    firstBin: layout.firstBin + first * (layout.wideBins ? 4 : 2),
    spans: layout.spans + first * (layout.wideSpans ? 2 : 1),
    weights: layout.weightsStart + weightStart[cake]! * 4,
  };
}
