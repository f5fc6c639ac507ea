import type { NormalizationSettings } from '../../src-shared/correction/pixel-normalization.ts';
import type { RowBlock } from '../../src-shared/geometry/detector-grid.ts';
import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { PlanSpec, StaticMask } from '../../src-shared/integration/plan-spec.ts';
import { binCentres, radialAxis } from '../../src-shared/integration/radial-axis.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import { addStatics, chooseLanes, type TileSpans } from '../kernel/place-plan.ts';
import { createSharedPlan, type SharedPlan } from '../kernel/plan-memory.ts';
import { cancelOnAbort, checkJob, createJobControl, type JobControl } from './job-control.ts';
import type { PlanRows } from './plan-rows-task.ts';
import type { TaskRunner } from './task-runner.ts';

/** A plan that is ready for frames. */
export interface ReadyPlan {
  readonly shared: SharedPlan;
  /** Bin centres in output unit. */
  readonly radial: Float64Array;
  /** Content hash of geometry, binning and static mask. */
  readonly hash: string;
  readonly extent: RadialExtent;
  readonly usedPixels: number;
  readonly bytes: number;
}

export interface PlanRequest {
  readonly spec: PlanSpec;
  readonly hash: string;
  readonly mask: StaticMask;
  readonly normalization: NormalizationSettings;
  readonly flat: Samples | null;
  readonly pedestal: Float32Array | null;
}

/** Blocks of rows per thread: more than one, so that threads finish together although rows differ. */
const BLOCKS_PER_THREAD = 2;

/**
 * Builds a plan in all threads, straight into the memory that they share.
 *
 * @throws AppError  'cancelled', 'worker', or as `buildPlanBlock`
 */
export async function buildPlan(runner: TaskRunner, request: PlanRequest, signal: AbortSignal): Promise<ReadyPlan> {
  const control = createJobControl();
  const release = cancelOnAbort(control, signal);
  try {
    return await buildInThreads(runner, request, control);
  } finally {
    release();
  }
}

async function buildInThreads(runner: TaskRunner, request: PlanRequest, control: JobControl): Promise<ReadyPlan> {
  const { spec, hash, mask, normalization, flat, pedestal } = request;
  const rowBlocks = splitRows(spec.shape[0], runner.threads * BLOCKS_PER_THREAD);
  const blocks = await Promise.all(
    rowBlocks.map((rows) => runner.run('plan-rows', { spec, mask, rows, normalization, flat, control })),
  );
  checkJob(control);

  const shared = createSharedPlan({
    pixels: spec.shape[0] * spec.shape[1],
    bins: spec.bins,
    wideBins: blocks.some(({ firstBin }) => firstBin instanceof Uint32Array),
    wideSpans: blocks.some(({ spans }) => spans instanceof Uint16Array),
    weights: blocks.reduce((total, { weights }) => total + weights.length, 0),
    hasPedestal: pedestal !== null,
    workers: runner.threads,
  });
  chooseLanes(shared, await placeBlocks(runner, shared, blocks, spec.shape[1], pedestal));

  const used = await Promise.all(
    Array.from({ length: runner.threads }, () => runner.run('index-segments', { plan: shared, control })),
  );
  checkJob(control);
  addStatics(shared);
  return {
    shared,
    radial: binCentres(radialAxis(spec.bins, spec.radialRange)),
    hash,
    extent: spec.radialRange,
    usedPixels: used.reduce((total, count) => total + count, 0),
    bytes: shared.layout.residentBytes,
  };
}

async function placeBlocks(
  runner: TaskRunner,
  plan: SharedPlan,
  blocks: readonly PlanRows[],
  columns: number,
  pedestal: Float32Array | null,
): Promise<TileSpans[]> {
  let firstWeight = 0;
  return Promise.all(
    blocks.map(({ rows, firstBin, spans, weights, normalization }) => {
      const firstPixel = rows.start * columns;
      const part = {
        firstPixel,
        firstWeight,
        firstBin,
        spans,
        weights,
        normalization,
        pedestal: pedestal && pedestal.subarray(firstPixel, rows.end * columns),
      };
      firstWeight += weights.length;
      const transfer = [firstBin, spans, weights, normalization].map(({ buffer }) => buffer as ArrayBuffer);
      return runner.run('place-part', { plan, part }, transfer);
    }),
  );
}

function splitRows(rows: number, parts: number): RowBlock[] {
  const count = Math.min(rows, parts);
  return Array.from({ length: count }, (_, i) => ({
    start: Math.floor((i * rows) / count),
    end: Math.floor(((i + 1) * rows) / count),
  }));
}
