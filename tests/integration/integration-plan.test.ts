import { describe, expect, it } from 'vitest';
import { radialAtCentres, radialAtCorners } from '../../src-shared/geometry/detector-grid.ts';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import { TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { PlanSpec } from '../../src-shared/integration/plan-spec.ts';
import { RADIAL_UNITS } from '../../src-shared/quantity/radial-unit.ts';
import { sharesOf, specOverEverything, straightCalibration, tiltedCalibration, totalShares } from './plan-fixtures.ts';

const splits = ['no', 'bbox', 'full'] as const;
// Weights are float32: each is rounded by up to 6e-8, a pixel spans up to some ten bins.
const FLOAT32 = 3e-7;

describe('buildIntegrationPlan', () => {
  it.each(splits)('shares out every pixel completely when the axis holds all of them: %s', (split) => {
    for (const { id } of RADIAL_UNITS) {
      const plan = buildIntegrationPlan(specOverEverything(tiltedCalibration, [150, 130], split, 97, id), null);
      expect(Math.min(...totalShares(plan))).toBeGreaterThan(1 - FLOAT32);
      expect(Math.max(...totalShares(plan))).toBeLessThan(1 + FLOAT32);
      expect(Math.min(...plan.weights)).toBeGreaterThanOrEqual(0);
    }
  });

  it('loses no pixel to the rounding of units: the nearest and the farthest are on the axis', () => {
    for (let k = 0; k < 50; k++) {
      const calibration = straightCalibration(5 + 0.37 * k, 3 + 0.11 * k, 0.05 + 0.013 * k);
      for (const { id } of RADIAL_UNITS) {
        const plan = buildIntegrationPlan(specOverEverything(calibration, [30, 30], 'no', 10, id), null);
        expect(plan.weights.length).toBe(900);
      }
    }
  });

  it('puts a pixel whole into the bin of its centre without splitting', () => {
    const spec = specOverEverything(tiltedCalibration, [40, 30], 'no', 23);
    const plan = buildIntegrationPlan(spec, null);
    const centres = radialAtCentres(tiltedCalibration, [40, 30], '2theta');
    const width = plan.radial[1]! - plan.radial[0]!;
    centres.forEach((centre, p) => {
      expect(plan.spans[p]).toBe(1);
      // A centre lies within half a width of the middle of its bin; 1e-9 for rounding.
      const distance = Math.abs((centre * 180) / Math.PI - plan.radial[plan.firstBin[p]!]!);
      expect(distance).toBeLessThanOrEqual(width / 2 + 1e-9);
    });
  });

  it('gives each bin the tenths of a bounding box that it holds', () => {
    // Without tilt and 1000 pixels along a row, the box of a pixel reaches from 99.95 mm to 100.05 mm.
    const calibration = straightCalibration(0, 0);
    const spec: PlanSpec = {
      ...{ calibration, shape: [1, 1200], radialUnit: 'r_mm', split: 'bbox', bins: 2 },
      radialRange: [99.92, 100.12],
    };
    const shares = sharesOf(buildIntegrationPlan(spec, null), 1000);
    // 3 digits: the far corners are 1.25e-5 mm farther out than 100.05 mm, the upper edge of the axis 1.2e-5 mm.
    expect(shares.get(0)).toBeCloseTo(0.7, 3);
    expect(shares.get(1)).toBeCloseTo(0.3, 3);
  });

  it('gives a triangular share to a pixel seen along its diagonal', () => {
    // On the diagonal, r runs from R − √2/2 to R + √2/2 pixels and the chord across the pixel grows and shrinks
    // linearly: the outer tenths of the diagonal hold 2 · 0.1² = 2 % of the area each. Far from the beam the contour in
    // (r, χ) is that square; 1e-3 is pixel size / radius.
    const calibration = straightCalibration(-1000, -1000);
    const middle = 1000 * Math.SQRT2 * 0.1; // mm
    const diagonal = Math.SQRT2 * 0.1;
    const spec: PlanSpec = {
      ...{ calibration, shape: [1, 1], radialUnit: 'r_mm', split: 'full', bins: 10 },
      radialRange: [middle - diagonal / 2, middle + diagonal / 2],
    };
    const shares = sharesOf(buildIntegrationPlan(spec, null), 0);
    const expected = [2, 6, 10, 14, 18, 18, 14, 10, 6, 2];
    expected.forEach((percent, bin) => expect(Math.abs(shares.get(bin)! * 100 - percent)).toBeLessThan(0.1));
  });

  it('spreads a pixel evenly where its sides run along rings, in both splittings', () => {
    const calibration = straightCalibration(0, -1000);
    for (const split of ['bbox', 'full'] as const) {
      const spec: PlanSpec = {
        ...{ calibration, shape: [1, 1], radialUnit: 'r_mm', split, bins: 5 },
        radialRange: [99.95, 100.05],
      };
      const shares = sharesOf(buildIntegrationPlan(spec, null), 0);
      // 1e-3: the sagitta of a ring of radius 1000 px across one pixel is 1.3e-4 px, the width of a bin 0.2 px
      for (let bin = 0; bin < 5; bin++) expect(Math.abs(shares.get(bin)! - 0.2)).toBeLessThan(1e-3);
    }
  });

  it('gives the shares that pyFAI gives on a tilted detector', () => {
    // pyFAI 0.21.3, ("full", "csr", "cython"), 30 × 40 pixels, 16 bins of 2θ, the beam inside the detector;
    // [pixel, bin, share]. 1e-5: float32 corners in pyFAI.
    const spec: PlanSpec = {
      ...{ calibration: tiltedCalibration, shape: [30, 40], radialUnit: '2th_deg', bins: 16 },
      ...{ split: 'full', radialRange: [0.3, 0.9], azimuthRange: [-90, 45] },
    };
    const plan = buildIntegrationPlan(spec, null);
    for (const [pixel, bin, share] of PYFAI_FULL)
      expect(Math.abs(sharesOf(plan, pixel).get(bin)! - share)).toBeLessThan(1e-5);
  });

  it('leaves out masked pixels and pixels outside the ranges', () => {
    const whole = specOverEverything(tiltedCalibration, [50, 60], 'bbox', 40);
    const mask = Uint8Array.from({ length: 3000 }, (_, p) => (p % 3 === 0 ? 255 : 0));
    const masked = buildIntegrationPlan(whole, mask);
    mask.forEach((value, p) => expect(masked.spans[p]! === 0).toBe(value !== 0));

    const [lower, upper] = whole.radialRange;
    const narrow = { ...whole, radialRange: [lower + (upper - lower) / 3, lower + (upper - lower) / 2] } as const;
    const plan = buildIntegrationPlan(narrow, null);
    const corners = radialAtCorners(tiltedCalibration, [50, 60], '2theta').map((value) => (value * 180) / Math.PI);
    for (let p = 0; p < 3000; p++) {
      const c = Math.floor(p / 60) * 61 + (p % 60);
      const all = [corners[c]!, corners[c + 1]!, corners[c + 61]!, corners[c + 62]!];
      const isClearlyInside = Math.max(...all) > narrow.radialRange[0] && Math.min(...all) < narrow.radialRange[1];
      if (isClearlyInside) expect(plan.spans[p]).toBeGreaterThan(0);
    }
    expect(plan.spans.filter((span) => span > 0).length).toBeLessThan(1500);
  });

  // Bins 40…119 of an axis of 160, as an axis of their own with the same edges.
  const cutOut = (split: PlanSpec['split']) => {
    const whole = specOverEverything(tiltedCalibration, [60, 60], split, 160);
    const all = buildIntegrationPlan(whole, null);
    const width = all.radial[1]! - all.radial[0]!;
    const lower = all.radial[40]! - width / 2;
    const upper = (all.radial[119]! + width / 2) / (1 + 2 ** -23);
    const part = buildIntegrationPlan({ ...whole, bins: 80, radialRange: [lower, upper] }, null);
    return { all, part };
  };
  const insideCut = (shares: ReadonlyMap<number, number>) => [...shares].filter(([bin]) => bin >= 40 && bin < 120);

  it('drops the part of a bounding box that lies outside the range instead of heaping it on the edge', () => {
    const { all, part } = cutOut('bbox');
    for (let p = 0; p < 3600; p++) {
      const shares = sharesOf(part, p);
      // 1e-6: float32
      for (const [bin, share] of insideCut(sharesOf(all, p)))
        expect(Math.abs((shares.get(bin - 40) ?? 0) - share)).toBeLessThan(1e-6);
    }
  });

  it('shares out a quadrilateral completely among the bins inside the range, in proportion', () => {
    const { all, part } = cutOut('full');
    for (let p = 0; p < 3600; p++) {
      const inside = insideCut(sharesOf(all, p));
      const total = inside.reduce((sum, [, share]) => sum + share, 0);
      if (total < 1e-3) continue; // the pixel just touches the range: the quotient is rounding
      const shares = sharesOf(part, p);
      for (const [bin, share] of inside)
        expect(Math.abs((shares.get(bin - 40) ?? 0) - share / total)).toBeLessThan(1e-4);
    }
  });

  it('puts nothing below zero, where no pixel is, even on an axis that goes there', () => {
    const calibration = straightCalibration(20.2, 20.4);
    const spec: PlanSpec = {
      ...{ calibration, shape: [41, 41], radialUnit: 'r_mm', bins: 400 },
      ...{ split: 'bbox', radialRange: [-1, 3] },
    };
    const plan = buildIntegrationPlan(spec, null);
    expect(Math.min(...totalShares(plan))).toBeGreaterThan(1 - FLOAT32);
    expect(Math.max(...totalShares(plan))).toBeLessThan(1 + FLOAT32);
    // Zero lies at the end of bin 99 (the widened upper end moves it there by 1e-5 of a bin). The centre of pixel
    // (20, 20) is 0.0447 mm from the beam, its far corner 0.1140 mm, so δ = 0.0693 mm: its box from −0.0246 to 0.1140 mm
    // is folded over, and 0…0.02 mm holds 0.04/0.1386 of it.
    expect(Math.min(...plan.firstBin)).toBe(99);
    const shares = sharesOf(plan, 20 * 41 + 20);
    expect(shares.get(99)).toBeLessThan(1e-5);
    expect(shares.get(100)! + shares.get(101)!).toBeCloseTo(0.04 / 0.1386, 3);
  });

  it.each(splits)('shares out the pixel that holds the beam like any other, wherever the beam hits it: %s', (split) => {
    for (const dy of [-0.49, -0.2, 0, 0.3, 0.45]) {
      for (const dx of [-0.4, 0, 0.1, 0.5]) {
        const calibration = straightCalibration(20 + dy, 20 + dx);
        const plan = buildIntegrationPlan(specOverEverything(calibration, [41, 41], split, 200), null);
        expect(totalShares(plan)[20 * 41 + 20]).toBeCloseTo(1, 6);
        expect(Math.min(...plan.weights)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('does not see the ±π line: turning the detector about the beam changes no share', () => {
    const turned = { ...tiltedCalibration, geometry: { ...tiltedCalibration.geometry, rot3: 1.7 } };
    // All but the pixel that holds the beam, (15, 21).
    const mask = Uint8Array.from({ length: 150 * 130 }, (_, p) => (p === 15 * 130 + 21 ? 1 : 0));
    const a = buildIntegrationPlan(specOverEverything(tiltedCalibration, [150, 130], 'full', 200), mask);
    const b = buildIntegrationPlan(specOverEverything(turned, [150, 130], 'full', 200), mask);
    expect(b.spans).toEqual(a.spans);
    expect(b.firstBin).toEqual(a.firstBin);
    const worst = a.weights.reduce((most, weight, k) => Math.max(most, Math.abs(weight - b.weights[k]!)), 0);
    expect(worst).toBeLessThan(FLOAT32);
  });

  it.each(splits)('gives mirrored pixels the shares of their originals in every orientation: %s', (split) => {
    const shape = [33, 47] as const;
    const reference = buildIntegrationPlan(specOverEverything(tiltedCalibration, shape, split, 60), null);
    for (const orientation of [1, 2, 4] as const) {
      const calibration = { ...tiltedCalibration, detector: { ...tiltedCalibration.detector, orientation } };
      const plan = buildIntegrationPlan(specOverEverything(calibration, shape, split, 60), null);
      for (let i = 0; i < shape[0]; i++) {
        for (let j = 0; j < shape[1]; j++) {
          const row = orientation === 4 ? i : shape[0] - 1 - i;
          const column = orientation === 2 ? j : shape[1] - 1 - j;
          const mirrored = sharesOf(plan, row * shape[1] + column);
          // 1e-6: float32 shares, and corners that differ in the last place
          for (const [bin, share] of sharesOf(reference, i * shape[1] + j))
            expect(Math.abs((mirrored.get(bin) ?? 0) - share)).toBeLessThan(1e-6);
        }
      }
    }
  });

  it('takes whole every pixel that touches the azimuth range, and with "no" each pixel once', () => {
    const shape = [60, 50] as const;
    const count = (split: PlanSpec['split'], azimuthRange: readonly [number, number]): number => {
      const spec = { ...specOverEverything(tiltedCalibration, shape, split, 30), azimuthRange };
      return buildIntegrationPlan(spec, null).spans.filter((span) => span > 0).length;
    };
    expect(count('no', [20, 200]) + count('no', [200, 20])).toBe(3000);
    expect(count('no', [0, 90]) + count('no', [90, 0])).toBe(3000);
    for (const split of ['bbox', 'full'] as const) {
      expect(count(split, [20, 200]) + count(split, [200, 20])).toBeGreaterThan(3000);
      expect(count(split, [0, 360])).toBe(3000);
      expect(count(split, [135, -135])).toBe(count(split, [135, 225]));
    }
  });

  it('asks whether the bounding box or the corners touch the azimuth range', () => {
    // Seen from the beam, the pixel centre lies at (±1, 0.7) pixels: χ = ±55.0°, its corners at 22.6°, 51.3°, 68.2° and
    // 82.4° (or minus that), so that δχ = 32.4° and the bounding box reaches to 87.4°.
    const isTaken = (split: PlanSpec['split'], row: number, azimuthRange: readonly [number, number]): boolean => {
      const calibration = straightCalibration(-row, -0.7);
      const spec = {
        ...specOverEverything(calibration, [1, 1], split === 'no' ? 'bbox' : split, 4),
        split,
        azimuthRange,
      };
      return buildIntegrationPlan(spec, null).spans[0]! > 0;
    };
    for (const [range, expected] of [
      [
        [84, 86],
        [false, true, false],
      ],
      [
        [80, 81],
        [false, true, true],
      ],
      [
        [54, 56],
        [true, true, true],
      ],
      [
        [23, 24],
        [false, true, true],
      ],
      [
        [21, 22],
        [false, false, false],
      ],
      [
        [88, 89],
        [false, false, false],
      ],
    ] as const) {
      expect(splits.map((split) => isTaken(split, 1, range))).toEqual(expected);
      expect(splits.map((split) => isTaken(split, -1, [-range[1], -range[0]]))).toEqual(expected);
    }
  });

  it('counts the weights before each tile', () => {
    const plan = buildIntegrationPlan(specOverEverything(tiltedCalibration, [300, 150], 'bbox', 500), null);
    expect(plan.tileOffsets.length).toBe(Math.ceil(45000 / TILE_PIXELS) + 1);
    [0, 1, 2].forEach((tile) => {
      let before = 0;
      for (let p = 0; p < tile * TILE_PIXELS; p++) before += plan.spans[p]!;
      expect(plan.tileOffsets[tile]).toBe(before);
    });
    expect(plan.tileOffsets.at(-1)).toBe(plan.weights.length);
  });

  it('uses wider numbers where they are needed', () => {
    const few = buildIntegrationPlan(specOverEverything(tiltedCalibration, [20, 20], 'no', 65535), null);
    expect(few.firstBin).toBeInstanceOf(Uint16Array);
    const many = buildIntegrationPlan(specOverEverything(tiltedCalibration, [20, 20], 'no', 65536), null);
    expect(many.firstBin).toBeInstanceOf(Uint32Array);
    const narrow = buildIntegrationPlan(specOverEverything(tiltedCalibration, [20, 20], 'bbox', 1000), null);
    expect(narrow.spans).toBeInstanceOf(Uint8Array);
    const wide = buildIntegrationPlan(specOverEverything(tiltedCalibration, [20, 20], 'bbox', 20000), null);
    expect(wide.spans).toBeInstanceOf(Uint16Array);
    expect(Math.max(...wide.spans)).toBeGreaterThan(255);
    expect(Math.min(...totalShares(wide))).toBeGreaterThan(1 - 1e-4); // a thousand float32 shares per pixel
  });

  it('refuses what cannot be, in a sentence', () => {
    const spec = specOverEverything(tiltedCalibration, [20, 20], 'bbox', 10);
    const noWavelength: PlanSpec = {
      ...spec,
      radialUnit: 'q_nm^-1',
      calibration: {
        geometry: { dist: 0.1, poni1: 0, poni2: 0, rot1: 0, rot2: 0, rot3: 0 },
        detector: tiltedCalibration.detector,
      },
    };
    expect(() => buildIntegrationPlan(noWavelength, null)).toThrow('no wavelength');
    expect(() => buildIntegrationPlan(spec, new Uint8Array(399))).toThrow('399 entries for 20 × 20 pixels');
    expect(() => buildIntegrationPlan({ ...spec, bins: 0 }, null)).toThrow('0 radial bins');
    const tooFine = specOverEverything(tiltedCalibration, [2, 2], 'bbox', 1_000_000);
    expect(() => buildIntegrationPlan(tooFine, null)).toThrow('use fewer bins');
  });
});

const PYFAI_FULL: readonly (readonly [pixel: number, bin: number, share: number])[] = [
  [710, 5, 0.007867656],
  [710, 6, 0.611506],
  [710, 7, 0.3806264],
  [393, 11, 0.04818905],
  [393, 12, 0.6550941],
  [393, 13, 0.2967169],
  [1028, 10, 0.1511676],
  [1028, 11, 0.7135387],
  [1028, 12, 0.1352937],
  [346, 3, 0.00967083],
  [346, 4, 0.5430017],
  [346, 5, 0.4473275],
  [512, 8, 0.006010096],
  [512, 9, 0.6128314],
  [512, 10, 0.3811585],
];
