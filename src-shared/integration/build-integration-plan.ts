import type { IntegrationPlan } from './integration-plan.ts';
import { type Allocate, joinPlanBlocks } from './join-plan-blocks.ts';
import { buildPlanBlock } from './plan-block.ts';
import { planHash } from './plan-hash.ts';
import type { PlanSpec, StaticMask } from './plan-spec.ts';

/**
 * The whole plan in this thread. Threads share the work by building blocks of rows with `buildPlanBlock` and joining
 * them with `joinPlanBlocks`; the result is the same to the last bit.
 *
 * Errors as in `buildPlanBlock`.
 */
export function buildIntegrationPlan(spec: PlanSpec, mask: StaticMask, allocate?: Allocate): IntegrationPlan {
  const block = buildPlanBlock(spec, mask, { start: 0, end: spec.shape[0] });
  return joinPlanBlocks(spec, planHash(spec, mask), [block], allocate);
}
