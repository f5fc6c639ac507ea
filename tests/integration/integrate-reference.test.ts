import { describe, expect, it } from 'vitest';
import { pedestal, pedestalVariance } from '../../src-shared/correction/pedestal.ts';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { valueLimits } from '../../src-shared/correction/value-limits.ts';
import { radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import { relativeSolidAngles } from '../../src-shared/geometry/solid-angle.ts';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import { finishPattern } from '../../src-shared/integration/finish-pattern.ts';
import { type FrameCorrections, integrateReference } from '../../src-shared/integration/integrate-reference.ts';
import type { PlanSpec } from '../../src-shared/integration/plan-spec.ts';
import type { Samples } from '../../src-shared/model/detector-image.ts';
import { specOverEverything, tiltedCalibration } from './plan-fixtures.ts';

const shape = [120, 110] as const;
const pixels = 120 * 110;
const splits = ['no', 'bbox', 'full'] as const;
const plan = (split: PlanSpec['split'], bins = 40) =>
  buildIntegrationPlan(specOverEverything(tiltedCalibration, shape, split, bins), null);
const noLimits = valueLimits({}, {}, new Float64Array(0));
const unit = new Float32Array(pixels).fill(1);
const plain: FrameCorrections = { normalization: unit, pedestal: null, limits: noLimits, errorModel: 'none' };
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe('integrateReference', () => {
  it.each(splits)('makes a flat image out of one that follows the solid angle: %s', (split) => {
    const normalization = pixelNormalization(tiltedCalibration, shape, { solidAngle: true, normalizationFactor: 1 });
    const samples = Float64Array.from(relativeSolidAngles(tiltedCalibration, shape), (omega) => 500 * omega);
    const { intensity } = finishPattern(integrateReference(plan(split), { samples }, { ...plain, normalization }));
    // 1e-7: the normalization is float32
    for (const value of intensity) expect(Math.abs(value / 500 - 1)).toBeLessThan(1e-7);
  });

  it.each(splits)('gives back a ramp along the radial axis within the width of a bin: %s', (split) => {
    const samples = radialAtCentres(tiltedCalibration, shape, '2theta').map((value) => (value * 180) / Math.PI);
    const built = plan(split, 25);
    const { intensity } = finishPattern(integrateReference(built, { samples }, plain));
    const width = built.radial[1]! - built.radial[0]!;
    // Inside, the mean of a ramp over a bin is its middle but for the growing number of pixels along the radius and the
    // size of a pixel (0.057°); the bins are 0.25° wide.
    for (let bin = 3; bin < 22; bin++) expect(Math.abs(intensity[bin]! - built.radial[bin]!)).toBeLessThan(0.1 * width);
  });

  it.each(splits)('conserves signal, normalization and count when every pixel is inside: %s', (split) => {
    const samples = Int32Array.from({ length: pixels }, (_, p) => (p * 7919) % 1009);
    const sums = integrateReference(plan(split), { samples }, plain);
    // 1e-7: shares are float32
    expect(sum(sums.signal) / samples.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 7);
    expect(sum(sums.count) / pixels).toBeCloseTo(1, 7);
    expect(sum(sums.normalization) / pixels).toBeCloseTo(1, 7);
    expect(sums.ignoredPixels).toBe(0);
  });

  it('gives σ = √(I/n) for a constant image with Poisson errors, and no less than √1/n for empty pixels', () => {
    for (const [value, variance] of [
      [100, 100],
      [0, 1],
    ] as const) {
      const samples = new Uint16Array(pixels).fill(value);
      const sums = integrateReference(plan('no'), { samples }, { ...plain, errorModel: 'poisson' });
      const { intensity, sigma } = finishPattern(sums);
      sums.count.forEach((n, bin) => {
        expect(intensity[bin]).toBeCloseTo(value, 12);
        expect(sigma![bin]).toBeCloseTo(Math.sqrt(variance / n), 12);
      });
    }
  });

  it('squares the shares in the variance: two halves of a pixel make a quarter each', () => {
    const built = plan('bbox', 3000);
    const samples = new Uint16Array(pixels).fill(9);
    const { variance } = integrateReference(built, { samples }, { ...plain, errorModel: 'poisson' });
    const expected = built.weights.reduce((total, weight) => total + weight * weight * 9, 0);
    expect(sum(variance!) / expected).toBeCloseTo(1, 9);
    expect(sum(variance!)).toBeLessThan(0.5 * 9 * pixels);
  });

  it('treats hybrid errors as Poisson errors', () => {
    const samples = Uint16Array.from({ length: pixels }, (_, p) => p % 50);
    const poisson = integrateReference(plan('full'), { samples }, { ...plain, errorModel: 'poisson' });
    expect(integrateReference(plan('full'), { samples }, { ...plain, errorModel: 'hybrid' })).toEqual(poisson);
  });

  it('gives the standard error of the mean from the scatter along a ring', () => {
    // Two values, ±1 about 10, half of the pixels each: (x − I)² is 1, so σ = √n/n. The bins hold 40 and more pixels.
    const samples = Float32Array.from({ length: pixels }, (_, p) => (p % 2 === 0 ? 9 : 11));
    const sums = integrateReference(plan('no', 10), { samples }, { ...plain, errorModel: 'azimuthal' });
    const { intensity, sigma } = finishPattern(sums);
    sums.count.forEach((n, bin) => {
      expect(sigma![bin]).toBeCloseTo(Math.sqrt((1 - (intensity[bin]! - 10) ** 2) / n), 12);
      expect(Math.abs(intensity[bin]! - 10)).toBeLessThan(0.2);
    });
  });

  it('weighs the scatter with the normalization', () => {
    // One bin, ω = 1 or 3, signal 10 ω ± ω: x = 9 or 11, I = Σ signal / Σ ω = 10, V = Σ ω² (x − I)² = Σ ω².
    const normalization = Float32Array.from({ length: pixels }, (_, p) => (p % 4 < 2 ? 1 : 3));
    const samples = Float32Array.from(normalization, (omega, p) => omega * (p % 2 === 0 ? 9 : 11));
    const sums = integrateReference(plan('no', 1), { samples }, { ...plain, normalization, errorModel: 'azimuthal' });
    expect(sums.variance![0]).toBeCloseTo((pixels / 2) * (1 + 9), 6);
  });

  it('sees the same scatter with and without a pedestal', () => {
    const samples = Float32Array.from({ length: pixels }, (_, p) => (p * 7919) % 101);
    const without = integrateReference(plan('full'), { samples }, { ...plain, errorModel: 'azimuthal' });
    const raised = samples.map((value) => value + 30);
    const pedestal = new Float32Array(pixels).fill(30);
    const lifted = integrateReference(
      plan('full'),
      { samples: raised },
      { ...plain, pedestal, errorModel: 'azimuthal' },
    );
    without.variance!.forEach((value, bin) => expect(lifted.variance![bin]! / value).toBeCloseTo(1, 12));
  });

  it('takes a variance image instead of the model', () => {
    const samples = new Uint16Array(pixels).fill(100);
    const variance = new Float32Array(pixels).fill(4);
    const { sigma } = finishPattern(
      integrateReference(plan('no', 1), { samples }, { ...plain, errorModel: 'poisson', variance }),
    );
    expect(sigma![0]).toBeCloseTo(Math.sqrt(4 / pixels), 12);
    const none = integrateReference(plan('no', 1), { samples }, { ...plain, variance });
    expect(none.variance![0]).toBeCloseTo(4 * pixels, 6);
  });

  it('subtracts the pedestal and adds its variance: 100 − (10 + ½ · 40) counts vary by 100 + 10 + ¼ · 40', () => {
    const samples = new Uint16Array(pixels).fill(100);
    const dark = new Uint16Array(pixels).fill(10);
    const background = new Float64Array(pixels).fill(40);
    const corrections = {
      ...plain,
      pedestal: pedestal(shape, dark, background, 0.5),
      pedestalVariance: pedestalVariance(shape, dark, background, 0.5),
    };
    for (const errorModel of ['poisson', 'hybrid'] as const) {
      const sums = integrateReference(plan('no', 1), { samples }, { ...corrections, errorModel });
      expect(sums.signal[0]! / pixels).toBeCloseTo(70, 10);
      expect(sums.variance![0]! / pixels).toBeCloseTo(120, 10);
      expect(finishPattern(sums).sigma![0]).toBeCloseTo(Math.sqrt(120 / pixels), 12);
    }
    const scatter = integrateReference(plan('no', 1), { samples }, { ...corrections, errorModel: 'azimuthal' });
    expect(scatter.variance![0]).toBeCloseTo(0, 10);
  });

  it('takes negative darks as no counts, and those that are no numbers as masked', () => {
    const dark = Float32Array.of(-3, NaN, Infinity, 7);
    expect([...pedestalVariance([2, 2], dark, null, 1)!]).toEqual([0, 0, 0, 7]);
    expect(pedestalVariance([2, 2], null, null, 1)).toBeNull();
  });

  it('divides once per bin: Σ signal / Σ normalization, not the mean of ratios', () => {
    const normalization = Float32Array.from({ length: pixels }, (_, p) => (p % 2 === 0 ? 1 : 3));
    const samples = new Float32Array(pixels).fill(6);
    const { intensity } = finishPattern(integrateReference(plan('no', 1), { samples }, { ...plain, normalization }));
    expect(intensity[0]).toBeCloseTo(3, 12); // the mean of 6 and 2 would be 4
  });

  it('ignores pixels that carry no measurement and says how many', () => {
    const samples = new Float32Array(pixels).fill(5);
    samples.set([NaN, Infinity, -1, 1e9, 77]);
    const mask = new Uint8Array(pixels);
    mask[10] = 1;
    const normalization = unit.slice();
    normalization[11] = 0;
    normalization[12] = NaN;
    const limits = valueLimits({ maskBelow: 0, maskAbove: 1e6, dummy: { value: 77, delta: 0 } }, {}, samples);
    const sums = integrateReference(plan('full'), { samples, mask }, { ...plain, normalization, limits });
    expect(sums.ignoredPixels).toBe(8);
    expect(sum(sums.count)).toBeCloseTo(pixels - 8, 2);
    for (const value of finishPattern(sums).intensity) expect(value).toBeCloseTo(5, 12);
  });

  it('depends on the order of nothing: mirrored images with mirrored orientation give the same pattern', () => {
    const samples = Float64Array.from({ length: pixels }, (_, p) => ((p * 7919) % 1009) + 1);
    const mirrored = samples.slice();
    for (let row = 0; row < shape[0]; row++)
      mirrored.set(samples.subarray(row * shape[1], (row + 1) * shape[1]), (shape[0] - 1 - row) * shape[1]);
    const turned = { ...tiltedCalibration, detector: { ...tiltedCalibration.detector, orientation: 2 as const } };
    for (const split of splits) {
      const settings = { solidAngle: true, normalizationFactor: 1, polarization: { factor: 0.95, offsetDeg: 10 } };
      const pattern = (calibration: typeof turned | typeof tiltedCalibration, image: Samples) =>
        finishPattern(
          integrateReference(
            buildIntegrationPlan(specOverEverything(calibration, shape, split, 40), null),
            { samples: image },
            { ...plain, normalization: pixelNormalization(calibration, shape, settings), errorModel: 'azimuthal' },
          ),
        );
      const [a, b] = [pattern(tiltedCalibration, samples), pattern(turned, mirrored)];
      // 1e-6: float32 shares and normalization
      a.intensity.forEach((value, bin) => expect(Math.abs(b.intensity[bin]! / value - 1)).toBeLessThan(1e-6));
      a.sigma!.forEach((value, bin) => expect(Math.abs(b.sigma![bin]! / value - 1)).toBeLessThan(1e-6));
    }
  });

  it('adds up from two halves of the circle without splitting', () => {
    const samples = Float64Array.from({ length: pixels }, (_, p) => (p * 7919) % 1009);
    const spec = specOverEverything(tiltedCalibration, shape, 'no', 40);
    const half = (azimuthRange: readonly [number, number]) =>
      integrateReference(buildIntegrationPlan({ ...spec, azimuthRange }, null), { samples }, plain);
    const [a, b] = [half([30, 210]), half([210, 30])];
    const whole = integrateReference(plan('no'), { samples }, plain);
    whole.signal.forEach((value, bin) => expect(a.signal[bin]! + b.signal[bin]!).toBeCloseTo(value, 6));
    whole.count.forEach((value, bin) => expect(a.count[bin]! + b.count[bin]!).toBe(value));
  });

  it('rejects arrays of another size', () => {
    expect(() => integrateReference(plan('no'), { samples: new Uint16Array(3) }, plain)).toThrow(
      `3 entries for a plan of ${pixels} pixels`,
    );
  });
});

describe('finishPattern', () => {
  it('is NaN where no pixel counts, and has no sigma without an error model', () => {
    const sums = {
      signal: Float64Array.of(6, 0),
      variance: Float64Array.of(16, 0),
      normalization: Float64Array.of(2, 0),
      count: Float64Array.of(2, 0),
    };
    expect(finishPattern(sums)).toEqual({ intensity: Float64Array.of(3, NaN), sigma: Float64Array.of(2, NaN) });
    expect(finishPattern({ ...sums, variance: null }).sigma).toBeNull();
  });
});
