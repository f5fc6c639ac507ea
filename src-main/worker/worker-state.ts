import { type ClipScratch, createClipScratch } from '../../src-shared/integration/clip-round.ts';
import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import { loadKernel } from '../kernel/kernel.ts';
import { bindCake, type BoundCake, type SharedCake } from '../kernel/cake-memory.ts';
import type { CakeScratch } from '../kernel/cake-layout.ts';
import { createMeasuredPixels } from '../kernel/measured-pixels.ts';
import type { ScratchLayout } from '../kernel/plan-layout.ts';
import { bindPlan, type BoundPlan, type SharedPlan } from '../kernel/plan-memory.ts';
import { createExtentFinder, type ExtentFinder } from './axis-extent.ts';
import { createFrameReader, type FrameReader } from './frame-reader.ts';

/** Plans that a thread keeps bound; binding again takes less than a millisecond. */
const MAX_BOUND = 4;

/** What a thread keeps from task to task. */
export interface WorkerState {
  readonly files: FrameReader;
  /** Extents of files of the run under way, by file. */
  readonly extents: Map<string, RadialExtent>;
  extentFinder(): Promise<ExtentFinder>;
  /** The plan as this thread sees it. */
  bind(plan: SharedPlan): Promise<BoundPlan>;
  /** This thread's own part of the working memory. */
  scratch(plan: SharedPlan): ScratchLayout;
  /** The plan of cakes as this thread sees it. */
  bindCake(plan: SharedCake): Promise<BoundCake>;
  cakeScratch(plan: SharedCake): CakeScratch;
  forgetCakes(cakeIds: readonly number[]): void;
  readonly clipScratch: ClipScratch;
  /** Lets go of plans, so that their memory can be freed. */
  forget(planIds: readonly number[]): void;
}

/** @param slot  number of the thread, below the number that plans have room for */
export function createWorkerState(slot: number): WorkerState {
  const plans = createBoundCache(bindPlan);
  const cakes = createBoundCache(bindCake);
  let extentFinder: Promise<ExtentFinder> | undefined;
  const ownPart = <T>({ scratch }: { readonly scratch: readonly T[] }): T => {
    const own = scratch[slot];
    if (!own) throw new RangeError(`the plan has room for ${scratch.length} threads, not for ${slot + 1}`);
    return own;
  };
  return {
    files: createFrameReader(),
    extents: new Map(),
    clipScratch: createClipScratch(),
    extentFinder: () =>
      (extentFinder ??= loadKernel().then((module) => createExtentFinder(createMeasuredPixels(module)))),
    bind: plans.bind,
    scratch: ({ layout }) => ownPart(layout),
    forget: plans.forget,
    bindCake: cakes.bind,
    cakeScratch: ({ layout }) => ownPart(layout),
    forgetCakes: cakes.forget,
  };
}

/** Keeps the plans used last bound to this thread. */
function createBoundCache<P extends { readonly id: number }, B>(bind: (module: WebAssembly.Module, plan: P) => B) {
  const known = new Map<number, B>();
  return {
    async bind(plan: P): Promise<B> {
      const bound = known.get(plan.id) ?? bind(await loadKernel(), plan);
      known.delete(plan.id);
      known.set(plan.id, bound);
      for (const id of known.keys()) if (known.size > MAX_BOUND) known.delete(id);
      return bound;
    },
    forget(ids: readonly number[]): void {
      for (const id of ids) known.delete(id);
    },
  };
}
