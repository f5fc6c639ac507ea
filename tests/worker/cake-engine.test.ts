import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pedestal, pedestalVariance } from '../../src-shared/correction/pedestal.ts';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { azimuthAxis } from '../../src-shared/integration/cake-axis.ts';
import { buildCakeBlock } from '../../src-shared/integration/cake-block.ts';
import { extentMask } from '../../src-shared/integration/extent-mask.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { CakeRequest, IntegratedCake } from '../../src-main/worker/cake-engine.ts';
import { createIntegrationEngine, type IntegrationEngine } from '../../src-main/worker/integration-engine.ts';
import { cakeSums } from '../integration/cake-sums.ts';
import { compileKernelIfStale } from '../kernel/fresh-kernel.ts';
import { randomNumbers } from '../kernel/random-plan.ts';
import { buildWorker } from './built-worker.ts';

const SHAPE = [150, 180] as const;
const PIXELS = SHAPE[0] * SHAPE[1];
const calibration: Calibration = {
  geometry: { dist: 0.05, poni1: 0.006, poni2: 0.009, rot1: 0.1, rot2: -0.05, rot3: 0.3, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
};
const settings: IntegrationSettings = {
  radialUnit: 'q_nm^-1',
  npt: 120,
  split: 'full',
  solidAngle: true,
  polarization: { factor: 0.95, offsetDeg: 0 },
  errorModel: 'azimuthal',
  normalizationFactor: 3,
  maskBelow: 0,
  detectorMask: true,
  backgroundScale: 1,
};
const cut: CakeCut = { azimuthBins: 36, azimuthStart: -180, sense: 'clockwise' };

function imageOf(seed: number): DetectorImage {
  const random = randomNumbers(seed);
  const samples = Int32Array.from({ length: PIXELS }, () => (random() < 0.03 ? -1 : Math.floor(random() * 5000)));
  return { samples, shape: SHAPE, metadata: { header: {} } };
}

let workerUrl: URL;
const engines: IntegrationEngine[] = [];
beforeAll(async () => {
  compileKernelIfStale();
  workerUrl = await buildWorker();
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});
function start(workers: number): IntegrationEngine {
  const engine = createIntegrationEngine({ workers, workerUrl });
  engines.push(engine);
  return engine;
}

const base: CakeRequest = { calibration, shape: SHAPE, settings, staticMask: null, image: imageOf(1), cut };

describe('integrateCake', () => {
  it.each<[split: IntegrationSettings['split'], IntegrationSettings['errorModel'], Partial<IntegrationSettings>]>([
    ['full', 'azimuthal', {}],
    ['full', 'none', { radialRange: [0, 20], azimuthRange: [100, 250] }],
    ['full', 'poisson', { radialRange: [5, 30] }],
    ['bbox', 'poisson', {}],
    ['bbox', 'azimuthal', { azimuthRange: [-30, 60] }],
    ['no', 'hybrid', {}],
    ['no', 'azimuthal', { radialRange: [0, 20], azimuthRange: [170, -170] }],
  ])('F016: gives what the plain reference gives; split %s, errors %s, %o', async (split, errorModel, ranges) => {
    const dark = Float32Array.from({ length: PIXELS }, (_, p) => (p % 50) / 10 - 1);
    const darkImage = { samples: dark, shape: SHAPE, metadata: { header: {} } };
    const mask = Uint8Array.from({ length: PIXELS }, (_, p) => (p % 37 === 0 ? 1 : 0));
    const own = { ...settings, split, errorModel, ...ranges };
    // A range begins at its end, so it has no start.
    const ownCut: CakeCut = ranges.azimuthRange ? { azimuthBins: 36, sense: 'clockwise' } : cut;
    const request = { ...base, settings: own, cut: ownCut, dark: darkImage, staticMask: mask };
    const result = await start(2).integrateCake(request);
    const spec = { calibration, shape: SHAPE, radialUnit: settings.radialUnit, split };
    const radialRange = ranges.radialRange ?? radialExtent(spec, extentMask(base.image, settings, mask));
    const azimuth = azimuthAxis(ownCut, ranges.azimuthRange);
    const block = buildCakeBlock({ ...spec, bins: 120, radialRange, azimuth }, mask, { start: 0, end: 150 });
    const expected = cakeSums(block, { cakes: 36, bins: 120 }, base.image, {
      normalization: pixelNormalization(calibration, SHAPE, settings),
      pedestal: pedestal(SHAPE, dark, null, 1),
      pedestalVariance: pedestalVariance(SHAPE, dark, null, 1),
      limits: valueLimits(settings, {}, base.image.samples),
      errorModel,
    });
    expect(result.ignoredPixels).toBe(expected.ignoredPixels);
    let filled = 0;
    for (let cell = 0; cell < 36 * 120; cell++) {
      if (!(expected.count[cell]! > 1e-3)) continue;
      filled++;
      // float32 results, of sums whose terms differ by a factor of 100.
      const isNear = (got: number, wanted: number): boolean => Math.abs(got - wanted) <= 1e-5 * Math.abs(wanted) + 1e-3;
      const sigma = result.sigma?.[cell] ?? NaN;
      if (
        !isNear(result.intensity[cell]!, expected.intensity[cell]!) ||
        (errorModel !== 'none' && !isNear(sigma, expected.sigma[cell]!))
      )
        expect([cell, result.intensity[cell], sigma]).toEqual([cell, expected.intensity[cell], expected.sigma[cell]]);
    }
    expect(filled).toBeGreaterThan(250);
    expect(result.sigma === null).toBe(errorModel === 'none');
    expect(result.azimuth[0]).toBeCloseTo(azimuth.lower + azimuth.width / 2, 12);
    expect(result.azimuthWidth).toBe(azimuth.width);
  });

  it('gives the same bytes in one thread, in two and in three', async () => {
    const [inline, two, three] = await Promise.all([0, 2, 3].map((workers) => start(workers).integrateCake(base)));
    expect(two).toEqual(inline);
    expect(three).toEqual(inline);
  });

  it('gives the same cake for frames one after the other and at the same time, of any settings', async () => {
    const engine = start(2);
    const requests: CakeRequest[] = [1, 2, 3, 4, 5, 6].map((seed) => ({ ...base, image: imageOf(seed) }));
    const shared = new Int32Array(new SharedArrayBuffer(4 * PIXELS));
    shared.set(imageOf(7).samples);
    const other = { ...settings, errorModel: 'none', maskBelow: 100 } as const;
    const image = { ...imageOf(7), samples: shared, mask: new Uint8Array(PIXELS).fill(1, 0, 900) };
    requests.push({ ...base, image, settings: other, axisFrame: base.image });
    requests.push({ ...base, cut: { ...cut, sense: 'anticlockwise' } });
    const alone: IntegratedCake[] = [];
    for (const request of requests) alone.push(await engine.integrateCake(request));
    const together = await Promise.all(requests.map((request) => engine.integrateCake(request)));
    expect(together).toEqual(alone);
    expect(alone[0]).not.toEqual(alone[1]);
  });

  it('lets a later frame have the memory of a cake that was given back, and gives the same numbers there', async () => {
    const engine = start(0);
    // No pixel is invalid and there are no errors, so that the intensity is the only array of a frame's own.
    const request = { ...base, settings: { ...settings, maskBelow: -2, errorModel: 'none' as const } };
    const first = await engine.integrateCake(request);
    const numbers = first.intensity.slice();
    engine.releaseCake(first);
    const later = [await engine.integrateCake(request), await engine.integrateCake(request)];
    const buffers = later.map(({ intensity }) => intensity.buffer);
    expect(buffers.includes(first.intensity.buffer)).toBe(true);
    expect(buffers[0] === buffers[1]).toBe(false); // neither of them was given back
    for (const { intensity } of later) expect(intensity).toEqual(numbers);
  });

  it('cancels one of several frames that go together, and the others stay', async () => {
    const engine = start(2);
    const alone = await engine.integrateCake(base);
    const controller = new AbortController();
    const frames = [undefined, controller.signal, undefined].map((signal) => engine.integrateCake(base, signal));
    controller.abort();
    const [first, second, third] = await Promise.allSettled(frames);
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    expect(first).toEqual({ status: 'fulfilled', value: alone });
    expect(third).toEqual({ status: 'fulfilled', value: alone });
  });

  it('F017: reverses the cakes with the sense, about the first one', async () => {
    const engine = start(0);
    const clockwise = await engine.integrateCake(base);
    const other = await engine.integrateCake({ ...base, cut: { ...cut, sense: 'anticlockwise' } });
    expect(other.azimuth[1]).toBe(-190);
    const rowOf = ({ intensity }: IntegratedCake, k: number): Float32Array =>
      intensity.subarray(k * 120, (k + 1) * 120);
    // Cake 1 anticlockwise is centred on −190° = 170°, cake 35 clockwise; the polygons are placed from another edge.
    for (let k = 1; k < 36; k++) {
      const [a, b] = [rowOf(other, k), rowOf(clockwise, 36 - k)];
      for (let bin = 10; bin < 120; bin++)
        if (!(Math.abs(a[bin]! - b[bin]!) <= 1e-4 * b[bin]!) && !Number.isNaN(b[bin]!)) expect(a[bin]).toBe(b[bin]);
    }
  });

  it('adds up to the pattern: Σ over the cakes is what one dimension gives', async () => {
    const engine = start(0);
    for (const split of ['no', 'full'] as const) {
      const request = { ...base, settings: { ...settings, split, errorModel: 'none' as const } };
      const cake = await engine.integrateCake(request);
      const { sums } = await engine.integrateFrame(request);
      let total = 0;
      for (let cell = 0; cell < cake.count.length; cell++) total += cake.count[cell]!;
      // Every pixel counts once on either side, but for the rounding of the shares to 24 bits.
      const wanted = sums.count.reduce((sum, count) => sum + count, 0);
      expect(Math.abs(total / wanted - 1)).toBeLessThan(1e-6);
      let signal = 0;
      for (let cell = 0; cell < cake.count.length; cell++)
        if (cake.count[cell]! > 0) signal += cake.intensity[cell]! * cake.normalization[cell]!;
      expect(Math.abs(signal / sums.signal.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-6);
    }
  });

  it('is cancelled, and works again afterwards', async () => {
    const engine = start(2);
    const controller = new AbortController();
    const cancelled = engine.integrateCake(base, controller.signal);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect((await engine.integrateCake(base)).count.some((count) => count > 0)).toBe(true);
  });

  it('refuses no cakes and an image without pixels in use, with one sentence', async () => {
    const engine = start(0);
    await expect(engine.integrateCake({ ...base, cut: { ...cut, azimuthBins: 0 } })).rejects.toMatchObject({
      code: 'usage',
      message: '0 cakes cannot be made; give a whole number from 1 on.',
    });
    const none = { ...base, settings: { ...settings, maskBelow: 1e9 } };
    await expect(engine.integrateCake(none)).rejects.toThrow('No pixel of the first frame is left');
  });

  it('leaves every cell empty where the range lies outside the image', async () => {
    const outside = { ...base, settings: { ...settings, radialRange: [500, 600] as [number, number] } };
    const { intensity, count } = await start(0).integrateCake(outside);
    expect(count.every((value) => value === 0)).toBe(true);
    expect(intensity.every((value) => Number.isNaN(value))).toBe(true);
  });
});
