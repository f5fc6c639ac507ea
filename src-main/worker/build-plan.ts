import type { NormalizationSettings } from '../../src-shared/correction/pixel-normalization.ts';
import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { PlanSpec, StaticMask } from '../../src-shared/integration/plan-spec.ts';
import { binCentres, radialAxis } from '../../src-shared/integration/radial-axis.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { addStatics } from '../kernel/place-plan.ts';
import { createSharedPlan, type SharedPlan, weightCount } from '../kernel/plan-memory.ts';
import { cancelOnAbort, checkJob, countAnew, createJobControl, type JobControl } from './job-control.ts';
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
  readonly pedestalVariance: Float32Array | null;
}

/** Runs of tiles per thread: enough that threads finish together although rows differ. */
const RUNS_PER_THREAD = 8;
/** Weights per pixel that memory is taken for at first. */
const EXPECTED_WEIGHTS = 2.5;

/**
 * Builds a plan in all threads, straight into the memory that they share.
 *
 * @throws AppError  'cancelled', 'worker', or as `weighStrips`
 */
export async function buildPlan(runner: TaskRunner, request: PlanRequest, signal: AbortSignal): Promise<ReadyPlan> {
  // Pixels that reach more than 255 bins are rare: the second try has room for them.
  const plan = (await buildWith(runner, request, false, signal)) ?? (await buildWith(runner, request, true, signal));
  if (!plan) throw new AppError('internal', 'The plan does not fit into its memory.');
  return plan;
}

/** @returns null if some pixel needs wide spans */
async function buildWith(
  runner: TaskRunner,
  request: PlanRequest,
  wideSpans: boolean,
  signal: AbortSignal,
): Promise<ReadyPlan | null> {
  const control = createJobControl();
  const release = cancelOnAbort(control, signal);
  try {
    return await buildInThreads(runner, request, wideSpans, control);
  } finally {
    release();
  }
}

async function buildInThreads(
  runner: TaskRunner,
  { spec, hash, mask, normalization, flat, pedestal, pedestalVariance }: PlanRequest,
  wideSpans: boolean,
  control: JobControl,
): Promise<ReadyPlan | null> {
  const pixels = spec.shape[0] * spec.shape[1];
  const wideBins = spec.bins > 0xffff;
  const size = {
    pixels,
    columns: spec.shape[1],
    bins: spec.bins,
    wideBins,
    wideSpans,
    hasPedestal: pedestal !== null,
    hasPedestalVariance: pedestalVariance !== null,
    workers: runner.threads,
  };
  const shared = createSharedPlan(size, spec.split === 'no' ? pixels : EXPECTED_WEIGHTS * pixels);
  const { layout, memory } = shared;
  const runs = Math.min(layout.tiles, runner.threads * RUNS_PER_THREAD);
  const inThreads = <T>(start: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: runner.threads }, start));

  const input = { plan: shared, spec, mask, normalization, flat, runs, control };
  const building = inThreads(() => runner.run('plan-tiles', input));
  if (pedestal) new Float32Array(memory.buffer, layout.pedestal, pixels).set(pedestal);
  if (pedestalVariance) new Float32Array(memory.buffer, layout.pedestalVariance, pixels).set(pedestalVariance);
  if ((await building).includes(false)) return null;
  checkJob(control);

  countAnew(control);
  const used = await inThreads(() => runner.run('index-segments', { plan: shared, control }));
  checkJob(control);
  addStatics(shared);
  return {
    shared,
    radial: shareAxis(binCentres(radialAxis(spec.bins, spec.radialRange))),
    hash,
    extent: spec.radialRange,
    usedPixels: used.reduce((total, count) => total + count, 0),
    bytes: layout.residentBytes + 4 * weightCount(shared),
  };
}

/** All results have the same axis, and go from thread to thread with it: it is not copied then. */
function shareAxis(axis: Float64Array): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(axis.byteLength));
  shared.set(axis);
  return shared;
}
