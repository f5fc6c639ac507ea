import { availableParallelism } from 'node:os';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import { planHash } from '../../src-shared/integration/plan-hash.ts';
import type { SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import type { PlanSpec } from '../../src-shared/integration/plan-spec.ts';
import type { RadialExtent } from '../../src-shared/integration/radial-extent.ts';
import { normalizationSettings } from '../../src-shared/correction/pixel-normalization.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { type DetectorImage, formatShape, isSameShape } from '../../src-shared/model/detector-image.ts';
import { loadKernel } from '../kernel/kernel.ts';
import { createMeasuredPixels } from '../kernel/measured-pixels.ts';
import { createPlanCache } from '../store/plan-cache.ts';
import { createExtentFinder, type ExtentFinder, type ExtentRequest } from './axis-extent.ts';
import { buildPlan, type ReadyPlan } from './build-plan.ts';
import { type CakeRequest, createCakeEngine, type IntegratedCake } from './cake-engine.ts';
import { createContentRooms } from './content-rooms.ts';
import { filterCake } from './filter-cake.ts';
import type { FormatInput, FormattedFiles } from './format-task.ts';
import { createClipper } from './clip-in-threads.ts';
import { clipSettings } from './clip-task.ts';
import { integrateInThreads } from './integrate-frame.ts';
import { type IntegratedFile, type KeyedFrame, streamFrames } from './integrate-files.ts';
import { type CorrectionSources, createCorrectionStore, type PreparedCorrections } from './prepared-corrections.ts';
import { checkSectorFilter, filterFrame, sectorFilter, streamFiltered } from './sector-filter.ts';
import { createTaskRunner } from './task-runner.ts';

export interface EngineOptions {
  /** Worker threads; absent: one per core; 0: everything runs in the calling thread. */
  readonly workers?: number;
  /** Memory that plans may occupy; absent: 1 GiB. */
  readonly planCacheBytes?: number;
  /** Entry of the worker threads; absent: where the build puts it. */
  readonly workerUrl?: URL;
}

export interface FrameRequest extends CorrectionSources {
  readonly image: DetectorImage;
  /** First frame of the file that the image is from: it decides the extent of the axis. Absent: the image. */
  readonly axisFrame?: DetectorImage | undefined;
}

export interface FilesRequest extends CorrectionSources {
  readonly frames: Iterable<KeyedFrame> | AsyncIterable<KeyedFrame>;
}

export interface IntegratedFrame {
  readonly sums: BinSums;
  /** Taken out by sigma clipping, ascending; only with that filter. */
  readonly clippedPixels?: Uint32Array;
  /** Bin centres in output unit. */
  readonly radial: Float64Array;
  readonly planHash: string;
}

export interface IntegrationEngine {
  /**
   * Integrates one frame that is in memory, in all threads.
   *
   * @throws AppError  'shape', 'calibration', 'usage', 'cancelled' or 'worker'
   */
  integrateFrame(request: FrameRequest, signal?: AbortSignal): Promise<IntegratedFrame>;
  /**
   * Integrates frames of files (or in memory), several at a time; results come in the order of the frames. A frame that fails gives
   * an error in its place and does not stop the others. Takes frames and reads files only as results are taken.
   *
   * @throws AppError  what makes all frames impossible: 'shape', 'calibration', 'usage', 'cancelled'
   */
  integrateFiles(request: FilesRequest, options?: { signal?: AbortSignal }): AsyncGenerator<IntegratedFile, void, void>;
  /**
   * Integrates one frame that is in memory to a cake, in all threads.
   *
   * @throws AppError  'shape', 'calibration', 'usage', 'cancelled' or 'worker'
   */
  integrateCake(request: CakeRequest, signal?: AbortSignal): Promise<IntegratedCake>;
  /** Lets later frames have the memory of a cake that nobody will look at any more. Need not be called. */
  releaseCake(cake: IntegratedCake): void;
  /**
   * Makes the contents of files in a thread; before frames that wait, so that results do not pile up. They may be looked at
   * until `use` is over.
   *
   * @param signal  aborted, what no thread has begun is not made
   */
  formatFiles<R>(input: FormatInput, use: (files: FormattedFiles) => Promise<R>, signal?: AbortSignal): Promise<R>;
  /** Starts the threads before there is anything to do, so that they load meanwhile. */
  start(): void;
  /** Threads that frames are shared between. */
  readonly threads: number;
  /**
   * A frame as the integration sees it: corrected pixel by pixel, NaN where pixels are ignored.
   *
   * @throws AppError  'shape', 'calibration', 'usage', 'cancelled' or 'worker'
   */
  correctFrame(request: Omit<FrameRequest, 'axisFrame'>, signal?: AbortSignal): Promise<Float32Array>;
  /** Ends the threads. Requests under way are rejected. */
  close(): Promise<void>;
}

const DEFAULT_CACHE_BYTES = 2 ** 30;

/** Beside the bundles; from the sources, where the build puts it. */
function defaultWorkerUrl(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../out/main/worker-entry.mjs' : './worker-entry.mjs', import.meta.url);
}

/**
 * Integrates images: builds plans and keeps them, and shares the work between threads. A result does not depend on the
 * number of threads, nor on whether a frame came alone or with others.
 */
export function createIntegrationEngine(options: EngineOptions = {}): IntegrationEngine {
  const runner = createTaskRunner(options.workers ?? availableParallelism(), options.workerUrl ?? defaultWorkerUrl());
  const forget = (plans: readonly ReadyPlan[]): void => {
    for (const done of runner.runEverywhere(
      'forget-plans',
      plans.map(({ shared }) => shared.id),
    ))
      done.catch(() => undefined); // a thread that is gone has forgotten too
  };
  const plans = createPlanCache<ReadyPlan>(options.planCacheBytes ?? DEFAULT_CACHE_BYTES, forget);
  const cakes = createCakeEngine(runner, options.planCacheBytes ?? DEFAULT_CACHE_BYTES);
  const clipper = createClipper(runner);
  const prepare = createCorrectionStore();
  const contentRooms = createContentRooms();
  const frameLocks = new WeakMap<ReadyPlan, Promise<unknown>>();
  let extents: Promise<ExtentFinder> | undefined;

  function findPlan(
    request: CorrectionSources,
    prepared: PreparedCorrections,
    extent: RadialExtent,
    signal: AbortSignal | undefined,
  ): Promise<ReadyPlan> {
    const { settings } = request;
    const spec = planSpec(request, extent);
    const hash = planHash(spec, prepared.maskHash);
    const normalization = normalizationSettings(settings);
    const key = JSON.stringify([hash, normalization, prepared.contentHash]);
    const { mask, flat, pedestal, pedestalVariance } = prepared;
    const plan = { spec, hash, mask, normalization, flat, pedestal, pedestalVariance };
    return plans.findOrBuild(key, (buildSignal) => buildPlan(runner, plan, buildSignal), signal);
  }

  async function findExtent(request: ExtentRequest, firstFrame: DetectorImage): Promise<RadialExtent> {
    extents ??= loadKernel().then((module) => createExtentFinder(createMeasuredPixels(module)));
    return usableExtent((await extents).find(request, firstFrame));
  }

  async function makeCake(request: CakeRequest, signal: AbortSignal | undefined): Promise<IntegratedCake> {
    const { image, axisFrame = image, settings } = request;
    checkShape(image, request);
    checkShape(axisFrame, request);
    throwIfAborted(signal);
    const prepared = prepare(request);
    const extent = settings.radialRange ?? (await findExtent(extentRequest(request, prepared), axisFrame));
    return cakes.integrate(request, prepared, extent, signal);
  }

  function filterBySectors(request: FrameRequest, filter: SectorFilter, signal: AbortSignal | undefined) {
    checkShape(request.image, request);
    checkShape(request.axisFrame ?? request.image, request);
    return filterFrame(request, filter, prepare(request).mask, {
      makeCake: (cake) => makeCake(cake, signal),
      azimuths: (input) => runner.run('azimuths', input),
      reduce: (input) => runner.run('reduce-sectors', input),
    });
  }

  return {
    async integrateFrame(request, signal) {
      const { image, axisFrame = image, settings, shape } = request;
      const sectors = sectorFilter(settings);
      if (sectors) return filterBySectors(request, sectors, signal);
      checkShape(image, request);
      checkShape(axisFrame, request);
      throwIfAborted(signal);
      const prepared = prepare(request);
      const extent = settings.radialRange ?? (await findExtent(extentRequest(request, prepared), axisFrame));
      const plan = await findPlan({ ...request, shape }, prepared, extent, signal);
      throwIfAborted(signal);
      const clip = clipSettings(settings);
      const clipped = clip && (await clipper.clip(plan, image, settings, clip, signal));
      throwIfAborted(signal);
      const kept = clipped ? { ...image, mask: clipped.mask } : image;
      const before = frameLocks.get(plan) ?? Promise.resolve();
      const sums = before.catch(() => undefined).then(() => integrateInThreads(runner, plan, kept, settings, signal));
      frameLocks.set(plan, sums);
      return {
        sums: await sums,
        radial: plan.radial,
        planHash: plan.hash,
        ...(clipped ? { clippedPixels: clipped.pixels } : {}),
      };
    },

    async *integrateFiles(request, { signal } = {}) {
      throwIfAborted(signal);
      const { settings, shape, frames } = request;
      const sectors = sectorFilter(settings);
      if (sectors) {
        checkSectorFilter(settings);
        const filterOne = (image: DetectorImage, axisFrame: DetectorImage) =>
          filterBySectors({ ...request, image, axisFrame }, sectors, signal);
        yield* streamFiltered(frames, filterOne, signal);
        return;
      }
      const prepared = prepare(request);
      yield* streamFrames(
        runner,
        {
          frames,
          shape,
          settings,
          axis: settings.radialRange ? null : extentRequest(request, prepared),
          fixedExtent: settings.radialRange ?? null,
          sort: async (plan) => (clipSettings(settings) ? clipper.sort(plan) : null),
          findPlan: (extent) => findPlan(request, prepared, usableExtent(extent), signal),
        },
        signal,
      );
    },

    async integrateCake(request, signal) {
      const filter = sectorFilter(request.settings);
      if (filter) return filterCake(request, filter, (cake) => makeCake(cake, signal));
      return makeCake(request, signal);
    },

    releaseCake: (cake) => cakes.release(cake),
    async formatFiles(input, use, signal) {
      const rooms = input.files.map(({ format }) => contentRooms.take(format));
      try {
        const files = input.files.map((file, i) => ({ ...file, room: rooms[i] }));
        const formatted = await runner.runFirst('format', { ...input, files } as FormatInput, signal);
        for (const [i, { length }] of formatted.contents.entries()) contentRooms.note(input.files[i]!.format, length);
        return await use(formatted);
      } finally {
        contentRooms.giveBack(rooms);
      }
    },
    start: () => runner.start(),
    threads: runner.threads,
    async correctFrame(request, signal) {
      const { image, calibration, settings } = request;
      checkShape(image, request);
      const { mask: staticMask, flat, pedestal } = prepare(request);
      throwIfAborted(signal);
      const corrections = { calibration, settings, staticMask, flat, pedestal };
      return runner.run('correct-frame', { image, corrections });
    },

    async close() {
      await runner.close();
      plans.clear();
      cakes.clear();
    },
  };
}

function planSpec({ calibration, shape, settings }: CorrectionSources, radialRange: RadialExtent): PlanSpec {
  const { radialUnit, split, npt, azimuthRange } = settings;
  return { calibration, shape, radialUnit, split, bins: npt, radialRange, ...(azimuthRange ? { azimuthRange } : {}) };
}

function extentRequest(sources: CorrectionSources, prepared: PreparedCorrections): ExtentRequest {
  const { calibration, shape, settings } = sources;
  const { radialUnit, split, maskBelow, maskAbove } = settings;
  const spec = { calibration, shape, radialUnit, split };
  const key = JSON.stringify([calibration, shape, radialUnit, split, prepared.maskHash, maskBelow, maskAbove]);
  return { key, spec, staticMask: prepared.mask, settings };
}

/** @throws AppError  if no pixel is left that could span an axis */
function usableExtent(extent: RadialExtent): RadialExtent {
  if (extent[0] <= extent[1]) return extent;
  throw new AppError(
    'usage',
    'No pixel of the first frame is left to integrate; check masks and value limits, or give a radial range.',
  );
}

function checkShape(image: DetectorImage, { shape }: CorrectionSources): void {
  if (isSameShape(image.shape, shape)) return;
  throw new AppError(
    'shape',
    `The image has ${formatShape(image.shape)} pixels, but ${formatShape(shape)} were announced; use images of one detector.`,
  );
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
}
