import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import { loadKernel } from '../kernel/kernel.ts';
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
  /** Lets go of plans, so that their memory can be freed. */
  forget(planIds: readonly number[]): void;
}

/** @param slot  number of the thread, below the number that plans have room for */
export function createWorkerState(slot: number): WorkerState {
  const plans = new Map<number, BoundPlan>();
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
    forget(planIds) {
      for (const id of planIds) plans.delete(id);
    },
  };
}
