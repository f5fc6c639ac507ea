import { type CakeFramesInput, integrateCakeFrames } from './cake-frame-task.ts';
import { buildCakeRows, type CakeRows, type CakeRowsInput } from './cake-rows-task.ts';
import { type CakeCells, type CakeCellsInput, clipCake, type ClipCakeInput, sortCakeCells } from './clip-cake-task.ts';
import { formatFiles, type FormatInput, type FormattedFiles } from './format-task.ts';
import { clipPass, type ClipPassInput, type ClipPassResult, sortPlan } from './clip-task.ts';
import { correctFrame, type CorrectFrameInput } from './correct-task.ts';
import { type AzimuthsInput, azimuthsOfFrame, reduceSectors, type ReduceSectorsInput } from './sector-task.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import type { SortedPlan } from '../../src-shared/integration/sort-by-bin.ts';
import type { SharedPlan } from '../kernel/plan-memory.ts';
import { type FrameSegments, type FrameSegmentsInput, integrateFrameSegments } from './frame-segments-task.ts';
import { type FrameOutcome, type FramesInput, integrateFileFrames } from './frames-task.ts';
import { indexSegments, type IndexSegmentsInput } from './index-segments-task.ts';
import { buildPlanTiles, type PlanTilesInput } from './plan-tiles-task.ts';
import { indexCakes, type IndexCakesInput, type PlaceCakeInput, placeCakeRows } from './place-cake-task.ts';
import type { WorkerState } from './worker-state.ts';

/** Everything a worker thread can be asked: name, what it gets, what it gives. */
export interface Tasks {
  'plan-tiles': { input: PlanTilesInput; result: boolean };
  'index-segments': { input: IndexSegmentsInput; result: number };
  'frame-segments': { input: FrameSegmentsInput; result: FrameSegments };
  frames: { input: FramesInput; result: FrameOutcome[] };
  format: { input: FormatInput; result: FormattedFiles };
  'correct-frame': { input: CorrectFrameInput; result: Float32Array };
  azimuths: { input: AzimuthsInput; result: readonly [number, number] };
  'reduce-sectors': { input: ReduceSectorsInput; result: Omit<BinSums, 'ignoredPixels'> };
  'sort-plan': { input: SharedPlan; result: SortedPlan };
  'clip-pass': { input: ClipPassInput; result: ClipPassResult };
  'sort-cake-cells': { input: CakeCellsInput; result: CakeCells };
  'clip-cake': { input: ClipCakeInput; result: Uint8Array };
  'cake-rows': { input: CakeRowsInput; result: CakeRows };
  'place-cake': { input: PlaceCakeInput; result: undefined };
  'index-cakes': { input: IndexCakesInput; result: undefined };
  'cake-frames': { input: CakeFramesInput; result: undefined };
  'forget-cakes': { input: readonly number[]; result: undefined };
  'forget-plans': { input: readonly number[]; result: undefined };
  'close-files': { input: null; result: undefined };
}

export type TaskName = keyof Tasks;
export type TaskInput<N extends TaskName> = Tasks[N]['input'];
export type TaskResult<N extends TaskName> = Tasks[N]['result'];

type Handlers = {
  readonly [N in TaskName]: (input: TaskInput<N>, state: WorkerState) => TaskResult<N> | Promise<TaskResult<N>>;
};

const handlers: Handlers = {
  'plan-tiles': buildPlanTiles,
  'index-segments': indexSegments,
  'frame-segments': integrateFrameSegments,
  frames: integrateFileFrames,
  format: formatFiles,
  'correct-frame': correctFrame,
  azimuths: azimuthsOfFrame,
  'reduce-sectors': reduceSectors,
  'sort-plan': sortPlan,
  'clip-pass': clipPass,
  'sort-cake-cells': sortCakeCells,
  'clip-cake': clipCake,
  'cake-rows': buildCakeRows,
  'place-cake': placeCakeRows,
  'index-cakes': indexCakes,
  'cake-frames': integrateCakeFrames,
  'forget-cakes': (cakeIds, state) => {
    state.forgetCakes(cakeIds);
    return undefined;
  },
  'forget-plans': (planIds, state) => {
    state.forget(planIds);
    return undefined;
  },
  'close-files': async (_input, state) => {
    state.extents.clear();
    await state.files.close();
    return undefined;
  },
};

export async function runTask<N extends TaskName>(
  name: N,
  input: TaskInput<N>,
  state: WorkerState,
): Promise<TaskResult<N>> {
  return handlers[name](input, state);
}

/** Large arrays of a result that are handed over instead of copied. */
export function transferables(name: TaskName, result: unknown): ArrayBuffer[] {
  if (name === 'format')
    return (result as FormattedFiles).contents
      .map(({ buffer }) => buffer)
      .filter((buffer) => buffer instanceof ArrayBuffer);
  if (name === 'correct-frame') return [(result as Float32Array<ArrayBuffer>).buffer];
  if (name === 'clip-cake') return [(result as Uint8Array<ArrayBuffer>).buffer];
  if (name !== 'cake-rows') return [];
  const { cake, pixel, firstBin, spans, weights, normalization } = result as CakeRows;
  return [cake, pixel, firstBin, spans, weights, normalization].map(({ buffer }) => buffer);
}
