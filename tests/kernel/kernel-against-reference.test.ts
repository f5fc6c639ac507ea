import { beforeAll, describe, expect, it } from 'vitest';
import { type LimitSettings, valueLimits } from '../../src-shared/correction/value-limits.ts';
import { type ErrorModel, integrateReference } from '../../src-shared/integration/integrate-reference.ts';
import type { BinSums } from '../../src-shared/integration/integration-plan.ts';
import type { DetectorImage, SampleType } from '../../src-shared/model/detector-image.ts';
import { compileKernelIfStale } from './fresh-kernel.ts';
import { type KernelRun, prepareKernel, runKernel } from './kernel-run.ts';
import { randomNumbers, randomPlan, type RandomPlanOptions, randomSamples, withoutPixels } from './random-plan.ts';

beforeAll(compileKernelIfStale, 120_000);

type Frame = Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;

const NO_METADATA = { header: {} };
const SHAPE = [211, 307] as const; // 64 777 pixels: three whole tiles and one whose length is no multiple of 4

// Both sides add up to 1e5 doubles, in another order, each addition off by 1.1e-16 of the sum so far; terms of both
// signs cancel, so errors count against the sum of magnitudes: 1e-12 of it leaves a factor of 10.
const OF_MAGNITUDES = 1e-12;
// A deviation carries the error of the mean, amplified where few pixels leave a mean far off.
const OF_VARIANCE = 1e-9;

/** Sums of what would be added if every term were positive. */
function magnitudes({ plan, normalization, pedestal }: KernelRun, { samples }: Frame): BinSums {
  const values = Float64Array.from(samples, (value, p) => Math.abs(value) + Math.abs(pedestal?.[p] ?? 0));
  return integrateReference(
    plan,
    { samples: values.map((value) => (Number.isFinite(value) ? value : 0)) },
    { normalization, pedestal: null, limits: valueLimits({}, {}, values), errorModel: 'none' },
  );
}

function expectReference(run: KernelRun, frame: Frame, sums: BinSums): void {
  const errorModel: ErrorModel = run.errorModel ?? 'none';
  const expected = integrateReference(run.plan, frame, {
    normalization: run.normalization,
    pedestal: run.pedestal ?? null,
    pedestalVariance: run.pedestalVariance ?? null,
    limits: valueLimits(run.limits ?? {}, frame.metadata, frame.samples),
    errorModel,
  });
  expect(sums.ignoredPixels).toBe(expected.ignoredPixels);
  const scale = magnitudes(run, frame);
  for (const name of ['signal', 'count', 'normalization'] as const)
    expect(worst(sums[name], expected[name], scale[name]), name).toBeLessThanOrEqual(OF_MAGNITUDES);
  // Bins without a valid pixel are empty to the last bit.
  const empty = [...expected.count.keys()].filter((bin) => expected.count[bin] === 0);
  const crumbs = empty.filter((bin) => sums.count[bin] || sums.signal[bin] || sums.normalization[bin]);
  expect(crumbs).toEqual([]);
  expect(sums.variance === null).toBe(errorModel === 'none');
  if (sums.variance && expected.variance)
    expect(worst(sums.variance, expected.variance, expected.variance)).toBeLessThanOrEqual(OF_VARIANCE);
}

/** Largest difference in parts of `scale`; infinite where there should be none. */
function worst(actual: Float64Array, expected: Float64Array, scale: Float64Array): number {
  let largest = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    const difference = Math.abs(actual[bin]! - expected[bin]!);
    if (difference !== 0) largest = Math.max(largest, difference / scale[bin]!);
    if (Number.isNaN(difference)) return NaN;
  }
  return largest;
}

/** Large arrays are compared as bytes: that takes a hundredth of the time. */
function expectSameBytes(actual: BinSums, expected: BinSums): void {
  const bytes = (sums: Float64Array | null) => sums && Buffer.from(sums.buffer, sums.byteOffset, sums.byteLength);
  for (const name of ['signal', 'variance', 'normalization', 'count'] as const) {
    const [a, b] = [bytes(actual[name]), bytes(expected[name])];
    expect(a === b || (a && b && a.equals(b)), name).toBe(true);
  }
  expect(actual.ignoredPixels).toBe(expected.ignoredPixels);
}

function randomRun(seed: number, options: Partial<RandomPlanOptions> = {}): KernelRun & { random: () => number } {
  const random = randomNumbers(seed);
  const plan = randomPlan(random, { shape: SHAPE, bins: 500, maxSpan: 4, ...options });
  const normalization = Float32Array.from({ length: plan.spans.length }, () => 0.5 + random());
  return { random, plan, normalization };
}

const TYPES: readonly SampleType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

describe('kernel', () => {
  it.each(TYPES)('gives the sums of the reference for %s samples', async (type) => {
    const run = randomRun(1);
    const frame = { samples: randomSamples(run.random, type, run.plan.spans.length), metadata: NO_METADATA };
    const [sums] = await runKernel(run, [frame]);
    expectReference(run, frame, sums!);
  });

  it.each([
    ['a single bin', { bins: 1, maxSpan: 1 }],
    ['whole pixels', { bins: 300, maxSpan: 1 }],
    ['at most two bins per pixel', { bins: 300, maxSpan: 2 }],
    ['at most three bins per pixel', { bins: 300, maxSpan: 3 }],
    ['up to 40 bins per pixel', { bins: 3000, maxSpan: 40 }],
    ['bin numbers beyond 16 bits', { bins: 70_000, maxSpan: 3 }],
    ['spans beyond 8 bits', { shape: [40, 30], bins: 4000, maxSpan: 700 }],
    ['both beyond', { shape: [40, 30], bins: 70_000, maxSpan: 700 }],
    ['no pixel in use', { unused: 1 }],
    ['one pixel', { shape: [1, 1], unused: 0 }],
  ] satisfies [string, Partial<RandomPlanOptions>][])(
    'agrees with the reference for a plan with %s',
    async (_, options) => {
      const run = randomRun(2, options);
      const frames = ['int32', 'float32', 'uint16', 'float64', 'int32'] as const;
      const images = frames.map((type) => ({
        samples: randomSamples(run.random, type, run.plan.spans.length),
        metadata: NO_METADATA,
      }));
      const sums = await runKernel(run, images);
      for (const [i, image] of images.entries()) expectReference(run, image, sums[i]!);
    },
  );

  it.each<[string, LimitSettings, number | undefined]>([
    ['below a limit', { maskBelow: 20_000 }, undefined],
    ['above a limit that is no integer', { maskAbove: 40_000.5 }, undefined],
    ['equal to a dummy', { dummy: { value: 1234, delta: 0 } }, undefined],
    ['near a dummy', { dummy: { value: 30_000, delta: 5000.25 } }, undefined],
    ['that the format marks', {}, 65535],
    ['all of these', { maskBelow: 3, maskAbove: 60_000, dummy: { value: 100, delta: 60 } }, 50_000],
    ['anything at all', { maskBelow: 1e12 }, undefined],
  ])('ignores pixels %s, as the reference does', async (_, limits, maskedValue) => {
    for (const type of ['uint16', 'int32', 'uint32', 'float32', 'float64'] as const) {
      const run = { ...randomRun(3, { bins: 2000 }), limits };
      const metadata = maskedValue === undefined ? NO_METADATA : { ...NO_METADATA, maskedValue };
      const samples = randomSamples(run.random, type, run.plan.spans.length);
      for (let p = 0; p < samples.length; p += 2) samples[p] = Math.floor(run.random() * 65536);
      const [sums] = await runKernel(run, [{ samples, metadata }]);
      expectReference(run, { samples, metadata }, sums!);
    }
  });

  it('ignores pixels that the image masks', async () => {
    const run = randomRun(4);
    const pixels = run.plan.spans.length;
    const mask = Uint8Array.from({ length: pixels }, (_, p) => (p > 20_000 && run.random() < 0.3 ? 7 : 0));
    const frame = { samples: randomSamples(run.random, 'int32', pixels), mask, metadata: NO_METADATA };
    const [sums] = await runKernel(run, [frame]);
    expectReference(run, frame, sums!);
  });

  it('ignores gaps, whether the plan uses their pixels or not', async () => {
    for (const type of ['int32', 'uint32', 'float32', 'float64', 'int16'] as const) {
      const run = { ...randomRun(10, { unused: 0 }), limits: { maskBelow: 1, maskAbove: 30_000 } };
      const { spans } = run.plan;
      const samples = randomSamples(run.random, 'uint8', spans.length);
      const wide = type === 'int16' ? new Int16Array(spans.length) : randomSamples(run.random, type, spans.length);
      for (let p = 0; p < spans.length; p++) wide[p] = 1 + samples[p]!;
      // Runs of invalid pixels of all lengths, some at the end of the tile.
      for (let p = 3; p < spans.length; p += 1 + Math.floor(run.random() * 60))
        for (const end = p + Math.floor(run.random() * 12); p < end; p++) wide[p] = p % 3 === 0 ? 31_000 : 0;
      const [sums] = await runKernel(run, [{ samples: wide, metadata: NO_METADATA }]);
      expectReference(run, { samples: wide, metadata: NO_METADATA }, sums!);

      const plan = withoutPixels(run.plan, (p) => wide[p] === 0 || wide[p] === 31_000 || run.random() < 0.05);
      const [fewer] = await runKernel({ ...run, plan }, [{ samples: wide, metadata: NO_METADATA }]);
      expectReference({ ...run, plan }, { samples: wide, metadata: NO_METADATA }, fewer!);
    }
  });

  it.each<ErrorModel>(['poisson', 'azimuthal', 'hybrid'])('gives the variance of the %s model', async (errorModel) => {
    for (const maxSpan of [1, 4, 20]) {
      const run = { ...randomRun(5, { maxSpan }), errorModel, limits: { maskBelow: -500 } };
      const pedestal = Float32Array.from({ length: run.plan.spans.length }, () => run.random() * 100);
      const samples = randomSamples(run.random, 'int16', pedestal.length);
      const frame = { samples, metadata: NO_METADATA };
      for (const pedestalVariance of [null, pedestal.map((value) => 30 * value)]) {
        const [sums] = await runKernel({ ...run, pedestal, pedestalVariance }, [frame]);
        expectReference({ ...run, pedestal, pedestalVariance }, frame, sums!);
      }
    }
  });

  it('subtracts the pedestal of valid pixels only', async () => {
    const run = { ...randomRun(6), limits: { maskBelow: 0 } };
    const pedestal = Float32Array.from({ length: run.plan.spans.length }, () => 500 * run.random());
    const frame = { samples: randomSamples(run.random, 'float32', pedestal.length), metadata: NO_METADATA };
    const [sums] = await runKernel({ ...run, pedestal }, [frame]);
    expectReference({ ...run, pedestal }, frame, sums!);
  });

  it.each([
    ['few bins', { maxSpan: 4 }, ['none', 'poisson', 'azimuthal']],
    ['many bins', { maxSpan: 40, bins: 3000 }, ['none', 'poisson']],
    ['many bins in some tiles', { maxSpan: 5, unused: 0.999 }, ['none']],
    ['many bins, with fewer columns than a strip', { maxSpan: 40, bins: 3000, shape: [4000, 11] }, ['none']],
    ['many bins, with bin numbers beyond 16 bits', { maxSpan: 9, bins: 70_000 }, ['none']],
  ] satisfies [string, Partial<RandomPlanOptions>, ErrorModel[]][])(
    'gives a frame the same bytes alone and among others, where pixels reach %s',
    async (_, options, errorModels) => {
      for (const errorModel of errorModels) {
        const run = { ...randomRun(7, options), errorModel, limits: { maskBelow: 10 } };
        const frames = (
          ['uint8', 'int32', 'int32', 'int32', 'int32', 'int32', 'uint32', 'uint8', 'float32', 'int16'] as const
        ).map((type) => ({
          samples: randomSamples(run.random, type, run.plan.spans.length),
          metadata: NO_METADATA,
        }));
        const ofOneType = Array.from({ length: 8 }, () => frames[1]!);
        const together = await runKernel(run, [...frames, ...ofOneType]);
        for (const [i, frame] of frames.entries()) expectSameBytes((await runKernel(run, [frame]))[0]!, together[i]!);
        for (const sums of together.slice(frames.length)) expectSameBytes(sums, together[1]!);
        for (const [i, sums] of (await runKernel(run, frames.slice(1, 4))).entries())
          expectSameBytes(sums, together[i + 1]!);
      }
    },
  );

  it('does not care what a cancelled run or a dead thread left behind', async () => {
    for (const errorModel of ['none', 'poisson', 'azimuthal'] as const) {
      const run = { ...randomRun(12), errorModel, limits: { maskBelow: 10 } };
      const frame = { samples: randomSamples(run.random, 'int16', run.plan.spans.length), metadata: NO_METADATA };
      const kernel = await prepareKernel(run);
      const [clean] = kernel.integrate([frame]);
      let tiles = 0;
      const stopLate = (): void => {
        if (++tiles === 4) throw new Error('stopped');
      };
      expect(() => kernel.integrate([frame, frame], stopLate)).toThrow('stopped');
      expect(kernel.integrate([frame])).toEqual([clean]);
      kernel.scratch.fill(0x7f); // doubles of 1e306
      expect(kernel.integrate([frame])).toEqual([clean]);
    }
  });

  it('gives a flat image its value in every bin', async () => {
    const run = randomRun(8);
    const samples = new Int32Array(run.plan.spans.length).fill(12_345);
    const normalization = new Float32Array(samples.length).fill(1);
    const [sums] = await runKernel({ ...run, normalization }, [{ samples, metadata: NO_METADATA }]);
    // Sums of the same weights in another order: some hundred additions of 1.1e-16 each.
    const expected = sums!.normalization.map((total) => 12_345 * total);
    expect(worst(sums!.signal, expected, expected)).toBeLessThan(1e-13);
  });

  it('keeps large counts that a 32-bit float would round', async () => {
    const plan = randomPlan(randomNumbers(9), { shape: [1, 2], bins: 1, maxSpan: 1, unused: 0 });
    plan.weights.fill(1);
    const samples = Int32Array.of(2 ** 31 - 1, -(2 ** 31));
    const [sums] = await runKernel({ plan, normalization: Float32Array.of(1, 1) }, [
      { samples, metadata: NO_METADATA },
    ]);
    expect(sums!.signal[0]).toBe(-1);
  });
});
