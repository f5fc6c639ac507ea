import { placePart, type PlanPart, type TileSpans } from '../kernel/place-plan.ts';
import type { SharedPlan } from '../kernel/plan-memory.ts';

export interface PlacePartInput {
  readonly plan: SharedPlan;
  readonly part: PlanPart;
}

/** Copies some rows of a plan to their place in shared memory. */
export function placeRows({ plan, part }: PlacePartInput): TileSpans {
  return placePart(plan, part);
}
