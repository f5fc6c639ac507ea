import { describe, expect, it } from 'vitest';
import { beamCentre } from '../../src-shared/geometry/beam-centre.ts';
import { radialAtCentres, radialAtCorners } from '../../src-shared/geometry/detector-grid.ts';
import { extentMask, extentPixels } from '../../src-shared/integration/extent-mask.ts';
import { createExtentMemory, radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { straightCalibration, tiltedCalibration } from './plan-fixtures.ts';

const spec = (calibration: Calibration, shape: readonly [number, number], split: 'no' | 'bbox' | 'full') =>
  ({ calibration, shape, split, radialUnit: 'r_mm' }) as const;

describe('radialExtent', () => {
  it('is known on a detector without tilt whose beam falls on the middle of a pixel', () => {
    // 0.1 mm pixels, beam on (10, 10) of 21 × 21: the farthest centre is √2 · 1 mm away, the corner √2 · 1.05 mm, the
    // nearest corner √2 · 0.05 mm.
    const calibration = straightCalibration(10, 10);
    const [no, bbox, full] = (['no', 'bbox', 'full'] as const).map((split) =>
      radialExtent(spec(calibration, [21, 21], split), null),
    );
    expect(no![0]).toBeCloseTo(0, 12);
    expect(no![1]).toBeCloseTo(Math.SQRT2, 12);
    expect(bbox![0]).toBe(0);
    expect(bbox![1]).toBeCloseTo(1.05 * Math.SQRT2, 12);
    expect(full![0]).toBeCloseTo(0.05 * Math.SQRT2, 12);
    expect(full![1]).toBeCloseTo(1.05 * Math.SQRT2, 12);
  });

  it('equals the ends that pyFAI gives on a small tilted detector', () => {
    // pyFAI 0.21.3, 30 × 40 pixels, centre of the last of 16 bins of 2θ: lower + 15.5 · (upper − lower)/16, in rad its
    // ends are 0.0006404349 … 0.0250269086 ("no"), 0 … 0.0257207242 ("bbox"), 0.0000644241 … 0.0257207242 ("full").
    const shape = [30, 40] as const;
    const ends = (['no', 'bbox', 'full'] as const).map((split) =>
      radialExtent({ calibration: tiltedCalibration, shape, split, radialUnit: '2th_rad' }, null),
    );
    const expected = [
      [0.0006404349047581822, 0.025026908552921435],
      [0, 0.02572072417685045],
      [6.442406447604299e-5, 0.02572072417685045],
    ];
    // 2e-8 rad: pyFAI forms positions in float32; its upper end is widened by 2⁻²³, which is 3e-9 here.
    ends.forEach(([lower, upper], k) => {
      expect(Math.abs(lower - expected[k]![0]!)).toBeLessThan(2e-8);
      expect(Math.abs(upper - expected[k]![1]!)).toBeLessThan(2e-8);
    });
  });

  it('equals the extremes over all pixels, masked or not, tilted or not, forward or backward', () => {
    const shape = [90, 130] as const;
    const calibrations: Calibration[] = [0, 0.4, -1.2, 2.5].map((rot1) => ({
      geometry: { ...tiltedCalibration.geometry, rot1, poni2: 0.005 },
      detector: tiltedCalibration.detector,
    }));
    for (const calibration of calibrations) {
      for (const modulus of [1e9, 2, 301]) {
        const mask = Uint8Array.from({ length: 90 * 130 }, (_, p) => (modulus === 1e9 ? 0 : p % modulus === 1 ? 0 : 1));
        const centres = radialAtCentres(calibration, shape, '2theta').filter((_, p) => mask[p] === 0);
        const extent = radialExtent({ calibration, shape, split: 'no', radialUnit: '2th_rad' }, mask);
        expect(extent).toEqual([Math.min(...centres), Math.max(...centres)]);
        const corners = radialAtCorners(calibration, shape, 'q').filter((_, c) => {
          const [i, j] = [Math.floor(c / 131), c % 131];
          return [
            [i, j],
            [i - 1, j],
            [i, j - 1],
            [i - 1, j - 1],
          ].some(
            ([row, column]) =>
              row! >= 0 && row! < 90 && column! >= 0 && column! < 130 && mask[row! * 130 + column!] === 0,
          );
        });
        expect(radialExtent({ calibration, shape, split: 'full', radialUnit: 'q_nm^-1' }, mask)).toEqual([
          Math.min(...corners),
          Math.max(...corners),
        ]);
      }
    }
  });

  it('equals the extremes over all pixels for detectors of many sizes, near and far', () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    for (let k = 0; k < 60; k++) {
      const shape = [40 + Math.floor(random() * 300), 40 + Math.floor(random() * 300)] as const;
      const angles = k % 3 === 0 ? 6 : 0.4;
      const calibration: Calibration = {
        geometry: {
          dist: (random() - 0.3) * (k % 2 === 0 ? 0.1 : 0.01),
          poni1: (random() - 0.2) * 0.03,
          poni2: (random() - 0.2) * 0.03,
          rot1: (random() - 0.5) * angles,
          rot2: (random() - 0.5) * angles,
          rot3: 0,
        },
        detector: { ...tiltedCalibration.detector, orientation: ((k % 4) + 1) as 1 },
      };
      // Every pixel, or a few.
      const mask = Uint8Array.from({ length: shape[0] * shape[1] }, () => (k % 5 < 3 || random() < 0.001 ? 0 : 1));
      const centres = radialAtCentres(calibration, shape, '2theta').filter((_, p) => mask[p] === 0);
      const expected = [
        centres.reduce((least, value) => Math.min(least, value), Infinity),
        centres.reduce((most, value) => Math.max(most, value), -Infinity),
      ];
      expect(radialExtent({ calibration, shape, split: 'no', radialUnit: '2th_rad' }, mask)).toEqual(expected);
    }
  });

  it('gives the same from memory, stroke by stroke, as without', () => {
    const shape = [150, 170] as const;
    const extentSpec = { calibration: tiltedCalibration, shape, split: 'full', radialUnit: '2th_deg' } as const;
    const memory = createExtentMemory();
    const mask = new Uint8Array(150 * 170);
    const extents = new Set<string>();
    // Strokes over the beam, the corners and where nothing is decided; the last one is taken back.
    const [x, y] = beamCentre(tiltedCalibration, shape)!;
    for (const [row, column] of [
      [2, 3],
      [Math.floor(y), Math.floor(x)],
      [0, 0],
      [149, 169],
      [60, 100],
      [149, 0],
      [0, 169],
    ] as const) {
      for (let i = -9; i <= 9; i++)
        for (let j = -9; j <= 9; j++)
          if (row + i >= 0 && row + i < 150 && column + j >= 0 && column + j < 170)
            mask[(row + i) * 170 + column + j] = 1;
      const fresh = radialExtent(extentSpec, mask);
      expect(radialExtent(extentSpec, mask, memory)).toEqual(fresh);
      extents.add(String(fresh));
    }
    expect(extents.size).toBeGreaterThan(2);
    expect(radialExtent(extentSpec, null, memory)).toEqual(radialExtent(extentSpec, null));
  });

  it('says that there is no pixel by lower > upper', () => {
    const [lower, upper] = radialExtent(spec(tiltedCalibration, [4, 4], 'bbox'), new Uint8Array(16).fill(1));
    expect(lower).toBeGreaterThan(upper);
  });
});

describe('extentMask', () => {
  const image = {
    samples: Int32Array.of(-1, 0, 5, 1000, 7, 8),
    shape: [2, 3] as const,
    mask: Uint8Array.of(0, 0, 0, 0, 0, 1),
    metadata: { header: {}, maskedValue: 7 },
  };

  it('leaves out masked pixels and values beyond the limits, but keeps dummies', () => {
    const settings = { maskBelow: 0, maskAbove: 999, dummy: { value: 5, delta: 0 } };
    expect(extentMask(image, settings, Uint8Array.of(0, 1, 0, 0, 0, 0))).toEqual(Uint8Array.of(1, 1, 0, 1, 1, 1));
    expect(extentMask(image, {}, null)).toEqual(Uint8Array.of(0, 0, 0, 0, 1, 1));
  });

  it('is the same asked pixel by pixel or row by row', () => {
    const settings = { maskBelow: 0, maskAbove: 999 };
    for (const fixed of [null, Uint8Array.of(0, 1, 0, 0, 0, 0)]) {
      const whole = extentMask(image, settings, fixed);
      const pixels = extentPixels(image, settings, fixed);
      expect(Array.from(whole, (_, p) => pixels.has(p))).toEqual(Array.from(whole, (value) => value !== 0));
      expect(pixels.inRows({ start: 1, end: 2 })!.subarray(3)).toEqual(whole.subarray(3));
      expect(pixels.inRows({ start: 0, end: 1 })).toEqual(whole);
    }
  });
});
