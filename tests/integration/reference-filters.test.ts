import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import { buildCakeBlock } from '../../src-shared/integration/cake-block.ts';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import { extentMask } from '../../src-shared/integration/extent-mask.ts';
import { azimuthExtent } from '../../src-shared/integration/filter-azimuth-extent.ts';
import { filterSectors, type SectorFilter } from '../../src-shared/integration/filter-azimuthal.ts';
import { separateImage } from '../../src-shared/integration/filter-separate.ts';
import { sigmaClip } from '../../src-shared/integration/filter-sigma-clip.ts';
import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import { type ErrorModel, integrateReference } from '../../src-shared/integration/integrate-reference.ts';
import { binCentres, radialAxis } from '../../src-shared/integration/radial-axis.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';
import { cakeSums } from './cake-sums.ts';
import { readColumns, readImage, readPoni } from './reference-patterns.ts';

interface FilterEntry {
  readonly file: string;
  readonly kind: string;
  readonly image: string;
  readonly geometry: string;
  readonly mask: string;
  readonly call: string;
}

const entries: readonly FilterEntry[] = sharedFolder
  ? (
      JSON.parse(readFileSync(join(sharedFolder, 'reference/index.json'), 'utf8')) as { entries: FilterEntry[] }
    ).entries.filter(({ file }) => file.startsWith('filters/'))
  : [];
const ofKind = (kind: string): (readonly [string, FilterEntry])[] =>
  entries.filter((entry) => entry.kind.startsWith(kind)).map((entry) => [entry.file, entry] as const);

/** What the call says: "thres=3" → 3. */
function argument(entry: FilterEntry, name: string): string {
  const value = new RegExp(`${name}=(\\([^)]*\\)|'[^']*'|[^,)]+)`).exec(entry.call)?.[1];
  if (value === undefined) throw new Error(`${entry.file}: no ${name}`);
  return value.replaceAll(/['()]/g, '');
}
const bins = (entry: FilterEntry): number => Number(/\(img,(\d+)/.exec(entry.call)?.[1]);
const polarization = (entry: FilterEntry): number | null =>
  entry.call.includes('polarization_factor=') ? Number(argument(entry, 'polarization_factor')) : null;

const SECTORS = 360;
const UNFILTERED = 'integrate1d/ceo2_q_nm-1_no_1000.csv.gz';

describe.skipIf(!sharedFolder)('filters against pyFAI 0.21.3', () => {
  let image: DetectorImage;
  let calibration: Calibration;
  const settings = { maskBelow: 1 };

  beforeAll(async () => {
    const entry = entries[0]!;
    for (const { image: name, geometry, mask } of entries)
      expect([name, geometry, mask]).toEqual([entry.image, entry.geometry, 'image < 1']);
    image = await readImage(join(sharedFolder!, 'data', entry.image.replace(' (rows reversed)', '')), true);
    calibration = readPoni(join(sharedFolder!, 'data', entry.geometry));
  });

  function normalizationOf(factor: number | null): Float32Array {
    return pixelNormalization(calibration, image.shape, {
      solidAngle: true,
      normalizationFactor: 1,
      ...(factor === null ? {} : { polarization: { factor, offsetDeg: 0 } }),
    });
  }

  it.each(ofKind('sigma clipping'))('%s', (_file, entry) => {
    const { shape } = image;
    const spec = { calibration, shape, radialUnit: 'q_nm^-1', split: 'no' } as const;
    const npt = bins(entry);
    const plan = buildIntegrationPlan(
      { ...spec, bins: npt, radialRange: radialExtent(spec, extentMask(image, settings, null)) },
      null,
    );
    const errorModel = argument(entry, 'error_model') as ErrorModel;
    const corrections = {
      normalization: normalizationOf(polarization(entry)),
      pedestal: null,
      limits: valueLimits(settings, image.metadata, image.samples),
      errorModel,
    };
    const { clipped } = sigmaClip(plan, image, corrections, {
      threshold: Number(argument(entry, 'thres')),
      maxIterations: Number(argument(entry, 'max_iter')),
      normalizationFactor: 1,
    });
    const sums = integrateReference(plan, { ...image, mask: clipped }, corrections);
    const { intensity, sigma } = finishPattern(sums);
    const columns = readColumns(join(sharedFolder!, 'reference', entry.file));
    const count = columns.get('count')!;
    // Where float32 noise in pyFAI's positions puts a pixel into the neighbouring bin, other pixels are averaged: such bins
    // are known by the counts of the pattern without a filter.
    const unfiltered = readColumns(join(sharedFolder!, 'reference', UNFILTERED)).get('count')!;
    const ours = integrateReference(plan, image, corrections).count;
    const compared = [...count.keys()].filter((bin) => count[bin]! > 0 && ours[bin] === unfiltered[bin]);
    expect(compared.length).toBeGreaterThan(0.9 * npt);
    const share = (isClose: (bin: number) => boolean): number => compared.filter(isClose).length / compared.length;
    const expected = (name: string): Float64Array => columns.get(name)!;
    // Intensities to 1e-4 in 99 % of the bins: counts are whole numbers, so that pixels do lie exactly at the limit.
    expect(share((bin) => sums.count[bin] === count[bin])).toBeGreaterThan(0.99);
    expect(share((bin) => Math.abs(intensity[bin]! / expected('intensity')[bin]! - 1) < 1e-4)).toBeGreaterThan(0.99);
    // pyFAI's azimuthal variance has ω where we have ω²; ω varies by less than 3 % within a bin and is 1 … 0.6.
    const omega = (bin: number): number =>
      errorModel === 'azimuthal' ? Math.sqrt(sums.normalization[bin]! / sums.count[bin]!) : 1;
    expect(share((bin) => Math.abs(sigma![bin]! / omega(bin) / expected('sigma')[bin]! - 1) < 0.02)).toBeGreaterThan(
      0.99,
    );
    expect(clipped.some((value) => value === 1)).toBe(true);
  });

  function sectorPattern(entry: FilterEntry, filter: SectorFilter): { radial: Float64Array; intensity: Float64Array } {
    const { shape } = image;
    const spec = { calibration, shape, radialUnit: 'q_nm^-1', split: 'bbox' } as const;
    const npt = bins(entry);
    const radialRange = radialExtent(spec, extentMask(image, settings, null));
    const [lower, upper] = azimuthExtent(spec, extentMask(image, settings, null));
    const azimuth = { lower, width: (upper - lower) / SECTORS, cakes: SECTORS };
    const block = buildCakeBlock({ ...spec, bins: npt, radialRange, azimuth }, null, { start: 0, end: shape[0] });
    const cells = cakeSums(block, { cakes: SECTORS, bins: npt }, image, {
      normalization: normalizationOf(polarization(entry)),
      pedestal: null,
      limits: valueLimits(settings, image.metadata, image.samples),
      errorModel: 'none',
    });
    const { intensity } = finishPattern(filterSectors(cells, npt, filter));
    return { radial: binCentres(radialAxis(npt, radialRange)), intensity };
  }

  it.each(ofKind('azimuthal median'))('%s', (_file, entry) => {
    const percentiles = argument(entry, 'percentile').split(',').map(Number);
    const [low, high] = percentiles;
    const filter: SectorFilter =
      high === undefined ? { kind: 'median', percentile: low! } : { kind: 'trimmed-mean', percentiles: [low!, high] };
    const { radial, intensity } = sectorPattern(entry, filter);
    const columns = readColumns(join(sharedFolder!, 'reference', entry.file));
    const expected = columns.get('intensity')!;
    const differences = expected.map((value, bin) => Math.abs(intensity[bin]! / value - 1));
    // Close to the beam a pixel is wider than a sector, and pyFAI heaps what sticks out at ±180° on the first and the last
    // sector: which sector is in the middle then changes. Elsewhere float32 noise in the boxes, 1e-4.
    const outer = differences.slice(60).sort();
    expect(outer[Math.floor(0.95 * outer.length)]).toBeLessThan(1e-4);
    expect(outer.at(-1)).toBeLessThan(5e-3);
    expect(differences.sort()[Math.floor(0.9 * differences.length)]).toBeLessThan(1e-4);
    // The lower end comes from pyFAI's float32 positions beside the beam, 4e-6 nm⁻¹.
    columns.get('radial')!.forEach((value, bin) => expect(Math.abs(radial[bin]! - value)).toBeLessThan(1e-5));
  });

  it.each(ofKind('separate'))('%s', (_file, entry) => {
    const pattern = sectorPattern(entry, { kind: 'median', percentile: Number(argument(entry, 'percentile')) });
    const [rows, width] = image.shape;
    const positions = new Float64Array(rows * width);
    radialAtCentres(calibration, image.shape, 'q', { start: 0, end: rows }, positions);
    const { bragg, amorphous } = separateImage(image, positions, pattern, {
      normalization: normalizationOf(null),
      pedestal: null,
    });
    const columns = readColumns(join(sharedFolder!, 'reference', entry.file));
    const at = columns.get('row')!.map((row, k) => row * width + columns.get('col')![k]!);
    const relative = (name: string, values: Float32Array): Float64Array =>
      columns
        .get(name)!
        .map((value, k) => Math.abs(values[at[k]!]! - value) / columns.get('amorphous')![k]!)
        .sort();
    // As the medians: 1e-4 but for bins close to the beam.
    for (const [name, values] of Object.entries({ amorphous, bragg })) {
      const differences = relative(name, values);
      expect(differences[Math.floor(0.95 * differences.length)]).toBeLessThan(1e-4);
      expect(differences.at(-1)).toBeLessThan(5e-3);
    }
  });
});
