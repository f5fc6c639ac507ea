import { describe, expect, it } from 'vitest';
import { pixelNormalization } from '../../src-shared/correction/pixel-normalization.ts';
import { polarizationFactors } from '../../src-shared/correction/polarization.ts';
import { relativeSolidAngles } from '../../src-shared/geometry/solid-angle.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

const calibration: Calibration = {
  geometry: { dist: 0.1, poni1: 0.02, poni2: 0.03, rot1: 0.1, rot2: -0.1, rot3: 0 },
  detector: { name: 'Detector', pixel1: 1e-3, pixel2: 1e-3, orientation: 3 },
};
const shape = [70, 30] as const;
const polarization = { factor: 0.9, offsetDeg: 15 };
const pixels = 70 * 30;

describe('pixelNormalization', () => {
  it('is factor · flat · polarization · solid angle', () => {
    const flat = Float32Array.from({ length: pixels }, (_, p) => 1 + 0.25 * (p % 4));
    const all = pixelNormalization(
      calibration,
      shape,
      { solidAngle: true, polarization, normalizationFactor: 2.5 },
      flat,
    );
    const p = polarizationFactors(calibration, shape, polarization);
    const omega = relativeSolidAngles(calibration, shape);
    // 6e-8: half a unit in the last place of float32
    all.forEach((value, k) => expect(Math.abs(value / (2.5 * flat[k]! * p[k]! * omega[k]!) - 1)).toBeLessThan(6e-8));
  });

  it('takes each correction only when asked to', () => {
    const plain = { solidAngle: false, normalizationFactor: 1 };
    expect(pixelNormalization(calibration, shape, plain)).toEqual(new Float32Array(pixels).fill(1));
    expect(pixelNormalization(calibration, shape, { ...plain, solidAngle: true })).toEqual(
      Float32Array.from(relativeSolidAngles(calibration, shape)),
    );
    expect(pixelNormalization(calibration, shape, { ...plain, polarization })).toEqual(
      Float32Array.from(polarizationFactors(calibration, shape, polarization)),
    );
  });

  it('corrects an unpolarized beam too: a factor of 0 is not "none"', () => {
    const settings = { solidAngle: false, normalizationFactor: 1, polarization: { factor: 0, offsetDeg: 0 } };
    expect(Math.min(...pixelNormalization(calibration, shape, settings))).toBeLessThan(0.95);
  });

  it('is 0 where the flat is zero, negative or not a number', () => {
    const flat = new Float32Array(pixels).fill(1);
    flat.set([0, -1, NaN, Infinity], 5);
    const out = pixelNormalization(calibration, shape, { solidAngle: true, normalizationFactor: 1 }, flat);
    expect(Array.from(out.subarray(4, 10), (value) => value > 0)).toEqual([true, false, false, false, false, true]);
    expect(Array.from(out.subarray(5, 9))).toEqual([0, 0, 0, 0]);
  });

  it('gives the same numbers block by block', () => {
    const flat = Float32Array.from({ length: pixels }, (_, p) => 1 + (p % 7));
    const settings = { solidAngle: true, polarization, normalizationFactor: 3 };
    const whole = pixelNormalization(calibration, shape, settings, flat);
    const part = pixelNormalization(calibration, shape, settings, flat, { start: 13, end: 70 });
    expect(part).toEqual(whole.slice(13 * 30));
  });

  it('rejects a flat of another size', () => {
    expect(() =>
      pixelNormalization(calibration, shape, { solidAngle: true, normalizationFactor: 1 }, new Float32Array(5)),
    ).toThrow('the flat has 5 entries for 70 × 30 pixels');
  });
});
