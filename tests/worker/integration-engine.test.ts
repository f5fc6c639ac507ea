import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pedestal, pedestalVariance } from '../../src-shared/correction/pedestal.ts';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { staticMask } from '../../src-shared/correction/static-mask.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import { extentMask } from '../../src-shared/integration/extent-mask.ts';
import { integrateReference } from '../../src-shared/integration/integrate-reference.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { IntegratedFile, KeyedFrame } from '../../src-main/worker/integrate-files.ts';
import {
  createIntegrationEngine,
  type EngineOptions,
  type FrameRequest,
  type IntegrationEngine,
} from '../../src-main/worker/integration-engine.ts';
import { randomNumbers } from '../kernel/random-plan.ts';
import { compileKernelIfStale } from '../kernel/fresh-kernel.ts';
import { buildWorker } from './built-worker.ts';

const SHAPE = [260, 300] as const;
const PIXELS = SHAPE[0] * SHAPE[1];
const calibration: Calibration = {
  geometry: { dist: 0.05, poni1: 0.012, poni2: 0.016, rot1: 0.1, rot2: -0.05, rot3: 0.3, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
};
const settings: IntegrationSettings = {
  radialUnit: 'q_nm^-1',
  npt: 400,
  split: 'full',
  solidAngle: true,
  polarization: { factor: 0.95, offsetDeg: 0 },
  errorModel: 'none',
  normalizationFactor: 3,
  detectorMask: true,
  backgroundScale: 0.5,
};

function imageOf(seed: number, invalid = 0): DetectorImage {
  const random = randomNumbers(seed);
  const samples = Int32Array.from({ length: PIXELS }, () => (random() < invalid ? -1 : Math.floor(random() * 5000)));
  return { samples, shape: SHAPE, metadata: { header: {} } };
}

let folder: string;
let workerUrl: URL;
let fragileUrl: URL;
let engine: IntegrationEngine | undefined;

beforeAll(async () => {
  compileKernelIfStale();
  workerUrl = await buildWorker();
  fragileUrl = await buildWorker('tests/worker/fragile-worker-entry.ts');
  folder = mkdtempSync(join(tmpdir(), 'annulus-engine-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

function darkWithHoles(seed: number): DetectorImage {
  const image = imageOf(seed);
  const samples = Float32Array.from(image.samples, (value, p) => (p % 1000 === 7 ? NaN : value / 100));
  return { ...image, samples };
}

function start(options: EngineOptions): IntegrationEngine {
  engine = createIntegrationEngine({ workerUrl, ...options });
  return engine;
}

const request = (image: DetectorImage, change: Partial<IntegrationSettings> = {}): FrameRequest => ({
  calibration,
  shape: SHAPE,
  settings: { ...settings, ...change },
  staticMask: null,
  image,
});

/** The same by the plain functions, one after the other. */
function reference({ image, settings: all, ...rest }: FrameRequest): { sums: BinSums; radial: Float64Array } {
  const { radialUnit, split, npt, azimuthRange } = all;
  const subtracted = [
    SHAPE,
    rest.dark?.samples ?? null,
    rest.background?.samples ?? null,
    all.backgroundScale,
  ] as const;
  const below = pedestal(...subtracted);
  const mask = staticMask(SHAPE, {
    masks: rest.staticMask ? [rest.staticMask] : [],
    flat: rest.flat?.samples ?? null,
    pedestal: below,
  });
  const spec = { calibration, shape: SHAPE, radialUnit, split, ...(azimuthRange ? { azimuthRange } : {}) };
  const radialRange = all.radialRange ?? radialExtent(spec, extentMask(image, all, mask));
  const plan = buildIntegrationPlan({ ...spec, bins: npt, radialRange }, mask);
  const sums = integrateReference(plan, image, {
    normalization: pixelNormalization(calibration, SHAPE, all, rest.flat?.samples ?? null),
    pedestal: below,
    pedestalVariance: pedestalVariance(...subtracted, all.darkExposures),
    limits: valueLimits(all, image.metadata, image.samples),
    errorModel: all.errorModel,
  });
  return { sums, radial: plan.radial };
}

function expectClose(actual: BinSums, expected: BinSums): void {
  expect(actual.ignoredPixels).toBe(expected.ignoredPixels);
  for (const name of ['signal', 'normalization', 'count', 'variance'] as const) {
    const [a, b] = [actual[name], expected[name]];
    expect(a === null).toBe(b === null);
    // Doubles added in another order: some thousand additions of 1.1e-16; a pedestal cancels at most two digits.
    const difference = b ? Math.max(...b.map((value, bin) => Math.abs(a![bin]! - value) / (1 + Math.abs(value)))) : 0;
    expect(difference, name).toBeLessThan(1e-10);
  }
}

describe('integrateFrame', () => {
  it.each<[string, Partial<FrameRequest>, Partial<IntegrationSettings>]>([
    ['no more than the image', {}, {}],
    [
      'a mask and value limits',
      { staticMask: new Uint8Array(PIXELS).fill(1, 0, 9000) },
      { maskBelow: 0, maskAbove: 4900 },
    ],
    [
      'dark, flat and background',
      { dark: darkWithHoles(91), flat: imageOf(92), background: imageOf(93) },
      { maskBelow: 0 },
    ],
    ['a radial and an azimuth range', {}, { radialRange: [5, 20], azimuthRange: [135, -135], split: 'bbox' }],
    ['Poisson errors', { dark: imageOf(94) }, { errorModel: 'poisson', maskBelow: 0, split: 'no' }],
    [
      'Poisson errors of a dark that is the mean of seven exposures',
      { dark: imageOf(94), background: imageOf(93) },
      { errorModel: 'poisson', darkExposures: 7, maskBelow: 0 },
    ],
    ['pixels that reach more than 255 bins', {}, { npt: 60_000, split: 'bbox' }],
    ['bin numbers beyond 16 bits', {}, { npt: 70_000, split: 'no' }],
    ['azimuthal errors', { dark: imageOf(94) }, { errorModel: 'azimuthal', maskBelow: 0 }],
  ])('gives the sums of the reference with %s', async (_, extra, change) => {
    const asked = { ...request(imageOf(1, 0.05), change), ...extra };
    const expected = reference(asked);
    for (const workers of [0, 2]) {
      const result = await start({ workers }).integrateFrame(asked);
      expectClose(result.sums, expected.sums);
      expect(result.radial).toEqual(expected.radial);
      await engine?.close();
    }
  });

  it('lets the mean of n darks add n times less to the variance, engine and cakes alike', async () => {
    const flat = (value: number): DetectorImage => ({ ...imageOf(1), samples: new Int32Array(PIXELS).fill(value) });
    const [image, dark] = [flat(100), flat(40)];
    const one = start({ workers: 1 });
    const variancesOf = async (change: Partial<IntegrationSettings>) => {
      const asked = { ...request(image, { errorModel: 'poisson', ...change }), dark };
      const cut = { azimuthBins: 4, sense: 'clockwise' as const };
      const pattern = (await one.integrateFrame(asked)).sums.variance!;
      return { pattern, cake: (await one.integrateCake({ ...asked, cut })).sigma! };
    };
    const [single, mean] = [await variancesOf({}), await variancesOf({ darkExposures: 4 })];
    // 100 counts and 40 of the dark; 100 and 40 / 4. Sums of doubles, divided: some 1e-15; the cake is float32.
    for (const [bin, value] of single.pattern.entries())
      if (value > 0) expect(mean.pattern[bin]! / value).toBeCloseTo(110 / 140, 12);
    for (const [cell, value] of single.cake.entries())
      if (value > 0) expect(mean.cake[cell]! / value).toBeCloseTo(Math.sqrt(110 / 140), 5);
    expect(single.pattern.some((value) => value > 0)).toBe(true);
  });

  it('gives the same bytes whatever the number of threads, for samples shared or not', async () => {
    for (const errorModel of ['none', 'azimuthal'] as const) {
      const image = imageOf(2, 0.01);
      const shared = new Int32Array(new SharedArrayBuffer(4 * PIXELS));
      shared.set(image.samples as Int32Array);
      const results: BinSums[] = [];
      for (const workers of [0, 1, 2, 3]) {
        const one = start({ workers });
        const asked = request(image, { errorModel, maskBelow: 0 });
        results.push((await one.integrateFrame(asked)).sums);
        results.push((await one.integrateFrame({ ...asked, image: { ...image, samples: shared } })).sums);
        await one.close();
      }
      for (const sums of results) expect(sums).toEqual(results[0]);
    }
  });

  it('lets another frame decide the axis', async () => {
    const cut = imageOf(3);
    cut.samples.fill(-1, 0, PIXELS / 2);
    const one = start({ workers: 1 });
    const own = await one.integrateFrame(request(imageOf(4), { maskBelow: 0 }));
    const others = await one.integrateFrame({ ...request(imageOf(4), { maskBelow: 0 }), axisFrame: cut });
    expect(others.radial).toEqual((await one.integrateFrame(request(cut, { maskBelow: 0 }))).radial);
    expect(others.radial).not.toEqual(own.radial);
  });

  it('stops when it is cancelled and works on afterwards', async () => {
    const one = start({ workers: 2 });
    const controller = new AbortController();
    const cancelled = one.integrateFrame(request(imageOf(5)), controller.signal);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const again = await one.integrateFrame(request(imageOf(5)));
    expectClose(again.sums, reference(request(imageOf(5))).sums);
  });

  it('fails with the reason when a thread dies, and works on afterwards', async () => {
    const one = start({ workers: 2, workerUrl: fragileUrl });
    const image = imageOf(6);
    const deadly = { ...image, metadata: { header: { note: 'kill-the-thread' } } };
    await expect(one.integrateFrame(request(deadly))).rejects.toMatchObject({
      code: 'worker',
      message: 'A worker thread died (it ended with code 3) and was replaced; try again.',
    });
    expectClose((await one.integrateFrame(request(image))).sums, reference(request(image)).sums);
  });

  it('refuses an image, mask or dark of another shape', async () => {
    const one = start({ workers: 0 });
    const small = { ...imageOf(7), shape: [10, 10] as const, samples: new Int32Array(100) };
    const shapes = { code: 'shape' };
    await expect(one.integrateFrame({ ...request(small) })).rejects.toMatchObject(shapes);
    await expect(one.integrateFrame({ ...request(imageOf(7)), dark: small })).rejects.toMatchObject(shapes);
    await expect(one.integrateFrame({ ...request(imageOf(7)), staticMask: new Uint8Array(3) })).rejects.toMatchObject(
      shapes,
    );
  });

  it('says so when no pixel is left', async () => {
    await expect(start({ workers: 0 }).integrateFrame(request(imageOf(8), { maskBelow: 1e9 }))).rejects.toThrow(
      'No pixel of the first frame is left to integrate; check masks and value limits, or give a radial range.',
    );
  });
});

describe('integrateFiles', () => {
  function writeNpy(name: string, image: DetectorImage): string {
    const text = `{'descr': '<i4', 'fortran_order': False, 'shape': (${image.shape.join(', ')}), }`;
    const header = text.padEnd(117) + '\n';
    const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat([start, Buffer.from(header), Buffer.from(image.samples.buffer)]));
    return path;
  }

  async function integrate(
    one: IntegrationEngine,
    frames: Iterable<KeyedFrame>,
    change: Partial<IntegrationSettings> = {},
    signal?: AbortSignal,
  ): Promise<IntegratedFile[]> {
    const results: IntegratedFile[] = [];
    const { calibration: where, shape, settings: all, staticMask: mask } = request(imageOf(0), change);
    const stream = one.integrateFiles(
      { calibration: where, shape, settings: all, staticMask: mask, frames },
      signal ? { signal } : {},
    );
    for await (const result of stream) results.push(result);
    return results;
  }

  /** Without what differs from run to run, or is not given for a frame alone. */
  function measured(results: readonly IntegratedFile[]) {
    return results.map((result) => {
      if ('error' in result) return result;
      expect(result.isSaturated).toBe(false);
      return Object.fromEntries(Object.entries(result).filter(([key]) => key !== 'times' && key !== 'isSaturated'));
    });
  }

  it('gives, in order, the bytes that each frame gives alone', async () => {
    const images = Array.from({ length: 11 }, (_, i) => imageOf(20 + i, i === 4 ? 0.2 : 0));
    const frames = images.map((image, key) => ({ path: writeNpy(`frame-${key}.npy`, image), frame: 0, key }));
    for (const change of [{ maskBelow: 0 }, { maskBelow: 0, errorModel: 'poisson' as const }]) {
      const alone = start({ workers: 2 });
      const expected = await Promise.all(images.map((image) => alone.integrateFrame(request(image, change))));
      await alone.close();
      for (const workers of [0, 1, 3]) {
        const one = start({ workers });
        const inOrder = expected.map((result, key) => ({ key, ...result }));
        expect(measured(await integrate(one, frames, change))).toEqual(inOrder);
        const inMemory = images.map((image, key) => ({ image, key }));
        expect(measured(await integrate(one, inMemory, change))).toEqual(inOrder);
        await one.close();
      }
    }
  });

  it('gives an error in the place of a frame that fails and goes on', async () => {
    const good = writeNpy('good.npy', imageOf(40));
    const broken = join(folder, 'broken.npy');
    writeFileSync(broken, 'no image at all');
    const other = { ...imageOf(41), shape: [10, 10] as const, samples: new Int32Array(100) };
    const paths = [good, broken, writeNpy('other-shape.npy', other), join(folder, 'not-there.npy'), good, good];
    const results = await integrate(start({ workers: 2 }), [
      ...paths.map((path, key) => ({ path, frame: 0, key })),
      { path: good, frame: 7, key: 6 },
    ]);
    expect(results.map((result) => ('error' in result ? result.error.code : 'done'))).toEqual([
      'done',
      'format',
      'shape',
      'not-found',
      'done',
      'done',
      expect.stringMatching(/format|not-found|usage/),
    ]);
    expect(results.map(({ key }) => key)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('fails only the frame that kills its thread', async () => {
    const good = writeNpy('fine.npy', imageOf(42));
    const paths = [good, good, join(folder, 'kill-the-thread.npy'), good, good, good, good, good, good];
    const results = await integrate(
      start({ workers: 2, workerUrl: fragileUrl }),
      paths.map((path, key) => ({ path, frame: 0, key })),
    );
    expect(results.map((result) => ('error' in result ? result.error.code : 'done'))).toEqual(
      paths.map((_, key) => (key === 2 ? 'worker' : 'done')),
    );
  });

  it('takes no more frames than it works on', async () => {
    const path = writeNpy('many.npy', imageOf(43));
    let taken = 0;
    function* endless(): Generator<KeyedFrame> {
      for (let key = 0; ; key++) {
        taken++;
        yield { path, frame: 0, key };
      }
    }
    const asked = request(imageOf(0));
    let seen = 0;
    for await (const result of start({ workers: 2 }).integrateFiles({ ...asked, frames: endless() })) {
      expect(result.key).toBe(seen);
      if (++seen === 50) break;
    }
    // Two groups of eight for each of two threads, and the group being handed out.
    expect(taken - seen).toBeLessThanOrEqual(5 * 8);
  });

  it('stops when it is cancelled and works on afterwards', async () => {
    const path = writeNpy('again.npy', imageOf(44));
    const one = start({ workers: 2 });
    const controller = new AbortController();
    let taken = 0;
    function* frames(): Generator<KeyedFrame> {
      for (let key = 0; key < 1000; key++) {
        if (++taken === 30) controller.abort();
        yield { path, frame: 0, key };
      }
    }
    const failure = await integrate(one, frames(), {}, controller.signal).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code: 'cancelled' });
    expect(taken).toBeLessThan(100);
    expect(await integrate(one, [{ path, frame: 0, key: 5 }])).toMatchObject([{ key: 5 }]);
  });

  it('says why every frame failed when the calibration serves none of them', async () => {
    const path = writeNpy('empty-axis.npy', imageOf(45));
    const results = await integrate(start({ workers: 1 }), [{ path, frame: 0, key: 0 }], { maskBelow: 1e9 });
    expect(results).toMatchObject([{ key: 0, error: { code: 'usage' } }]);
  });
});
