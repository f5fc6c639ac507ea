import { type CakePart, indexCake, placeCakePart } from '../kernel/place-cake.ts';
import type { SharedCake } from '../kernel/cake-memory.ts';
import { checkJob, type JobControl, takeNext } from './job-control.ts';
import type { WorkerState } from './worker-state.ts';

export interface PlaceCakeInput {
  readonly plan: SharedCake;
  readonly part: CakePart;
}

/** Sorts some rows of a cake's plan into shared memory. */
export function placeCakeRows({ plan, part }: PlaceCakeInput): undefined {
  placeCakePart(plan, part);
  return undefined;
}

export interface IndexCakesInput {
  readonly plan: SharedCake;
  readonly control: JobControl;
}

/** Indexes cakes until none is left; other threads take the others. */
export async function indexCakes({ plan, control }: IndexCakesInput, state: WorkerState): Promise<undefined> {
  const bound = await state.bindCake(plan);
  for (let cake = takeNext(control); cake < plan.layout.cakes; cake = takeNext(control)) {
    checkJob(control);
    indexCake(bound, cake);
  }
  return undefined;
}
