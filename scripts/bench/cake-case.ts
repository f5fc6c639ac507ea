import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { createIntegrationEngine } from '../../src-main/worker/integration-engine.ts';
import { KERNEL_CASE } from './kernel-case.ts';
import { timeOf } from './times.ts';

const SHAPE = [1024, 1024] as const;
const calibration: Calibration = {
  geometry: { ...KERNEL_CASE.calibration.geometry, poni1: 0.0516, poni2: 0.0507 },
  detector: KERNEL_CASE.calibration.detector,
};
const settings: IntegrationSettings = { ...KERNEL_CASE.settings, npt: 1024, split: 'full' };
const cut: CakeCut = { azimuthBins: 360, sense: 'clockwise' };

/** What is measured; pyfai-peer.py does the same. */
export const CAKE_CASE = { shape: SHAPE, calibration, settings, cut };

export function cakeGeometry(round: number): Calibration['geometry'] {
  return { ...calibration.geometry, dist: 0.2 + 1e-6 * (round + 1) };
}

/** Makes cakes of a frame in memory; both methods give milliseconds. */
export interface CakeCase {
  readonly image: DetectorImage;
  frame(): Promise<number>;
  /** A plan and its first frame. */
  plan(round: number): Promise<number>;
  /** Σ over the azimuth of count-weighted intensities, for comparison. */
  pattern(): Promise<Float64Array>;
  close(): Promise<void>;
}

/** @param source  the image of the kernel's case; a quarter of it is used */
export function createCakeCase(workers: number, source: DetectorImage): CakeCase {
  const engine = createIntegrationEngine({
    workers,
    planCacheBytes: 2.5e8,
    workerUrl: new URL('./worker-entry.mjs', import.meta.url),
  });
  const samples = new Int32Array(new SharedArrayBuffer(4 * SHAPE[0] * SHAPE[1]));
  for (let row = 0; row < SHAPE[0]; row++) {
    const start = (row + 512) * source.shape[1] + 512;
    samples.set(source.samples.subarray(start, start + SHAPE[1]) as Int32Array, row * SHAPE[1]);
  }
  const image: DetectorImage = { samples, shape: SHAPE, metadata: { header: {} } };
  const request = { calibration, shape: SHAPE, settings, staticMask: null, image, cut };
  return {
    image,
    frame: () => timeOf(() => engine.integrateCake(request)),
    plan: (round) =>
      timeOf(() =>
        engine.integrateCake({ ...request, calibration: { ...calibration, geometry: cakeGeometry(round) } }),
      ),
    async pattern() {
      const { intensity, count } = await engine.integrateCake(request);
      return radialMeans(intensity, count);
    },
    close: () => engine.close(),
  };
}

/** Mean over the cakes that hold more than half a pixel at a radius: what splitting does to single cells averages out. */
export function radialMeans(intensity: ArrayLike<number>, count: ArrayLike<number>): Float64Array {
  const { npt } = settings;
  const means = new Float64Array(npt);
  for (let bin = 0; bin < npt; bin++) {
    let total = 0;
    let weight = 0;
    for (let cell = bin; cell < intensity.length; cell += npt) {
      const n = count[cell]!;
      if (!(n > 0)) continue;
      total += n * intensity[cell]!;
      weight += n;
    }
    means[bin] = total / weight;
  }
  return means;
}
