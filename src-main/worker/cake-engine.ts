import { cakeHash, type CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import { azimuthAxis, cakeCentres } from '../../src-shared/integration/cake-axis.ts';
import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import { normalizationSettings } from '../../src-shared/correction/pixel-normalization.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { DetectorImage, Samples } from '../../src-shared/model/detector-image.ts';
import { CAKE_RESULTS, type CakeResult } from '../kernel/cake-layout.ts';
import { createPlanCache } from '../store/plan-cache.ts';
import { buildCakePlan, type ReadyCake } from './build-cake-plan.ts';
import { createCakeControl, invalidPixels } from './cake-frame-task.ts';
import { cancelJob, cancelOnAbort } from './job-control.ts';
import type { CorrectionSources, PreparedCorrections } from './prepared-corrections.ts';
import type { TaskRunner } from './task-runner.ts';

export interface CakeRequest extends CorrectionSources {
  readonly image: DetectorImage;
  /** First frame of the file that the image is from: it decides the extent of the axis. Absent: the image. */
  readonly axisFrame?: DetectorImage | undefined;
  readonly cut: CakeCut;
}

/** What one frame gives; arrays as in the model's Cake. */
export interface IntegratedCake {
  readonly radial: Float64Array;
  readonly azimuth: Float64Array;
  readonly azimuthWidth: number;
  readonly intensity: Float32Array;
  readonly sigma: Float32Array | null;
  readonly count: Float32Array;
  readonly normalization: Float32Array;
  readonly ignoredPixels: number;
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
  clear(): void;
}

/** @param cacheBytes  memory that plans may occupy */
export function createCakeEngine(runner: TaskRunner, cacheBytes: number): CakeEngine {
  const plans = createPlanCache<ReadyCake>(cacheBytes, (dropped) => {
    const ids = dropped.map(({ shared }) => shared.id);
    for (const done of runner.runEverywhere('forget-cakes', ids)) done.catch(() => undefined);
  });
  const locks = new WeakMap<ReadyCake, Promise<unknown>>();

  return {
    async integrate(request, prepared, extent, signal) {
      const { settings, cut } = request;
      const spec = cakeSpec(request, extent);
      const hash = cakeHash(spec, prepared.maskHash);
      const normalization = normalizationSettings(settings);
      const { mask, flat, pedestal } = prepared;
      const plan = await plans.findOrBuild(
        JSON.stringify([hash, normalization, prepared.contentHash]),
        (buildSignal) => buildCakePlan(runner, { spec, hash, mask, normalization, flat, pedestal }, buildSignal),
        signal,
      );
      // The plan has room for one frame at a time.
      const before = locks.get(plan) ?? Promise.resolve();
      const frame = before.catch(() => undefined).then(() => integrateInThreads(runner, plan, request, signal));
      locks.set(plan, frame);
      return {
        ...(await frame),
        radial: plan.radial,
        azimuth: cakeCentres(spec.azimuth, cut.sense),
        azimuthWidth: spec.azimuth.width,
        planHash: plan.hash,
      };
    },
    clear: () => plans.clear(),
  };
}

function cakeSpec({ calibration, shape, settings, cut }: CakeRequest, radialRange: RadialExtent): CakeSpec {
  const { radialUnit, split, npt, azimuthRange } = settings;
  return { calibration, shape, radialUnit, split, bins: npt, radialRange, azimuth: azimuthAxis(cut, azimuthRange) };
}

async function integrateInThreads(
  runner: TaskRunner,
  plan: ReadyCake,
  { image, settings, cut }: CakeRequest,
  signal: AbortSignal | undefined,
): Promise<Pick<IntegratedCake, CakeResult | 'ignoredPixels'>> {
  const { layout, memory } = plan.shared;
  const { errorModel } = settings;
  if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
  if (image.samples.length !== layout.pixels)
    throw new AppError('internal', `${image.samples.length} samples for a plan of ${layout.pixels} pixels.`);
  const control = createCakeControl();
  const release = cancelOnAbort(control, signal);
  const input = {
    plan: plan.shared,
    control,
    image: shareFrame(plan, image),
    limits: settings,
    errorModel,
    isReversed: cut.sense === 'anticlockwise',
  };
  const running = Array.from({ length: runner.threads }, () => runner.run('cake-frame', input));
  try {
    await Promise.all(running);
  } catch (cause) {
    // The next frame uses the same memory: nobody may still be writing to it.
    cancelJob(control);
    await Promise.allSettled(running);
    throw cause;
  } finally {
    release();
  }
  const cells = layout.cakes * layout.bins;
  const result = (name: CakeResult): Float32Array => {
    const at = layout.results + CAKE_RESULTS.indexOf(name) * cells * 4;
    return new Float32Array(memory.buffer, at, cells).slice();
  };
  return {
    intensity: result('intensity'),
    sigma: errorModel === 'none' ? null : result('sigma'),
    count: result('count'),
    normalization: result('normalization'),
    ignoredPixels: layout.pixels - plan.usedPixels + invalidPixels(control),
  };
}

/** The frame where all threads see it; samples that are shared already stay where they are. */
function shareFrame(
  { shared: { memory, layout } }: ReadyCake,
  { samples, mask, metadata }: DetectorImage,
): Pick<DetectorImage, 'samples' | 'mask' | 'metadata'> {
  let shared = samples;
  if (!(samples.buffer instanceof SharedArrayBuffer)) {
    const view = samples.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => Samples;
    shared = new view(memory.buffer, layout.raw, samples.length);
    shared.set(samples);
  }
  if (!mask) return { samples: shared, metadata };
  const sharedMask = new Uint8Array(memory.buffer, layout.frameMask, mask.length);
  sharedMask.set(mask);
  return { samples: shared, mask: sharedMask, metadata };
}
