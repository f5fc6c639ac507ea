import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { formatNpyHeader } from '../../src-shared/format/npy-writer.ts';
import { buildCakeBlock } from '../../src-shared/integration/cake-block.ts';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import { azimuthExtent } from '../../src-shared/integration/filter-azimuth-extent.ts';
import { filterSectors, type SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import { sigmaClip } from '../../src-shared/integration/filter-sigma-clip.ts';
import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { CakeCut } from '../../src-shared/model/cake.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { IntegratedFile, KeyedFrame } from '../../src-main/worker/integrate-files.ts';
import {
  createIntegrationEngine,
  type FrameRequest,
  type IntegrationEngine,
} from '../../src-main/worker/integration-engine.ts';
import { cakeSums } from '../integration/cake-sums.ts';
import { compileKernelIfStale } from '../kernel/fresh-kernel.ts';
import { randomNumbers } from '../kernel/random-plan.ts';
import { buildWorker } from './built-worker.ts';

const SHAPE = [180, 200] as const;
const PIXELS = SHAPE[0] * SHAPE[1];
const calibration: Calibration = {
  geometry: { dist: 0.05, poni1: 0.009, poni2: 0.011, rot1: 0.1, rot2: -0.05, rot3: 0.3, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
};
const settings: IntegrationSettings = {
  radialUnit: 'q_nm^-1',
  npt: 150,
  split: 'full',
  solidAngle: true,
  polarization: { factor: 0.95, offsetDeg: 0 },
  errorModel: 'none',
  normalizationFactor: 3,
  detectorMask: true,
  backgroundScale: 1,
  maskBelow: 0,
};
const clip: IntegrationSettings['filter'] = { kind: 'sigma-clip', threshold: 4, maxIterations: 5 };
const median: SectorFilter = { kind: 'median', percentile: 50 };
const trimmedMean: SectorFilter = { kind: 'trimmed-mean', percentiles: [20, 80] };
const spots = Array.from({ length: 60 }, (_, k) => 301 + 577 * k);

/** Noise about 1000, dead pixels of −1, and bright spots. */
function imageOf(seed: number): DetectorImage {
  const random = randomNumbers(seed);
  const samples = Int32Array.from({ length: PIXELS }, () => (random() < 0.03 ? -1 : 900 + Math.floor(random() * 200)));
  for (const p of spots) samples[p] = 60_000;
  return { samples, shape: SHAPE, metadata: { header: {} } };
}

let folder: string;
let workerUrl: URL;
let engine: IntegrationEngine | undefined;
const start = (workers: number): IntegrationEngine => (engine = createIntegrationEngine({ workerUrl, workers }));

beforeAll(async () => {
  compileKernelIfStale();
  workerUrl = await buildWorker();
  folder = mkdtempSync(join(tmpdir(), 'annulus-filter-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

const request = (image: DetectorImage, change: Partial<IntegrationSettings>): FrameRequest => ({
  calibration,
  shape: SHAPE,
  settings: { ...settings, ...change },
  staticMask: null,
  image,
});
const normalization = (): Float32Array => pixelNormalization(calibration, SHAPE, settings);

async function integrateAll(frames: readonly KeyedFrame[], change: Partial<IntegrationSettings>) {
  const results: IntegratedFile[] = [];
  const asked = { calibration, shape: SHAPE, settings: { ...settings, ...change }, staticMask: null, frames };
  for await (const result of engine!.integrateFiles(asked)) results.push(result);
  return results;
}

function stack(name: string, images: readonly DetectorImage[]): string {
  const path = join(folder, name);
  const parts = images.map(({ samples }) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  writeFileSync(path, Buffer.concat([formatNpyHeader('int32', [images.length, ...SHAPE]), ...parts]));
  return path;
}

describe('sigma clipping in the engine', () => {
  it.each([0, 2])('is integrating without the pixels that the plain function clips; %i threads', async (workers) => {
    const image = imageOf(1);
    for (const errorModel of ['none', 'poisson', 'azimuthal', 'hybrid'] as const) {
      start(workers);
      const { filter, ...change } = { filter: clip, errorModel, radialRange: [1, 14] as [number, number] };
      const { sums, clippedPixels } = await engine!.integrateFrame(request(image, { ...change, filter }));
      const spec = { calibration, shape: SHAPE, radialUnit: settings.radialUnit, split: settings.split } as const;
      const plan = buildIntegrationPlan({ ...spec, bins: settings.npt, radialRange: change.radialRange }, null);
      const limits = valueLimits(settings, image.metadata, image.samples);
      const corrections = { normalization: normalization(), pedestal: null, limits, errorModel };
      const expected = sigmaClip(plan, image, corrections, { ...clip, normalizationFactor: 3 });
      expect(clippedPixels).toEqual(Uint32Array.from(expected.clipped.keys()).filter((p) => expected.clipped[p] === 1));
      expect(expected.count).toBeGreaterThan(40);
      const masked = await engine!.integrateFrame(request({ ...image, mask: expected.clipped }, change));
      expect(sums).toEqual(masked.sums);
      await engine!.close();
    }
  });

  it('gives the same for frames of files, and keeps the mask of the frame', async () => {
    start(2);
    const images = [imageOf(2), imageOf(3), imageOf(4)];
    const mask = new Uint8Array(PIXELS).fill(1, 0, 5000);
    const path = stack('clip.npy', images);
    const change = { filter: clip, radialRange: [1, 14] as [number, number] };
    const frames: KeyedFrame[] = images.map((_, frame) => ({ path, frame, key: frame }));
    const results = await integrateAll([...frames, { image: { ...images[0]!, mask }, key: 3 }], change);
    for (const [key, image] of [...images, { ...images[0]!, mask }].entries()) {
      const alone = await engine!.integrateFrame(request(image, change));
      expect(results[key]).toMatchObject({ key, sums: alone.sums });
    }
    const [first, , , last] = results.map((result) => ('sums' in result ? result.sums.ignoredPixels : NaN));
    // 5000 pixels more, but for those that were dead, clipped or out of the range anyway.
    expect(last! - first!).toBeGreaterThan(3000);
  });
});

describe('filters of sectors in the engine', () => {
  it('reduce a cake of 360 sectors with bounding boxes over the azimuths of the used pixels', async () => {
    start(2);
    const image = imageOf(5);
    for (const filter of [median, trimmedMean]) {
      const { sums, radial } = await engine!.integrateFrame(request(image, { filter }));
      const spec = { calibration, shape: SHAPE, radialUnit: settings.radialUnit, split: 'bbox' } as const;
      const unused = Uint8Array.from(image.samples, (value) => (value < 0 ? 1 : 0));
      const [lower, upper] = azimuthExtent(spec, unused);
      const bins = settings.npt;
      const radialRange = radialExtent(spec, unused);
      const azimuth = { lower, width: (upper - lower) / 360, cakes: 360 };
      const block = buildCakeBlock({ ...spec, bins, radialRange, azimuth }, null, { start: 0, end: SHAPE[0] });
      const limits = valueLimits(settings, image.metadata, image.samples);
      const corrections = { normalization: normalization(), pedestal: null, limits, errorModel: 'none' as const };
      const cells = cakeSums(block, { cakes: 360, bins }, image, corrections);
      const expected = filterSectors(cells, bins, filter);
      const [ours, theirs] = [finishPattern(sums).intensity, finishPattern(expected).intensity];
      // The cells of the engine are float32, 6e-8; where dead pixels leave a cell next to nothing, two digits less.
      ours.forEach((value, bin) => expect(Math.abs(value / theirs[bin]! - 1)).toBeLessThan(5e-6));
      expect(radial[0]).toBeCloseTo(radialRange[0] + (radialRange[1] - radialRange[0]) / 2 / bins, 5);
      // Noise of 900 … 1100 over 3 and the solid angle; a spot alone would lift its bin beyond 500.
      expect(Math.max(...ours.slice(10))).toBeLessThan(450);
    }
  });

  it('give the same for frames of a file, whose first frame lays out the sectors', async () => {
    start(2);
    const images = [imageOf(6), imageOf(7)];
    const path = stack('median.npy', images);
    const results = await integrateAll(
      [0, 1, 9].map((frame) => ({ path, frame, key: frame })),
      { filter: median },
    );
    for (const [frame, image] of images.entries()) {
      const alone = await engine!.integrateFrame({ ...request(image, { filter: median }), axisFrame: images[0]! });
      expect(results[frame]).toEqual({ key: frame, ...alone });
    }
    expect(results[2]).toHaveProperty('error.code');
  });

  it('have no errors to give, and cakes of 1° no sectors: each is refused in a sentence', async () => {
    start(0);
    const image = imageOf(8);
    await expect(engine!.integrateFrame(request(image, { filter: median, errorModel: 'poisson' }))).rejects.toThrow(
      /has no poisson errors: choose/,
    );
    await expect(integrateAll([{ image, key: 0 }], { filter: median, errorModel: 'hybrid' })).rejects.toThrow(
      /has no hybrid errors/,
    );
    const cut = { azimuthBins: 360, sense: 'clockwise' } as const;
    await expect(engine!.integrateCake({ ...request(image, { filter: median }), cut })).rejects.toThrow(
      /A cake of 1° has one sector of 1°, too few for a median/,
    );
    await expect(
      engine!.integrateCake({
        ...request(image, { filter: median, errorModel: 'poisson' }),
        cut: { ...cut, azimuthBins: 36 },
      }),
    ).rejects.toThrow(/has no poisson errors/);
  });
});

describe('filters of cakes', () => {
  const few = { npt: 20, radialRange: [1, 14] as [number, number] };

  it.each([0, 2])('clip each cell by itself: the spots go and nothing else; %i threads', async (workers) => {
    start(workers);
    const image = imageOf(9);
    const mask = new Uint8Array(PIXELS).fill(1, 0, 2000);
    // Even noise never reaches 4 σ: it ends at √3.
    const isSpot = Uint8Array.from(mask, (one, p) => (one || image.samples[p] === 60_000 ? 1 : 0));
    for (const errorModel of ['none', 'azimuthal', 'hybrid'] as const) {
      const change = { ...few, errorModel, split: 'no' as const }; // no spot reaches another cell
      const cut = { azimuthBins: 4, azimuthStart: -90, sense: 'anticlockwise' as const };
      const clipped = await engine!.integrateCake({ ...request({ ...image, mask }, { ...change, filter: clip }), cut });
      const masked = await engine!.integrateCake({ ...request({ ...image, mask: isSpot }, change), cut });
      // Where a cell has 18 pixels or fewer, one of them cannot be 4 σ away from their mean.
      const isLarge = (cell: number): boolean => masked.count[cell]! > 40;
      const compared = [...masked.intensity.keys()].filter(isLarge);
      expect(compared.length).toBeGreaterThan(40);
      expect(compared.map((cell) => clipped.intensity[cell])).toEqual(compared.map((cell) => masked.intensity[cell]));
      const plain = await engine!.integrateCake({ ...request({ ...image, mask }, change), cut });
      expect(Math.max(...compared.map((cell) => plain.intensity[cell]! / masked.intensity[cell]!))).toBeGreaterThan(
        1.2,
      );
    }
  });

  it('reduce the sectors of 1° that lie in a cake, from any start, in both senses and over a range', async () => {
    start(2);
    const image = imageOf(10);
    const cases: [CakeCut, Partial<IntegrationSettings>][] = [
      [{ azimuthBins: 12, azimuthStart: -83, sense: 'clockwise' }, {}],
      [{ azimuthBins: 12, azimuthStart: 10, sense: 'anticlockwise' }, {}],
      [{ azimuthBins: 9, sense: 'anticlockwise' }, { azimuthRange: [100, -170] }],
      [{ azimuthBins: 120, sense: 'clockwise' }, {}],
    ];
    for (const [cut, range] of cases) {
      const change = { ...few, ...range };
      const cake = await engine!.integrateCake({ ...request(image, { ...change, filter: trimmedMean }), cut });
      const sectors = Math.round(cake.azimuthWidth);
      const fineCut = { azimuthBins: cut.azimuthBins * sectors, sense: 'clockwise' } as const;
      const start = cake.azimuth[0]! - cake.azimuthWidth / 2 + 0.5;
      const fine = await engine!.integrateCake({
        ...request(image, { ...change, split: 'bbox' }),
        cut: range.azimuthRange ? fineCut : { ...fineCut, azimuthStart: start },
      });
      expect(cake.intensity).toHaveLength(cut.azimuthBins * few.npt);
      for (const [a, azimuth] of cake.azimuth.entries()) {
        const apart = (b: number): number => Math.abs(((((b - azimuth + 180) % 360) + 360) % 360) - 180);
        const rows = [...fine.azimuth.keys()].filter((k) => apart(fine.azimuth[k]!) < cake.azimuthWidth / 2);
        expect(rows).toHaveLength(sectors);
        const rowsOf = (values: Float32Array): number[] =>
          rows.flatMap((k) => [...values.subarray(k * few.npt, (k + 1) * few.npt)]);
        const expected = finishPattern(
          filterSectors(
            { intensity: rowsOf(fine.intensity), count: rowsOf(fine.count), normalization: rowsOf(fine.normalization) },
            few.npt,
            trimmedMean,
          ),
        ).intensity;
        // float32 cells, of two plans whose azimuths end in another digit
        expected.forEach((value, bin) => {
          const found = cake.intensity[a * few.npt + bin]!;
          if (Number.isNaN(value)) expect(found).toBeNaN();
          else expect(Math.abs(found / value - 1)).toBeLessThan(1e-4);
        });
      }
      expect(Math.max(...cake.intensity.filter((value, cell) => cake.count[cell]! > 200 && value > 0))).toBeLessThan(
        450,
      );
    }
  });
});
