import { beforeAll, describe, expect, it } from 'vitest';
import { type LimitSettings, valueLimits } from '../../src-shared/correction/value-limits.ts';
import type { CakeBlock } from '../../src-shared/integration/cake-plan.ts';
import type { ErrorModel } from '../../src-shared/integration/integrate-reference.ts';
import type { DetectorImage, SampleType, Samples } from '../../src-shared/model/detector-image.ts';
import { createSharedCake, bindCake } from '../../src-main/kernel/cake-memory.ts';
import { readStatics, readSums } from '../../src-main/kernel/cake-results.ts';
import { frameInput, writeLimits } from '../../src-main/kernel/frame-input.ts';
import { integrateCakes } from '../../src-main/kernel/integrate-cake.ts';
import { loadKernel } from '../../src-main/kernel/kernel.ts';
import { countRuns, indexCake, placeCakePart } from '../../src-main/kernel/place-cake.ts';
import { stageCakeTile } from '../../src-main/kernel/stage-cake.ts';
import { cakeSums } from '../integration/cake-sums.ts';
import { compileKernelIfStale } from './fresh-kernel.ts';
import { randomNumbers, randomSamples } from './random-plan.ts';

beforeAll(compileKernelIfStale, 120_000);

const ROWS = 171;
const COLUMNS = 203; // 34 713 pixels: two whole tiles and a rest

interface RandomCake {
  readonly random: () => number;
  readonly block: CakeBlock;
  readonly cakes: number;
  readonly bins: number;
  readonly normalization: Float32Array;
}

/** Runs that no geometry has: any pixel may reach any cells. */
function randomCake(seed: number, cakes: number, bins: number, maxSpan: number): RandomCake {
  const random = randomNumbers(seed);
  const pixels = ROWS * COLUMNS;
  const cake: number[] = [];
  const pixel: number[] = [];
  const firstBin: number[] = [];
  const spans: number[] = [];
  const weights: number[] = [];
  for (let p = 0; p < pixels; p++) {
    for (let runs = Math.floor(random() * 3.5); runs > 0; runs--) {
      const span = 1 + Math.floor(random() * Math.min(maxSpan, bins));
      cake.push(Math.floor(random() * cakes));
      pixel.push(p);
      firstBin.push(Math.floor(random() * (bins - span + 1)));
      spans.push(span);
      for (let k = 0; k < span; k++) weights.push(random());
    }
  }
  const block: CakeBlock = {
    rows: { start: 0, end: ROWS },
    cake: Uint16Array.from(cake),
    pixel: Uint32Array.from(pixel),
    firstBin: Uint32Array.from(firstBin),
    spans: Uint16Array.from(spans),
    weights: Float32Array.from(weights),
    widest: Math.max(...spans),
  };
  return { random, block, cakes, bins, normalization: Float32Array.from({ length: pixels }, () => 0.5 + random()) };
}

interface Results {
  readonly intensity: Float32Array;
  readonly sigma: Float32Array;
  readonly count: Float32Array;
  readonly normalization: Float32Array;
  readonly invalid: number;
}

type Frame = Pick<DetectorImage, 'samples' | 'mask' | 'metadata'>;

/** As if every pedestal came with errors of its own. */
function varianceOf(pedestal: Float32Array | null): Float32Array | null {
  return pedestal && pedestal.map((value) => 30 * value);
}

/** The kernel on some frames together, in this thread; the cakes in reverse if asked to. */
async function runFrames(
  { block, cakes, bins, normalization }: RandomCake,
  images: readonly Frame[],
  limits: LimitSettings,
  errorModel: ErrorModel,
  pedestal: Float32Array | null = null,
  isReversed = false,
): Promise<Results[]> {
  const shared = createSharedCake({
    shape: [ROWS, COLUMNS],
    bins,
    cakes,
    runs: block.pixel.length,
    weights: block.weights.length,
    wideBins: bins > 0xffff,
    wideSpans: block.widest > 0xff,
    hasPedestal: pedestal !== null,
    hasPedestalVariance: pedestal !== null,
    workers: 1,
  });
  const counts = countRuns(block, cakes);
  const first = { runs: new Uint32Array(cakes), weights: new Uint32Array(cakes) };
  const bound = bindCake(await loadKernel(), shared);
  for (let k = 0; k < cakes; k++) {
    bound.runStart[k + 1] = bound.runStart[k]! + counts.runs[k]!;
    bound.weightStart[k + 1] = bound.weightStart[k]! + counts.weights[k]!;
    first.runs[k] = bound.runStart[k]!;
    first.weights[k] = bound.weightStart[k]!;
  }
  const pedestalVariance = varianceOf(pedestal);
  placeCakePart(shared, { block, first, firstPixel: 0, normalization, pedestal, pedestalVariance });
  for (let k = 0; k < cakes; k++) indexCake(bound, k);
  const scratch = shared.layout.scratch[0]!;
  const invalid = images.map(() => 0);
  const frames = images.map((image, i) => {
    const frame = frameInput(image, limits);
    const slot = shared.layout.slots[i]!;
    writeLimits(bound, scratch, 0, frame);
    for (let tile = 0; tile < shared.layout.tiles; tile++)
      invalid[i]! += stageCakeTile(bound, scratch, slot, frame, tile);
    const intensity = new Float32Array(cakes * bins);
    const sigma = errorModel === 'none' ? null : new Float32Array(cakes * bins);
    const hasInvalid = invalid[i]! > 0;
    return { slot, type: frame.testedType, hasInvalid, errorModel, isReversed, intensity, sigma };
  });
  integrateCakes(bound, scratch, frames, 0, cakes);
  return frames.map(({ intensity, sigma }, i) => {
    const sum = (name: 'count' | 'normalization'): Float32Array =>
      invalid[i]! > 0 ? readSums(shared, i, name) : readStatics(shared, name, isReversed);
    return {
      intensity,
      sigma: sigma ?? new Float32Array(0),
      count: sum('count'),
      normalization: sum('normalization'),
      invalid: invalid[i]!,
    };
  });
}

async function runKernel(
  run: RandomCake,
  image: Frame,
  limits: LimitSettings,
  errorModel: ErrorModel,
  pedestal: Float32Array | null = null,
  isReversed = false,
): Promise<Results> {
  const [result] = await runFrames(run, [image], limits, errorModel, pedestal, isReversed);
  return result!;
}

// Results are float32: half a unit in the last place is 6e-8. Sums are double, but terms of both signs cancel, so
// intensities count against the mean magnitude in their cell.
const FLOAT32 = 1e-7;

async function expectReference(
  run: RandomCake,
  image: { samples: Samples; mask?: Uint8Array; metadata: DetectorImage['metadata'] },
  limits: LimitSettings = {},
  errorModel: ErrorModel = 'none',
  pedestal: Float32Array | null = null,
): Promise<void> {
  const { block, normalization } = run;
  const actual = await runKernel(run, image, limits, errorModel, pedestal);
  const corrections = {
    normalization,
    pedestal,
    pedestalVariance: varianceOf(pedestal),
    limits: valueLimits(limits, image.metadata, image.samples),
    errorModel,
  };
  const expected = cakeSums(block, run, image, corrections);
  const size = Float64Array.from(image.samples, (value, p) => Math.abs(value) + Math.abs(pedestal?.[p] ?? 0));
  const magnitude = cakeSums(
    block,
    run,
    { samples: size.map((value) => (Number.isFinite(value) ? value : 0)) },
    { ...corrections, pedestal: null, limits: valueLimits({}, {}, size), errorModel: 'none' },
  );
  let filled = 0;
  for (let cell = 0; cell < run.cakes * run.bins; cell++) {
    if (expected.count[cell] === 0) {
      const found = [actual.intensity[cell], actual.count[cell], actual.normalization[cell]];
      if (!Number.isNaN(found[0]) || found[1] !== 0 || found[2] !== 0) expect(found).toEqual([NaN, 0, 0]);
      continue;
    }
    filled++;
    const near = (got: number, wanted: number, scale: number): boolean => Math.abs(got - wanted) <= FLOAT32 * scale;
    const { [cell]: count = 0 } = expected.count;
    const { [cell]: omega = 0 } = expected.normalization;
    const scale = magnitude.signal[cell]! / omega;
    if (
      !near(actual.count[cell]!, count, count + 1e-6) ||
      !near(actual.normalization[cell]!, omega, omega + 1e-6) ||
      !near(actual.intensity[cell]!, expected.intensity[cell]!, scale)
    )
      expect([actual.count[cell], actual.normalization[cell], actual.intensity[cell]]).toEqual([
        count,
        omega,
        expected.intensity[cell],
      ]);
    // A deviation carries the error of the mean where a cell holds one pixel: its variance is rounding alone.
    if (
      errorModel !== 'none' &&
      !near(actual.sigma[cell]!, expected.sigma[cell]!, expected.sigma[cell]! + 0.05 * scale)
    )
      expect(actual.sigma[cell]).toBe(expected.sigma[cell]);
  }
  expect(filled).toBeGreaterThan(0);
  const used = new Set(block.pixel).size;
  expect(actual.invalid).toBe(expected.ignoredPixels - (ROWS * COLUMNS - used));
}

const TYPES: readonly SampleType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];
const metadata = { header: {} };

describe('kernel of cakes', () => {
  it.each(TYPES)('gives the cells of the reference for %s samples', async (type) => {
    const run = randomCake(1, 36, 200, 4);
    await expectReference(run, { samples: randomSamples(run.random, type, ROWS * COLUMNS), metadata });
  });

  it.each([
    ['one cake', 1, 300, 4],
    ['one cell', 1, 1, 1],
    ['whole pixels', 50, 40, 1],
    ['runs of up to 40 bins', 12, 1000, 40],
    ['bin numbers beyond 16 bits', 1, 66_000, 3],
    ['runs beyond 8 bits', 3, 700, 300],
    ['both beyond', 1, 66_000, 260],
  ])('agrees with the reference for %s', async (_, cakes, bins, maxSpan) => {
    const run = randomCake(2, cakes, bins, maxSpan);
    for (const type of ['int32', 'float32'] as const)
      await expectReference(run, { samples: randomSamples(run.random, type, ROWS * COLUMNS), metadata });
  });

  it.each<ErrorModel>(['poisson', 'azimuthal', 'hybrid'])('gives the errors of the %s model', async (errorModel) => {
    for (const maxSpan of [1, 4, 20]) {
      const run = randomCake(3, 10, 150, maxSpan);
      const pedestal = Float32Array.from({ length: ROWS * COLUMNS }, () => 100 * run.random());
      const samples = randomSamples(run.random, 'int16', ROWS * COLUMNS);
      await expectReference(run, { samples, metadata }, { maskBelow: -500 }, errorModel, pedestal);
    }
  });

  it('ignores pixels outside limits, equal to a dummy and masked by the image', async () => {
    for (const type of ['uint16', 'int32', 'uint32', 'float32', 'float64'] as const) {
      const run = randomCake(4, 20, 60, 4);
      const samples = randomSamples(run.random, type, ROWS * COLUMNS);
      for (let p = 0; p < samples.length; p += 2) samples[p] = Math.floor(run.random() * 60_000);
      const mask = Uint8Array.from(samples, () => (run.random() < 0.2 ? 3 : 0));
      const limits = { maskBelow: 3, maskAbove: 50_000, dummy: { value: 30_000, delta: 2000 } };
      await expectReference(run, { samples, mask, metadata }, limits);
      await expectReference(run, { samples, metadata }, { maskBelow: 1e12 }).catch((cause: Error) => {
        // Nothing is left: every cell is empty, which the check counts.
        expect(cause.message).toContain('expected 0 to be greater than 0');
      });
    }
  });

  it('gives four frames together the bytes that each has alone', async () => {
    for (const [maxSpan, types, errorModel] of [
      [1, ['int32', 'int16', 'uint8', 'int32'], 'azimuthal'],
      [2, ['float32', 'float32', 'float32', 'float32'], 'none'],
      [4, ['uint32', 'uint32', 'uint32', 'uint32'], 'poisson'],
      [30, ['float64', 'float64', 'float64', 'float64'], 'none'],
      [4, ['int32', 'uint32', 'float32', 'int8'], 'none'],
    ] as const) {
      const run = randomCake(6, 5, 400, maxSpan);
      const images = types.map((type) => ({ samples: randomSamples(run.random, type, ROWS * COLUMNS), metadata }));
      const alone: Results[] = [];
      // The limit takes pixels out of some frames only.
      for (const image of images) alone.push(await runKernel(run, image, { maskAbove: 1e6 }, errorModel));
      expect(await runFrames(run, images, { maskAbove: 1e6 }, errorModel)).toEqual(alone);
    }
  });

  it('leaves cakes empty that no pixel reaches, and bins beyond those that any does', async () => {
    const run = randomCake(7, 2, 60, 4);
    const { random, block } = run;
    const samples = randomSamples(random, 'int32', ROWS * COLUMNS);
    const shifted = {
      ...run,
      cakes: 5,
      bins: 91,
      block: {
        ...block,
        cake: block.cake.map((cake) => 1 + 2 * cake),
        firstBin: block.firstBin.map((bin) => bin + 17),
      },
    };
    await expectReference(shifted, { samples, metadata }, {}, 'azimuthal');
    await expectReference(shifted, { samples, metadata }, { maskAbove: 1e6 });
    const { intensity } = await runKernel(shifted, { samples, metadata }, {}, 'none');
    const filled = Array.from({ length: 5 }, (_, k) => intensity.subarray(k * 91, k * 91 + 91).filter((x) => x === x));
    expect(filled.map(({ length }) => length)).toEqual([0, 60, 0, 60, 0]);
  });

  it('writes the cakes in reverse where asked to', async () => {
    const run = randomCake(5, 7, 50, 3);
    const image = { samples: randomSamples(run.random, 'int16', ROWS * COLUMNS), metadata };
    const forward = await runKernel(run, image, {}, 'none');
    const reverse = await runKernel(run, image, {}, 'none', null, true);
    for (let k = 0; k < 7; k++)
      expect(reverse.intensity.subarray(k * 50, (k + 1) * 50)).toEqual(
        forward.intensity.subarray((6 - k) * 50, (7 - k) * 50),
      );
  });
});
