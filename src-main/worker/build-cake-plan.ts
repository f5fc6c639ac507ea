import type { NormalizationSettings } from '../../src-shared/correction/pixel-normalization.ts';
import type { CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import { binCentres, radialAxis } from '../../src-shared/integration/radial-axis.ts';
import type { StaticMask } from '../../src-shared/integration/plan-spec.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import { createSharedCake, type SharedCake } from '../kernel/cake-memory.ts';
import type { CakeRows } from './cake-rows-task.ts';
import { cancelOnAbort, checkJob, createJobControl, type JobControl } from './job-control.ts';
import type { TaskRunner } from './task-runner.ts';

/** A cake's plan that is ready for frames. */
export interface ReadyCake {
  readonly shared: SharedCake;
  readonly spec: CakeSpec;
  /** Bin centres in output unit. */
  readonly radial: Float64Array;
  readonly hash: string;
  readonly usedPixels: number;
  readonly bytes: number;
}

export interface CakePlanRequest {
  readonly spec: CakeSpec;
  readonly hash: string;
  readonly mask: StaticMask;
  readonly normalization: NormalizationSettings;
  readonly flat: Samples | null;
  readonly pedestal: Float32Array | null;
  readonly pedestalVariance: Float32Array | null;
}

/** Blocks of rows per thread: more than one, so that threads finish together although rows differ. */
const BLOCKS_PER_THREAD = 8;

/**
 * Builds a cake's plan in all threads: blocks of rows of the image, whose runs are then sorted by cake.
 *
 * @throws AppError  'cancelled', 'worker', or as `buildCakeBlock`
 */
export async function buildCakePlan(
  runner: TaskRunner,
  request: CakePlanRequest,
  signal: AbortSignal,
): Promise<ReadyCake> {
  const control = createJobControl();
  const release = cancelOnAbort(control, signal);
  try {
    return await buildInThreads(runner, request, control);
  } finally {
    release();
  }
}

async function buildInThreads(runner: TaskRunner, request: CakePlanRequest, control: JobControl): Promise<ReadyCake> {
  const { spec, hash, mask, normalization, flat } = request;
  const { shape } = spec;
  const [height, columns] = shape;
  const count = Math.min(height, runner.threads * BLOCKS_PER_THREAD);
  const blocks = await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const rows = { start: Math.floor((i * height) / count), end: Math.floor(((i + 1) * height) / count) };
      return runner.run('cake-rows', { spec, mask, rows, normalization, flat, control });
    }),
  );
  checkJob(control);
  const { cakes } = spec.azimuth;
  const shared = createSharedCake({
    shape,
    bins: spec.bins,
    cakes,
    runs: sumOf(blocks, ({ pixel }) => pixel.length),
    weights: sumOf(blocks, ({ weights }) => weights.length),
    wideBins: spec.bins > 0xffff,
    wideSpans: blocks.some(({ widest }) => widest > 0xff),
    hasPedestal: request.pedestal !== null,
    hasPedestalVariance: request.pedestalVariance !== null,
    workers: runner.threads,
  });
  await placeBlocks(runner, shared, blocks, columns, request);
  checkJob(control);
  await Promise.all(Array.from({ length: runner.threads }, () => runner.run('index-cakes', { plan: shared, control })));
  checkJob(control);
  return {
    shared,
    spec,
    radial: binCentres(radialAxis(spec.bins, spec.radialRange)),
    hash,
    usedPixels: sumOf(blocks, ({ usedPixels }) => usedPixels),
    bytes: shared.layout.residentBytes,
  };
}

/** Counts say where each block begins in each cake. */
async function placeBlocks(
  runner: TaskRunner,
  plan: SharedCake,
  blocks: readonly CakeRows[],
  columns: number,
  { pedestal, pedestalVariance }: Pick<CakePlanRequest, 'pedestal' | 'pedestalVariance'>,
): Promise<void> {
  const { memory, layout } = plan;
  const { cakes } = layout;
  const runStart = new Uint32Array(memory.buffer, layout.runStart, cakes + 1);
  const weightStart = new Uint32Array(memory.buffer, layout.weightStart, cakes + 1);
  const firsts = blocks.map(() => ({ runs: new Uint32Array(cakes), weights: new Uint32Array(cakes) }));
  let run = 0;
  let weight = 0;
  for (let cake = 0; cake < cakes; cake++) {
    runStart[cake] = run;
    weightStart[cake] = weight;
    for (const [i, { counts }] of blocks.entries()) {
      firsts[i]!.runs[cake] = run;
      firsts[i]!.weights[cake] = weight;
      run += counts.runs[cake]!;
      weight += counts.weights[cake]!;
    }
  }
  runStart[cakes] = run;
  weightStart[cakes] = weight;
  if (run !== layout.runs || weight !== layout.weights)
    throw new AppError('internal', `${run} runs and ${weight} weights were counted, ${layout.runs} were made.`);
  await Promise.all(
    blocks.map(({ rows, cake, pixel, firstBin, spans, weights, normalization }, i) => {
      const firstPixel = rows.start * columns;
      const part = {
        block: { cake, pixel, firstBin, spans, weights },
        first: firsts[i]!,
        firstPixel,
        normalization,
        pedestal: pedestal && pedestal.subarray(firstPixel, rows.end * columns),
        pedestalVariance: pedestalVariance && pedestalVariance.subarray(firstPixel, rows.end * columns),
      };
      const transfer = [cake, pixel, firstBin, spans, weights, normalization].map(({ buffer }) => buffer);
      return runner.run('place-cake', { plan, part }, transfer);
    }),
  );
}

function sumOf(blocks: readonly CakeRows[], value: (block: CakeRows) => number): number {
  return blocks.reduce((total, block) => total + value(block), 0);
}
