import { indexSegment } from '../kernel/place-plan.ts';
import type { SharedPlan } from '../kernel/plan-memory.ts';
import { checkJob, type JobControl, takeNext } from './job-control.ts';
import type { WorkerState } from './worker-state.ts';

export interface IndexSegmentsInput {
  readonly plan: SharedPlan;
  readonly control: JobControl;
}

/** Indexes segments until none is left; other threads take the others. Gives the number of pixels in use in them. */
export async function indexSegments({ plan, control }: IndexSegmentsInput, state: WorkerState): Promise<number> {
  const bound = await state.bind(plan);
  const scratch = state.scratch(plan);
  let used = 0;
  for (let segment = takeNext(control); segment < plan.layout.segments; segment = takeNext(control)) {
    checkJob(control);
    used += indexSegment(bound, scratch, segment);
  }
  return used;
}
