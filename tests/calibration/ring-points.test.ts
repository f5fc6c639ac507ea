import { describe, expect, it } from 'vitest';
import { existingRings } from '../../src-shared/calibration/refine-on-image.ts';
import { ringResiduals } from '../../src-shared/calibration/refine-geometry.ts';
import { extractRingPoints } from '../../src-shared/calibration/ring-points.ts';
import { collectRingSectors } from '../../src-shared/calibration/ring-sectors.ts';
import { fitPeak } from '../../src-shared/calibration/fit-peak.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';
import { poisson } from '../../src-shared/simulation/poisson.ts';
import { simulateCase, spacingsOf, WAVELENGTH } from './simulated-image.ts';

describe('fitPeak', () => {
  const random = createRandom(5);
  const xs = Float64Array.from({ length: 300 }, () => 12 * random.next() - 6);

  it('finds a Gaussian on a slope where there is no noise', () => {
    const values = xs.map((x) => 400 * Math.exp(-0.5 * ((x - 0.37) / 1.4) ** 2) + 50 + 3 * x);
    const peak = fitPeak(xs, values, 6, { position: 0, sigma: 1.2 });
    // Means over bins of 0.25 σ leave a second-order error of some 2e-4 of σ, 1e-3 of the height.
    expect(peak?.position).toBeCloseTo(0.37, 3);
    expect(peak?.sigma).toBeCloseTo(1.4, 1.9);
    expect(peak?.height).toBeCloseTo(400, -0.4);
    expect(peak?.background).toBeCloseTo(50, 0.4);
  });

  it('scatters with counting noise as it says', () => {
    const pulls = Array.from({ length: 200 }, () => {
      const values = xs.map((x) => poisson(100 * Math.exp(-0.5 * ((x - 0.37) / 1.4) ** 2) + 30, random));
      const peak = fitPeak(xs, values, 6, { position: 0.2, sigma: 1.4 });
      return peak ? (peak.position - 0.37) / peak.uncertainty : NaN;
    });
    const rms = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    // The rms of 200 pulls scatters by 5 %: four times that.
    expect(rms).toBeGreaterThan(0.8);
    expect(rms).toBeLessThan(1.2);
  });

  it('finds nothing where there is nothing', () => {
    const flat = xs.map(() => poisson(30, random));
    expect(fitPeak(xs, flat, 6, { position: 0, sigma: 1.4 })).toBeNull();
    expect(fitPeak(xs.subarray(0, 5), flat.subarray(0, 5), 6, { position: 0, sigma: 1.4 })).toBeNull();
  });
});

describe('extractRingPoints', () => {
  const { image, truth } = simulateCase();
  const spacings = spacingsOf('CeO2');
  const twoThetas = existingRings(spacings, WAVELENGTH);

  it('puts points on the rings to a few hundredths of a pixel, hot and dead pixels about', () => {
    const { points, slopes } = extractRingPoints(image, truth, twoThetas, { reach: 6 });
    const residuals = ringResiduals(points, spacings, image, truth).map((r, i) => r / slopes[i]!);
    expect(points.rings.length).toBeGreaterThan(300);
    const sorted = residuals.map(Math.abs).sort();
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(0.03);
    // The mean of some 400 points with 0.05 px each.
    expect(Math.abs(residuals.reduce((sum, r) => sum + r, 0) / residuals.length)).toBeLessThan(0.01);
  });

  it('allows for pixels that count all they cover: rings of 60 px would be 0.0007 px too small', () => {
    // Silicon so near that its first ring has a radius of 60 px: a pixel counts more of what lies inside of it.
    const lines = spacingsOf('Si');
    const means = [0, 0.25, 0.5, 0.75].map((part) => {
      const near = simulateCase(
        { directDistanceMm: 94, tiltDeg: 0, centreX: 250 + part, centreY: 250 + 0.7 * part },
        { calibrantName: 'Si', noise: false, sampleType: 'float32', polarizationFactor: 0, hotPixels: 0 },
      );
      const options = { reach: 7, ringCount: 1 };
      const { points, slopes } = extractRingPoints(near.image, near.truth, existingRings(lines, WAVELENGTH), options);
      const residuals = ringResiduals(points, lines, near.image, near.truth).map((r, i) => r / slopes[i]!);
      return residuals.reduce((sum, r) => sum + r, 0) / residuals.length;
    });
    // Without noise, arcs are off by 0.0005 px by where pixels fall: 68 of them, not all independent.
    expect(Math.abs(means.reduce((sum, mean) => sum + mean, 0) / 4)).toBeLessThan(0.0002);
  });

  it('makes arcs longer where rings would have more than 6000, of the long rings first', () => {
    const geometry = { dist: 0.1, poni1: 0.08, poni2: 0.08, rot1: 0, rot2: 0, rot3: 0 };
    const many = Array.from({ length: 100 }, (_, ring) => Math.atan((80 + 12 * ring) * 1e-3));
    const side = 2200;
    const large = {
      samples: new Int32Array(side * side),
      unusable: new Uint8Array(side * side).fill(1),
      shape: [side, side] as const,
      pixel1: 1e-4,
      pixel2: 1e-4,
    };
    const { counts } = collectRingSectors(
      large,
      { ...geometry, poni1: 0.11, poni2: 0.11 },
      many,
      new Float64Array(100).fill(4),
    );
    const few = collectRingSectors(
      large,
      { ...geometry, poni1: 0.11, poni2: 0.11 },
      many.slice(0, 5),
      new Float64Array(5).fill(4),
    );
    // 2π · 80 px / 22 px
    expect(counts[0]).toBe(23);
    expect(few.counts[4]).toBe(37);
    expect(Math.max(...counts)).toBeLessThan(120);
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(48);
  });

  it('finds them from a geometry that is 3 px off', () => {
    const off = { ...truth, poni1: truth.poni1 + 3 * 200e-6 };
    const { points, slopes } = extractRingPoints(image, off, twoThetas, { reach: 7 });
    const residuals = ringResiduals(points, spacings, image, truth).map((r, i) => Math.abs(r / slopes[i]!));
    expect(residuals.sort()[Math.floor(residuals.length / 2)]).toBeLessThan(0.05);
  });

  it('takes no point from masked pixels', () => {
    const unusable = image.unusable.slice();
    unusable.fill(1, 0, 250 * 500); // the upper half
    const { points } = extractRingPoints({ ...image, unusable }, truth, twoThetas, { reach: 6 });
    expect(points.rings.length).toBeGreaterThan(150);
    // A sector cut by the mask may have its middle up to half its length, 11 px, beyond.
    expect(Math.min(...points.rows)).toBeGreaterThan(250 - 11);
  });

  it('leaves out the rings that it is told to', () => {
    const { points } = extractRingPoints(image, truth, twoThetas, { reach: 6, ringCount: 4, without: new Set([1]) });
    expect([...new Set(points.rings)].sort()).toEqual([0, 2, 3]);
  });

  it.each([
    ['square to the beam', { directDistanceMm: 60, tiltDeg: 0 }, [12, 20, 28, 36]],
    ['tilted', { directDistanceMm: 70, tiltDeg: 25, tiltPlaneDeg: 70 }, [10, 17, 24, 31]],
    ['upstream', { directDistanceMm: -60, tiltDeg: 3 }, [144, 152, 160, 168]],
  ])('is not drawn aside by solid angle and polarization: %s', (_, fit2d, angles) => {
    const lines = angles.map((angle) => (WAVELENGTH * 1e10) / 2 / Math.sin((angle * Math.PI) / 360));
    const simulated = simulateCase(fit2d, {
      calibrant: {
        ...{ kind: 'list', id: 'lines', label: 'lines', reference: 'none' },
        lines: lines.map((dSpacing) => ({ dSpacing, hkl: '', multiplicity: 1 })),
      },
      ...{ noise: false, sampleType: 'float32', background: 0, polarizationFactor: 0 },
      ...{ hotPixels: 0, deadPixels: 0, width: { value: 6, unit: 'px' } },
    });
    const rings = existingRings(lines, WAVELENGTH);
    const found = extractRingPoints(simulated.image, simulated.truth, rings, { reach: 12, sigma: 2.5 });
    const residuals = ringResiduals(found.points, lines, simulated.image, simulated.truth);
    for (const ring of [0, 1, 2, 3]) {
      const own = Array.from(residuals.keys()).filter((i) => found.points.rings[i] === ring);
      const mean = own.reduce((sum, i) => sum + residuals[i]! / found.slopes[i]!, 0) / own.length;
      // Without either of the two it is 0.006 to 0.03 px; the width of a pixel leaves some 1e-3.
      expect(Math.abs(mean), `ring ${ring}`).toBeLessThan(0.005);
    }
  });

  it('gives the same without rings far outside of the image', () => {
    const { image, truth } = simulateCase();
    const twoThetas = existingRings(spacingsOf('CeO2'), WAVELENGTH);
    const found = extractRingPoints(image, truth, twoThetas, { reach: 7 });
    // The neighbour of the last one seen sets its window.
    const last = Math.max(...found.sightings.map(({ ring }) => ring)) + 2;
    expect(twoThetas.length - last).toBeGreaterThan(5);
    expect(extractRingPoints(image, truth, twoThetas.slice(0, last), { reach: 7 })).toEqual(found);
  });
});
