import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { createIntegrationEngine } from '../../src-main/worker/integration-engine.ts';
import { timeOf } from './times.ts';

const SHAPE = [2048, 2048] as const;

const calibration: Calibration = {
  geometry: { dist: 0.2, poni1: 0.1031, poni2: 0.1013, rot1: 0.01, rot2: -0.02, rot3: 0, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
};
const settings: IntegrationSettings = {
  radialUnit: '2th_deg',
  npt: 2000,
  split: 'bbox',
  solidAngle: true,
  errorModel: 'none',
  normalizationFactor: 1,
  detectorMask: false,
  backgroundScale: 1,
};

/** What is measured; pyfai-peer.py does the same. */
export const KERNEL_CASE = { shape: SHAPE, calibration, settings };

/** Geometry of the n-th plan: every round needs one that nobody has built yet. */
export function planGeometry(round: number): Calibration['geometry'] {
  return { ...calibration.geometry, dist: 0.2 + 1e-6 * (round + 1) };
}

export interface Pattern {
  readonly radial: Float64Array;
  readonly intensity: Float64Array;
}

/** Integrates frames that are in memory; every method gives milliseconds. */
export interface KernelCase {
  readonly image: DetectorImage;
  warmUp(): Promise<void>;
  frame(): Promise<number>;
  /** Of all frames together. */
  batch(frames: number): Promise<number>;
  /** A plan and its first frame. */
  plan(round: number): Promise<number>;
  pattern(): Promise<Pattern>;
  close(): Promise<void>;
}

export async function createKernelCase(workers: number): Promise<KernelCase> {
  const engine = createIntegrationEngine({
    workers,
    planCacheBytes: 2.5e8, // room for two plans: those of earlier rounds are not needed any more
    workerUrl: new URL('./worker-entry.mjs', import.meta.url),
  });
  // In shared memory, as the window's images are.
  const image: DetectorImage = { samples: share(rings()), shape: SHAPE, metadata: { header: {} } };
  // Four frames, each with memory of its own, in turn.
  const frames = Array.from({ length: 4 }, () => ({ ...image, samples: share(image.samples as Int32Array) }));
  const request = { calibration, shape: SHAPE, settings, staticMask: null };

  const integrateBatch = async (count: number): Promise<void> => {
    const batch = Array.from({ length: count }, (_, key) => ({ key, image: frames[key % frames.length]! }));
    for await (const result of engine.integrateFiles({ ...request, frames: batch }))
      if ('error' in result) throw result.error;
  };

  return {
    image,
    async warmUp() {
      // Both kernels, often enough that the compiler has done all it can.
      for (let i = 0; i < 10; i++) await engine.integrateFrame({ ...request, image });
      await integrateBatch(32);
    },
    frame: () => timeOf(() => engine.integrateFrame({ ...request, image })),
    batch: (count) => timeOf(() => integrateBatch(count)),
    plan: (round) =>
      timeOf(() =>
        engine.integrateFrame({ ...request, calibration: { ...calibration, geometry: planGeometry(round) }, image }),
      ),
    async pattern() {
      const { sums, radial } = await engine.integrateFrame({ ...request, image });
      return { radial, intensity: finishPattern(sums).intensity };
    },
    close: () => engine.close(),
  };
}

/** Rings on a background with noise, the same every time. */
function rings(): Int32Array {
  const samples = new Int32Array(SHAPE[0] * SHAPE[1]);
  let state = 1;
  for (let p = 0; p < samples.length; p++) {
    const radius = Math.hypot(Math.floor(p / SHAPE[1]) - 1031, (p % SHAPE[1]) - 1013);
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    samples[p] = 200 + 150 * Math.cos(radius / 12) ** 8 + (state >>> 25);
  }
  return samples;
}

function share(samples: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(samples.byteLength));
  shared.set(samples);
  return shared;
}
