import { describe, expect, it } from 'vitest';
import { maskHash, planHash } from '../../src-shared/integration/plan-hash.ts';
import type { PlanSpec } from '../../src-shared/integration/plan-spec.ts';
import { tiltedCalibration } from './plan-fixtures.ts';

const spec: PlanSpec = {
  calibration: tiltedCalibration,
  shape: [20, 30],
  radialUnit: '2th_deg',
  split: 'full',
  bins: 100,
  radialRange: [0, 5],
};
const { geometry, detector } = tiltedCalibration;
const withGeometry = (change: object): PlanSpec => ({
  ...spec,
  calibration: { geometry: { ...geometry, ...change }, detector },
});
const withDetector = (change: object): PlanSpec => ({
  ...spec,
  calibration: { geometry, detector: { ...detector, ...change } },
});

describe('planHash', () => {
  it('is the same for the same content, whatever the order of keys and the name of the detector', () => {
    const { rot3, ...rest } = geometry;
    expect(planHash(withGeometry({}), null)).toBe(planHash(spec, null));
    expect(planHash({ ...spec, calibration: { detector, geometry: { rot3, ...rest } } }, null)).toBe(
      planHash(spec, null),
    );
    expect(planHash(withDetector({ name: 'another' }), null)).toBe(planHash(spec, null));
    expect(planHash(spec, null)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is another for any change that could move a weight or the axis, down to the last bit of a number', () => {
    const mask = new Uint8Array(600);
    mask[599] = 1;
    const variants: readonly (readonly [PlanSpec, Uint8Array | null])[] = [
      [spec, null],
      [spec, mask],
      ...['dist', 'poni1', 'poni2', 'rot1', 'rot2', 'rot3', 'wavelength'].map(
        (key) => [withGeometry({ [key]: geometry[key as 'dist'] * (1 + 2 ** -52) }), null] as const,
      ),
      [withDetector({ pixel1: 2e-4 }), null],
      [withDetector({ pixel2: 2e-4 }), null],
      [withDetector({ orientation: 2 }), null],
      [{ ...spec, shape: [30, 20] }, null],
      [{ ...spec, radialUnit: 'q_nm^-1' }, null],
      [{ ...spec, split: 'bbox' }, null],
      [{ ...spec, bins: 101 }, null],
      [{ ...spec, radialRange: [0, 6] }, null],
      [{ ...spec, radialRange: [1e-9, 5] }, null],
      [{ ...spec, azimuthRange: [0, 90] }, null],
      [{ ...spec, azimuthRange: [0, 91] }, null],
    ];
    expect(new Set(variants.map(([variant, mask]) => planHash(variant, mask))).size).toBe(variants.length);
  });

  it('takes the hash of a mask in place of the mask', () => {
    const mask = Uint8Array.from({ length: 600 }, (_, p) => p % 2);
    expect(planHash(spec, maskHash(mask))).toBe(planHash(spec, mask));
  });
});

describe('maskHash', () => {
  it('depends on which pixels are ignored, not on the number that says so', () => {
    expect(maskHash(Uint8Array.of(0, 255, 0))).toBe(maskHash(Uint8Array.of(0, 1, 0)));
    expect(maskHash(Uint8Array.of(0, 1, 0))).not.toBe(maskHash(Uint8Array.of(0, 0, 1)));
    expect(maskHash(new Uint8Array(3))).toBe(maskHash(null));
  });
});
