import { describe, expect, it } from 'vitest';
import { newSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration-file.ts';
import type { SaxsdogCalibration, SaxsdogMask } from '../../src-shared/model/schema-types.generated.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { integrateLabels } from '../../src-shared/saxsdog/integrate-labels.ts';

/** Every part of every pixel of a tilted detector by the formulas of SAXSdog's description, angle by angle. */
function partsOf(calibration: SaxsdogCalibration, recipe: SaxsdogMask) {
  const { Tilt, BeamCenter, DedectorDistanceMM: d, PixelSizeMicroM: size, Imagesize } = calibration.Geometry;
  const { Oversampling: n = 3 } = recipe;
  const [tilt, rotation] = [Tilt.TiltAngleDeg, Tilt.TiltRotDeg].map((degrees) => (degrees * Math.PI) / 180) as [number, number]; // prettier-ignore
  const [pixelY, pixelX] = [size[0] / 1000, size[1]! / 1000];
  const at = (row: number, column: number) => {
    const y = (row - Imagesize[0] + BeamCenter[0]) * pixelY;
    const x = (column - BeamCenter[1]) * pixelX;
    const [r, phi] = [Math.hypot(y, x), Math.atan2(y, x)];
    const alpha = Math.asin(Math.sin(tilt) * Math.sin(phi + rotation + Math.PI / 2));
    const l = Math.sqrt(d * d + r * r - 2 * d * r * Math.cos(Math.PI / 2 + alpha));
    const theta = Math.acos((l * l + d * d - r * r) / (2 * l * d));
    return { r, phi, q: (4 * Math.PI * Math.sin(theta / 2)) / (calibration.Wavelength * 0.1) };
  };
  const pixels = Array.from({ length: Imagesize[0] * Imagesize[1] }, (_, p) => {
    const [i, j] = [Math.floor(p / Imagesize[1]), p % Imagesize[1]];
    const parts = Array.from({ length: n * n }, (_part, k) => at(i + (Math.floor(k / n) + 0.5) / n, j + ((k % n) + 0.5) / n)); // prettier-ignore
    return { centre: at(i + 0.5, j + 0.5), parts };
  });
  return { pixels, pixelY, share: 1 / (n * n), all: pixels.flatMap(({ parts }) => parts) };
}

/** 40 × 60 oblong pixels, odd numbers everywhere. */
function tilted(change: Partial<SaxsdogMask> = {}): SaxsdogCalibration {
  const calibration = newSaxsdogCalibration();
  Object.assign(calibration.Masks[0], { PixelPerRadialElement: 1.7, ...change });
  calibration.Geometry = {
    Tilt: { TiltRotDeg: 35, TiltAngleDeg: 14 },
    BeamCenter: [22.3, 17.6],
    DedectorDistanceMM: 100,
    PixelSizeMicroM: [800, 1300],
    Imagesize: [40, 60],
  };
  return calibration;
}
/** An image without symmetry, and every fifth pixel masked. */
const noise = Float64Array.from({ length: 2400 }, (_, p) => 50 + ((p * 7919) % 101));
const everyFifth = Uint8Array.from({ length: 2400 }, (_, p) => (p % 5 === 2 ? 1 : 0));

describe('a label plan, part by part', () => {
  it.each([1, 2, 3, 4])(
    'F071 F072: puts each part of a pixel into the bin of its own q, oversampling %i, on a tilted detector with oblong pixels',
    (oversampling) => {
      const calibration = tilted({ Oversampling: oversampling });
      const [recipe] = calibration.Masks;
      const { pixels, pixelY, share, all } = partsOf(calibration, recipe);
      const [largestR, largestQ] = [Math.max(...all.map(({ r }) => r)), Math.max(...all.map(({ q }) => q))];
      const scale = largestR / pixelY / recipe.PixelPerRadialElement! / largestQ;
      const labels = all.map(({ q }) => Math.floor(q * scale));
      const first = Math.min(...labels);
      const area = new Float64Array(Math.max(...labels) - first + 1);
      const sums = new Float64Array(area.length);
      pixels.forEach(({ parts }, p) => {
        if (everyFifth[p] === 1) return;
        for (const { q } of parts) {
          area[Math.floor(q * scale) - first]! += share;
          sums[Math.floor(q * scale) - first]! += share * noise[p]!;
        }
      });
      const plan = buildLabelPlan(calibration, recipe, everyFifth, { compatible: false });
      expect([plan.firstLabel, plan.axis.length]).toEqual([first, area.length]);
      expect(plan.scale / scale).toBeCloseTo(1, 12);
      const { intensity } = integrateLabels(plan, noise);
      area.forEach((a, k) => {
        expect(plan.axis[k]).toBeCloseTo((first + k + 0.5) / scale, 10);
        expect(plan.area[k]).toBeCloseTo(a, 10);
        if (a > 0) expect(intensity[k]! / (sums[k]! / a)).toBeCloseTo(1, 12);
      });
    },
  );

  it.each([true, false])('F077: counts azimuths part by part on a tilted detector, compatible: %s', (compatible) => {
    const calibration = tilted({ 'Phi-mode': true, qStart: 2, qStop: 5 });
    calibration.Geometry.PixelSizeMicroM = [800, compatible ? 800 : 1300];
    const [recipe] = calibration.Masks;
    if (compatible) calibration.Wavelength /= 1.00001495; // its ångström is larger by so much
    const plan = buildLabelPlan(calibration, recipe, everyFifth, { compatible });
    if (compatible) calibration.Wavelength *= 1.00001495;
    const { pixels, pixelY, share, all } = partsOf(calibration, recipe);
    const ring = pixels.flatMap((pixel, p) => (pixel.centre.q >= 2 && pixel.centre.q <= 5 ? [{ ...pixel, p }] : []));
    const width = recipe.PixelPerRadialElement!;
    const around = (2 * Math.PI * Math.max(...ring.map(({ centre }) => centre.r))) / pixelY / width;
    const scale = compatible
      ? Math.max(...all.map(({ r }) => r)) / Math.max(...all.map(({ phi }) => phi)) / width
      : Math.round(around) / (2 * Math.PI);
    const labelOf = (phi: number): number => Math.floor((phi + Math.PI) * scale);
    const labels = ring.flatMap(({ parts }) => parts.map(({ phi }) => labelOf(phi)));
    const first = Math.min(...labels);
    const area = new Float64Array(Math.max(...labels) - first + 1);
    for (const { parts, p } of ring)
      if (everyFifth[p] === 0) for (const { phi } of parts) area[labelOf(phi) - first]! += share;
    expect(plan.scale / scale).toBeCloseTo(1, 12);
    expect([plan.firstLabel, plan.axis.length]).toEqual([first, area.length]);
    area.forEach((a, k) => {
      expect(plan.area[k]).toBeCloseTo(a, 10);
      expect(plan.axis[k]).toBeCloseTo((first + k + 0.5) / scale - Math.PI, 12);
    });
  });
});
