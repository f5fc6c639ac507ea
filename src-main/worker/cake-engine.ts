import { cakeHash, type CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import { azimuthAxis, cakeCentres } from '../../src-shared/integration/cake-axis.ts';
import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import { checkClipSettings } from '../../src-shared/integration/filter-sigma-clip.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { normalizationSettings } from '../../src-shared/correction/pixel-normalization.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { createSharedBufferPool } from '../file/buffer-pool.ts';
import { createPlanCache } from '../store/plan-cache.ts';
import { buildCakePlan, type ReadyCake } from './build-cake-plan.ts';
import { clipSettings } from './clip-task.ts';
import type { CakeCells } from './clip-cake-task.ts';
import { type CakeFrameResult, type CakeQueue, createCakeQueue } from './cake-queue.ts';
import type { CorrectionSources, PreparedCorrections } from './prepared-corrections.ts';
import type { TaskRunner } from './task-runner.ts';

export interface CakeRequest extends CorrectionSources {
  readonly image: DetectorImage;
  /** First frame of the file that the image is from: it decides the extent of the axis. Absent: the image. */
  readonly axisFrame?: DetectorImage | undefined;
  readonly cut: CakeCut;
}

/** What one frame gives; arrays as in the model's Cake. */
export interface IntegratedCake extends CakeFrameResult {
  readonly radial: Float64Array;
  readonly azimuth: Float64Array;
  readonly azimuthWidth: number;
  readonly planHash: string;
}

/** The part of the integration engine that makes cakes: keeps their plans, and shares the work between threads. */
export interface CakeEngine {
  /** @throws AppError  'usage', 'calibration', 'cancelled' or 'worker' */
  integrate(
    request: CakeRequest,
    prepared: PreparedCorrections,
    extent: RadialExtent,
    signal: AbortSignal | undefined,
  ): Promise<IntegratedCake>;
  /** Lets later frames have the memory of a cake that nobody will look at any more. Need not be called. */
  release(cake: Pick<CakeFrameResult, 'intensity' | 'sigma' | 'count' | 'normalization'>): void;
  clear(): void;
}

/** Arrays of results that wait for later frames. */
const RESULTS_KEPT = 8;

/** @param cacheBytes  memory that plans may occupy */
export function createCakeEngine(runner: TaskRunner, cacheBytes: number): CakeEngine {
  const plans = createPlanCache<ReadyCake>(cacheBytes, (dropped) => {
    const ids = dropped.map(({ shared }) => shared.id);
    for (const done of runner.runEverywhere('forget-cakes', ids)) done.catch(() => undefined);
  });
  const results = createSharedBufferPool(RESULTS_KEPT);
  const queues = new WeakMap<ReadyCake, CakeQueue>();
  const cells = new WeakMap<ReadyCake, Promise<CakeCells>>();

  return {
    async integrate(request, prepared, extent, signal) {
      const { settings, cut } = request;
      const spec = cakeSpec(request, extent);
      const hash = cakeHash(spec, prepared.maskHash);
      const normalization = normalizationSettings(settings);
      const { mask, flat, pedestal, pedestalVariance } = prepared;
      const cake = { spec, hash, mask, normalization, flat, pedestal, pedestalVariance };
      const plan = await plans.findOrBuild(
        JSON.stringify([hash, normalization, prepared.contentHash]),
        (buildSignal) => buildCakePlan(runner, cake, buildSignal),
        signal,
      );
      const queue = queues.get(plan) ?? createCakeQueue(runner, plan, results);
      queues.set(plan, queue);
      const clip = clipSettings(settings);
      if (clip) {
        checkClipSettings(clip);
        let sorted = cells.get(plan);
        if (!sorted) {
          sorted = runner.run('sort-cake-cells', cake);
          cells.set(plan, sorted);
          sorted.catch(() => cells.delete(plan));
        }
        const mask = await runner.run('clip-cake', { cells: await sorted, image: request.image, settings, clip });
        if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
        request = { ...request, image: { ...request.image, mask } };
      }
      return {
        ...(await queue.integrate(request, signal)),
        radial: plan.radial,
        azimuth: cakeCentres(spec.azimuth, cut.sense),
        azimuthWidth: spec.azimuth.width,
        planHash: plan.hash,
      };
    },
    release({ intensity, sigma, count, normalization }) {
      for (const array of [intensity, sigma, count, normalization]) if (array) results.giveBack(array.buffer);
    },
    clear: () => plans.clear(),
  };
}

function cakeSpec({ calibration, shape, settings, cut }: CakeRequest, radialRange: RadialExtent): CakeSpec {
  const { radialUnit, split, npt, azimuthRange } = settings;
  return { calibration, shape, radialUnit, split, bins: npt, radialRange, azimuth: azimuthAxis(cut, azimuthRange) };
}
