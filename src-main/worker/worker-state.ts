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
  /** Lets go of plans, so that their memory can be freed. */
  forget(planIds: readonly number[]): void;
}

/** @param slot  number of the thread, below the number that plans have room for */
export function createWorkerState(slot: number): WorkerState {
  const plans = new Map<number, BoundPlan>();
  const cakes = new Map<number, BoundCake>();
  let extentFinder: Promise<ExtentFinder> | undefined;
  return {
    files: createFrameReader(),
    extents: new Map(),
    extentFinder: () =>
      (extentFinder ??= loadKernel().then((module) => createExtentFinder(createMeasuredPixels(module)))),
    async bind(plan) {
      const bound = plans.get(plan.id) ?? bindPlan(await loadKernel(), plan);
      plans.delete(plan.id);
      plans.set(plan.id, bound);
      for (const id of plans.keys()) if (plans.size > MAX_BOUND) plans.delete(id);
      return bound;
    },
    scratch({ layout }) {
      const scratch = layout.scratch[slot];
      if (!scratch) throw new RangeError(`the plan has room for ${layout.scratch.length} threads, not for ${slot + 1}`);
      return scratch;
    },
    async bindCake(plan) {
      const bound = cakes.get(plan.id) ?? bindCake(await loadKernel(), plan);
      cakes.delete(plan.id);
      cakes.set(plan.id, bound);
      for (const id of cakes.keys()) if (cakes.size > MAX_BOUND) cakes.delete(id);
      return bound;
    },
    cakeScratch({ layout }) {
      const scratch = layout.scratch[slot];
      if (!scratch) throw new RangeError(`the plan has room for ${layout.scratch.length} threads, not for ${slot + 1}`);
      return scratch;
    },
    forgetCakes(cakeIds) {
      for (const id of cakeIds) cakes.delete(id);
    },
    forget(planIds) {
      for (const id of planIds) plans.delete(id);
    },
  };
}
