import { describe, expect, it } from 'vitest';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { findDetector } from '../../src-shared/detector/detector-catalogue.ts';
import { detectorOf } from '../../src-shared/detector/detector-of.ts';
import { beamCentre } from '../../src-shared/geometry/beam-centre.ts';
import { azimuthAtCentres, radialAtCentres } from '../../src-shared/geometry/detector-grid.ts';
import { relativeSolidAngles } from '../../src-shared/geometry/solid-angle.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import {
  simulateCalibrantImage,
  type SimulationOptions,
} from '../../src-shared/simulation/simulate-calibrant-image.ts';

const CEO2 = findCalibrant('CeO2')!;
const SIZE = 300;

/** 30 × 30 mm at 100 mm, tilted by some 9°. */
const geometry = { dist: 0.1, poni1: 0.012, poni2: 0.017, rot1: 0.12, rot2: -0.1, rot3: 0.3 };
const detector = { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 } as const;
const calibration: Calibration = {
  geometry: { ...geometry, wavelength: 4e-11 },
  detector: { ...detector, shape: [SIZE, SIZE] },
};
const sumOf = (values: Iterable<number>, term = (value: number): number => value): number => {
  let sum = 0;
  for (const value of values) sum += term(value);
  return sum;
};
const simulate = (options: Partial<SimulationOptions> = {}) =>
  simulateCalibrantImage({ calibration, calibrant: CEO2, ...options });
const quiet = {
  noise: false,
  sampleType: 'float32',
  background: 0,
  solidAngle: false,
  polarizationFactor: null,
} as const;

describe('simulateCalibrantImage', () => {
  it('puts the maxima where the geometry says', () => {
    const { image, rings } = simulate(quiet);
    const twoTheta = radialAtCentres(calibration, [SIZE, SIZE], '2theta');
    for (const ring of rings.slice(0, 4)) {
      let [sum, moment] = [0, 0];
      for (let k = 0; k < twoTheta.length; k++) {
        if (Math.abs(twoTheta[k]! - ring.twoTheta) > 1.5 * ring.fwhm) continue;
        sum += image.samples[k]!;
        moment += image.samples[k]! * (twoTheta[k]! - ring.twoTheta);
      }
      // Centre of mass against a pixel of 1e-3 rad: a hundredth of a pixel is left to the unequal sampling.
      expect(Math.abs(moment / sum)).toBeLessThan(1e-5);
    }
  });

  it('has the profile asked for, averaged over each pixel', () => {
    const { image, rings } = simulate({ ...quiet, width: { value: 0.3, unit: 'deg' }, peakCounts: 1000 });
    const ring = rings[0]!;
    expect(ring.fwhm).toBeCloseTo((0.3 * Math.PI) / 180, 14);
    const twoTheta = radialAtCentres(calibration, [SIZE, SIZE], '2theta');
    const errors: number[] = [];
    for (let k = 0; k < twoTheta.length; k++) {
      const x = (twoTheta[k]! - ring.twoTheta) / ring.fwhm;
      if (Math.abs(x) < 1) errors.push(Math.abs(image.samples[k]! - ring.peak * Math.exp(-4 * Math.LN2 * x * x)));
    }
    expect(errors.length).toBeGreaterThan(1000);
    // A pixel is 1/5 of the width: its average lowers the maximum by 4 ln 2 / 12 · (1/5)² = 1 %.
    expect(Math.max(...errors)).toBeLessThan(0.015 * ring.peak);
  });

  it('keeps the counts of a ring narrower than a pixel', () => {
    const total = (width: number): number => {
      const { image, rings } = simulate({ ...quiet, width: { value: width, unit: 'px' } });
      return sumOf(image.samples) / rings[0]!.fwhm;
    };
    expect(total(0.7) / total(4)).toBeCloseTo(1, 2); // sampling at 6 × 6 points
  });

  it('falls to half the maximum half a width away, Gaussian or Lorentzian', () => {
    for (const lorentzFraction of [0, 0.5, 1]) {
      const width = { value: 12, unit: 'px' } as const;
      const single = { ...CEO2, only: ['1 1 1'] };
      const { image, rings } = simulate({ ...quiet, width, lorentzFraction, calibrant: single, peakCounts: 1000 });
      const twoTheta = radialAtCentres(calibration, [SIZE, SIZE], '2theta');
      let nearest = 0;
      const target = rings[0]!.twoTheta + rings[0]!.fwhm / 2;
      for (let k = 0; k < twoTheta.length; k++)
        if (Math.abs(twoTheta[k]! - target) < Math.abs(twoTheta[nearest]! - target)) nearest = k;
      expect(image.samples[nearest]! / 1000).toBeCloseTo(0.5, 2); // nearest pixel within 1e-3 of a width
    }
  });

  it('has Poisson noise: variance equal to mean', () => {
    const mean = simulate({ noise: false, sampleType: 'float32' }).image.samples;
    const { image } = simulate({ seed: 5 });
    let [count, chi2, difference] = [0, 0, 0];
    for (let k = 0; k < mean.length; k++) {
      if (mean[k]! < 5) continue;
      count++;
      chi2 += (image.samples[k]! - mean[k]!) ** 2 / mean[k]!;
      difference += (image.samples[k]! - mean[k]!) / Math.sqrt(mean[k]!);
    }
    expect(count).toBeGreaterThan(80_000);
    expect(Math.abs(chi2 / count - 1)).toBeLessThan(5 * Math.sqrt(2.2 / count)); // five standard errors
    expect(Math.abs(difference / count)).toBeLessThan(5 / Math.sqrt(count));
  });

  it('gives the same bytes for the same seed, others for another', () => {
    const grains = { spottiness: 0.5, grainsPerRing: 50, spotWidthDeg: 0.5, texture: 0.3 };
    const options = { grains, hotPixels: 5, deadPixels: 5, seed: 42 };
    const [a, b, c] = [simulate(options), simulate(options), simulate({ ...options, seed: 43 })];
    expect(a.image.samples).toEqual(b.image.samples);
    expect(a.image.samples).not.toEqual(c.image.samples);
  });

  it('applies solid angle and polarization', () => {
    const flat = { ...quiet, background: 1e4, peakCounts: 1e-6 };
    const plain = simulate(flat).image.samples;
    const shaded = simulate({ ...flat, solidAngle: true }).image.samples;
    const polarized = simulate({ ...flat, polarizationFactor: 0.9 }).image.samples;
    const solidAngles = relativeSolidAngles(calibration, [SIZE, SIZE]);
    const twoTheta = radialAtCentres(calibration, [SIZE, SIZE], '2theta');
    const azimuth = azimuthAtCentres(calibration, [SIZE, SIZE]);
    for (let k = 0; k < plain.length; k += 97) {
      expect(shaded[k]! / plain[k]!).toBeCloseTo(solidAngles[k]!, 5); // single precision
      const [cosine, sine] = [Math.cos(twoTheta[k]!), Math.sin(twoTheta[k]!)];
      const factor = 0.5 * (1 + cosine ** 2 - 0.9 * Math.cos(2 * azimuth[k]!) * sine ** 2);
      expect(polarized[k]! / plain[k]!).toBeCloseTo(factor, 5);
    }
  });

  it('darkens along the plane of polarization, the columns axis', () => {
    const untilted = {
      ...calibration,
      geometry: { ...calibration.geometry, rot1: 0, rot2: 0, poni1: 0.015, poni2: 0.015, dist: 0.02 },
    };
    const { image } = simulate({
      ...quiet,
      calibration: untilted,
      background: 1e4,
      peakCounts: 1e-6,
      polarizationFactor: 0.99,
    });
    const east = image.samples[149 * SIZE + 299]!;
    const south = image.samples[299 * SIZE + 149]!;
    expect(east).toBeLessThan(0.8 * south);
  });

  it('marks gaps and dead pixels as a Pilatus does', () => {
    const pilatus = { ...calibration, detector: detectorOf(findDetector('Pilatus300k')!) };
    const { image, unusable } = simulate({ calibration: pilatus, deadPixels: 40 });
    const gap = 200 * 487 + 100;
    expect(image.samples[gap]).toBe(-1);
    expect(image.mask![gap]).toBe(1);
    expect(unusable[gap]).toBe(1);
    const dead = sumOf(image.samples, (value) => (value === -2 ? 1 : 0));
    expect(dead).toBeGreaterThan(30);
    expect(dead).toBeLessThanOrEqual(40);
    expect(image.mask!.reduce((sum, value) => sum + value, 0)).toBe(16_558 + dead);
    const mismatches = image.samples.filter((value, k) => value < 0 !== (image.mask![k] === 1));
    expect(mismatches).toHaveLength(0);
  });

  it('marks gaps with the largest value where samples are unsigned, and never counts as far', () => {
    const eiger = { ...calibration, detector: { ...detectorOf(findDetector('Maxipix2x2')!) } };
    const { image } = simulate({ calibration: eiger, sampleType: 'uint16', peakCounts: 1e6 });
    expect(image.metadata.maskedValue).toBe(65_535);
    const mismatches = image.samples.filter((value, k) => (value === 65_535) !== (image.mask![k] === 1));
    expect(mismatches).toHaveLength(0);
    expect(image.samples.filter((value) => value === 65_534).length).toBeGreaterThan(100);
  });

  it('hides the beam behind a stop with its arm', () => {
    const { image, unusable } = simulate({ beamstop: { radius: 8, armWidth: 4, armAngleDeg: 90 } });
    const [x, y] = beamCentre(calibration, [SIZE, SIZE])!;
    const at = (dx: number, dy: number): number => Math.floor(y + dy) * SIZE + Math.floor(x + dx);
    for (const index of [at(0, 0), at(6, 0), at(0, -6), at(0, 100)]) {
      expect(image.samples[index]).toBe(0);
      expect(unusable[index]).toBe(1);
    }
    for (const index of [at(10, 0), at(0, -10), at(100, 0)]) {
      expect(image.samples[index]).toBeGreaterThan(0);
      expect(unusable[index]).toBe(0);
    }
  });

  it('lets hot pixels stand out and names them', () => {
    const { image, unusable } = simulate({ hotPixels: 12, peakCounts: 1000 });
    const hot = Array.from(image.samples.keys()).filter((k) => image.samples[k]! >= 5000);
    expect(hot.length).toBeGreaterThan(8);
    expect(hot.every((k) => unusable[k] === 1)).toBe(true);
  });

  it('breaks rings into spots without changing their mean', () => {
    const single = { ...CEO2, only: ['1 1 1'] };
    const grains = { spottiness: 1, grainsPerRing: 40, spotWidthDeg: 1, texture: 0 };
    const whole = { ...calibration.geometry, poni1: 0.015, poni2: 0.015, rot1: 0, rot2: 0 }; // all of the ring inside
    const options = { ...quiet, calibrant: single, calibration: { ...calibration, geometry: whole } };
    const smooth = simulate(options).image.samples;
    const spotty = simulate({ ...options, grains }).image.samples;
    expect(sumOf(spotty) / sumOf(smooth)).toBeCloseTo(1, 2); // spots are a few pixels wide
    const square = (value: number): number => value * value;
    expect(sumOf(spotty, square)).toBeGreaterThan(1.5 * sumOf(smooth, square));
  });

  it('mirrors the image with the orientation', () => {
    const mirrored = { ...calibration, detector: { ...calibration.detector, orientation: 2 as const } };
    const stored = simulate(quiet).image.samples;
    const flipped = simulate({ ...quiet, calibration: mirrored }).image.samples;
    for (const [row, column] of [
      [0, 5],
      [120, 200],
      [299, 299],
    ] as const)
      expect(flipped[(SIZE - 1 - row) * SIZE + column]).toBeCloseTo(stored[row * SIZE + column]!, 2); // single precision
  });

  it('says what is missing', () => {
    expect(() => simulate({ calibration: { ...calibration, geometry } })).toThrow('no wavelength');
    expect(() => simulate({ calibration: { ...calibration, detector } })).toThrow('no shape');
    expect(() => simulate({ shape: [100_000, 100_000] })).toThrow('too large');
    expect(() => simulate({ calibrant: findCalibrant('Au')!, shape: [5, 5] })).toThrow('No ring of Gold');
    expect(() => simulate({ width: { value: 0, unit: 'px' } })).toThrow('width of the rings is 0');
  });
});
