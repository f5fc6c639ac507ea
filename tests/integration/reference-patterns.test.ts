import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pedestal } from '../../src-shared/correction/pedestal.ts';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import { extentMask } from '../../src-shared/integration/extent-mask.ts';
import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import type { IntegrationPlan } from '../../src-shared/integration/integration-plan.ts';
import { type FrameCorrections, integrateReference } from '../../src-shared/integration/integrate-reference.ts';
import type { PlanSpec } from '../../src-shared/integration/plan-spec.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { sharedFolder } from '../shared-folder.ts';
import { readColumns, readEntries, readImage, readPoni, type ReferenceEntry } from './reference-patterns.ts';

// pyFAI 0.21.3 without the wrap of azimuths across ±180° (…_discPi): what these files hold is what we do right.
const entries = sharedFolder ? readEntries(sharedFolder).filter(({ file }) => !file.includes('_discPi')) : [];

const images = new Map<string, Promise<DetectorImage>>();
function imageOf(entry: ReferenceEntry): Promise<DetectorImage> {
  const key = `${entry.image} ${entry.rows_reversed_on_reading}`;
  let image = images.get(key);
  if (!image)
    images.set(key, (image = readImage(join(sharedFolder!, 'data', entry.image), entry.rows_reversed_on_reading)));
  return image;
}

interface Run {
  readonly spec: PlanSpec;
  readonly plan: IntegrationPlan;
  readonly image: DetectorImage;
  readonly corrections: FrameCorrections;
}

/** Does what the entry says pyFAI did. */
async function prepare(entry: ReferenceEntry): Promise<Run> {
  const image = await imageOf(entry);
  const { shape, samples } = image;
  const calibration = readPoni(join(sharedFolder!, 'data', entry.geometry));
  const { radial_range, azimuth_range, error_model, variance, dummy, delta_dummy } = entry.extra;
  const limit = /^image < (\d+)$/.exec(entry.mask)?.[1];
  const settings = {
    ...(limit === undefined ? {} : { maskBelow: Number(limit) }),
    ...(dummy === undefined ? {} : { dummy: { value: dummy, delta: delta_dummy ?? 0 } }),
  };

  const isCorrected = entry.dark_flat_norm !== null;
  if (isCorrected) expect(entry.dark_flat_norm).toBe(DARK_FLAT_NORM);
  const perPixel = (value: (row: number, column: number) => number): Float32Array =>
    Float32Array.from(samples, (_, p) => value(Math.floor(p / shape[1]), p % shape[1]));
  const dark = isCorrected ? perPixel((_row, column) => 0.5 + (column % 7) * 0.25) : null;
  const flat = isCorrected ? perPixel((row, column) => 1 + 0.1 * Math.sin(row / 50) * Math.cos(column / 70)) : null;
  const factor = entry.polarization_factor;
  const normalization = pixelNormalization(
    calibration,
    shape,
    {
      solidAngle: entry.correctSolidAngle,
      normalizationFactor: isCorrected ? 2.5 : 1,
      ...(factor === null ? {} : { polarization: { factor, offsetDeg: 0 } }),
    },
    flat,
  );
  if (variance !== undefined) expect(variance).toBe('2max(raw,1)');

  const extentSpec = { calibration, shape, radialUnit: entry.unit, split: entry.method[0] };
  const spec: PlanSpec = {
    ...extentSpec,
    bins: entry.npt,
    radialRange: radial_range ?? radialExtent(extentSpec, extentMask(image, settings, null)),
    ...(azimuth_range ? { azimuthRange: azimuth_range } : {}),
  };
  return {
    spec,
    plan: buildIntegrationPlan(spec, null),
    image,
    corrections: {
      normalization,
      pedestal: pedestal(shape, dark, null, 1),
      limits: valueLimits(settings, image.metadata, samples),
      errorModel: error_model ?? 'none',
      variance: variance === undefined ? null : Float64Array.from(samples, (raw) => 2 * Math.max(raw, 1)),
    },
  };
}
const DARK_FLAT_NORM = 'dark[r,c]=0.5+(c%7)*0.25; flat=1+0.1*sin(r/50)*cos(c/70); normalization_factor=2.5';

/** Relative, but for zeros: both 0 is equal. */
function relativeDifference(a: number, b: number): number {
  if (a === b) return 0;
  const difference = Math.abs(a / b - 1);
  return Number.isNaN(difference) ? Infinity : difference;
}

/** σ of pyFAI 0.21.3 with azimuthal errors, V = Σ c ω (x − I)²; ours has c² ω². */
function olderAzimuthalSigma(
  { plan, image, corrections }: Run,
  sums: ReturnType<typeof integrateReference>,
): Float64Array {
  const { lower, upper } = corrections.limits;
  const variance = new Float64Array(plan.bins);
  for (let p = 0, o = 0; p < plan.spans.length; p++) {
    const raw = image.samples[p]!;
    const omega = corrections.normalization[p]!;
    for (let k = 0; k < plan.spans[p]!; k++, o++) {
      if (!(raw >= lower && raw <= upper)) continue;
      const bin = plan.firstBin[p]! + k;
      variance[bin]! += plan.weights[o]! * omega * (raw / omega - sums.signal[bin]! / sums.normalization[bin]!) ** 2;
    }
  }
  return variance.map((value, bin) => Math.sqrt(value) / sums.normalization[bin]!);
}

/**
 * Bins where float32 noise in pyFAI's positions put a pixel into the neighbour: where the running total of counts
 * differs at one of their edges. Bins in `exempt` are taken as equal.
 */
function disturbedBins(
  ours: Float64Array,
  theirs: Float64Array,
  exempt: (bin: number) => boolean,
): { disturbed: boolean[]; moved: number } {
  let before = 0;
  let moved = 0;
  const disturbed = Array.from(ours, (count, bin) => {
    const after = exempt(bin) ? before : before + Math.round(count - theirs[bin]!);
    const isDisturbed = before !== 0 || after !== 0;
    moved = Math.max(moved, Math.abs(after));
    before = after;
    return isDisturbed;
  });
  return { disturbed, moved };
}

/** How many bins may differ, and by how much; see docs/numbers.md. */
function allowance(split: string, bins: number, isLeaking: boolean): { readonly bins: number; readonly upTo: number } {
  // The distorted quadrilaterals of the row that leaks, beside the beam.
  if (isLeaking) return { bins: 10, upTo: 2e-3 };
  // Two pixels that change places leave the count as it is.
  if (split === 'no') return { bins: 0.002 * bins, upTo: 0.02 };
  // Where a bin is narrower than half a pixel and holds little, noise in δ weighs more.
  if (split === 'bbox' && bins >= 2000) return { bins: 0.005 * bins, upTo: 1e-3 };
  return { bins: 0, upTo: 0 };
}

describe.skipIf(!sharedFolder)('patterns against pyFAI 0.21.3', () => {
  it.each(entries.map((entry) => [entry.file, entry] as const))('%s', async (_file, entry) => {
    const run = await prepare(entry);
    const { plan, image, corrections } = run;
    const split = entry.method[0];
    const columns = readColumns(join(sharedFolder!, 'reference', entry.file));
    let sums = integrateReference(plan, image, corrections);
    const isLeaking = entry.file.includes('_full_azim135_225_disc0');
    if (isLeaking) sums = withRowAlongZero(run, sums);
    const { intensity, sigma } = finishPattern(sums);

    // The ends come from pyFAI's float32 positions: 5e-9 m beside the beam, relative 1e-6 elsewhere; nine digits stored.
    const radial = columns.get('radial')!;
    plan.radial.forEach((centre, bin) =>
      expect(Math.abs(centre - radial[bin]!)).toBeLessThan(8e-6 * Math.max(1, centre)),
    );

    const count = columns.get('count')!;
    const reference = columns.get('intensity')!;
    const older = entry.extra.error_model === 'azimuthal' ? olderAzimuthalSigma(run, sums) : sigma;
    // What sticks out of a range is heaped on the edge bins by pyFAI, and dropped by us.
    const isExempt = (bin: number): boolean =>
      entry.extra.radial_range !== undefined && split !== 'full' && (bin === 0 || bin === entry.npt - 1);
    const { disturbed, moved } = disturbedBins(sums.count, count, isExempt);
    const allowed = allowance(split, entry.npt, isLeaking);
    let compared = 0;
    let noisy = 0;
    for (let bin = 0; bin < entry.npt; bin++) {
      if (!(count[bin]! > 1) || isExempt(bin) || (split === 'no' && disturbed[bin])) continue;
      compared++;
      const difference = relativeDifference(intensity[bin]!, reference[bin]!);
      // 2e-4: pyFAI's float32 positions; an emulation of pyFAI in float64 differs from it by 8e-5.
      if (difference > 2e-4) noisy++;
      expect(difference, `intensity in bin ${bin}`).toBeLessThan(Math.max(2e-4, allowed.upTo));
      if (older) {
        const sigmaDifference = relativeDifference(older[bin]!, columns.get('sigma')![bin]!);
        expect(sigmaDifference, `sigma in bin ${bin}`).toBeLessThan(5e-4);
      }
    }
    expect(noisy).toBeLessThanOrEqual(allowed.bins);
    // A few pixels of a hundred thousand and more lie on an edge to within the noise of a float32.
    if (split === 'no') expect(moved).toBeLessThanOrEqual(5);
    expect(compared).toBeGreaterThan((split === 'no' ? 0.7 : 0.95) * entry.npt);
  });

  /**
   * With the discontinuity moved to 0, pyFAI 0.21.3 takes the pixels on the line χ = 0 into every azimuth range ("full"
   * only): their corners lie on both sides of it, so that they seem to span the circle. Its file is ours plus that row.
   */
  function withRowAlongZero(
    { spec, image, corrections }: Run,
    sums: ReturnType<typeof integrateReference>,
  ): ReturnType<typeof integrateReference> {
    const row = integrateReference(
      buildIntegrationPlan({ ...spec, azimuthRange: [-1e-6, 1e-6] }, null),
      image,
      corrections,
    );
    const add = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, bin) => value + b[bin]!);
    return {
      ...sums,
      signal: add(sums.signal, row.signal),
      normalization: add(sums.normalization, row.normalization),
      count: add(sums.count, row.count),
    };
  }

  it('wraps azimuth ranges, which pyFAI does with the discontinuity at 0 only', async () => {
    const entry = entries.find(({ file }) => file.includes('_bbox_azim135_225_disc0'))!;
    const run = await prepare(entry);
    const wrapped = buildIntegrationPlan({ ...run.spec, azimuthRange: [135, -135] }, null);
    expect(wrapped.spans).toEqual(run.plan.spans);
    expect(wrapped.weights).toEqual(run.plan.weights);
  });

  it('would notice rows in the wrong order', async () => {
    const entry = entries.find(({ file }) => file.includes('ceo2_2th_deg_bbox_1000'))!;
    const run = await prepare({ ...entry, rows_reversed_on_reading: false });
    const { intensity } = finishPattern(integrateReference(run.plan, run.image, run.corrections));
    const reference = readColumns(join(sharedFolder!, 'reference', entry.file)).get('intensity')!;
    const wrong = reference.filter((value, bin) => relativeDifference(intensity[bin]!, value) > 0.05);
    expect(wrong.length).toBeGreaterThan(300);
  });
});
