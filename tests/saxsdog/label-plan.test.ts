import { describe, expect, it } from 'vitest';
import { newSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration-file.ts';
import type { SaxsdogCalibration, SaxsdogMask, SaxsdogSlice } from '../../src-shared/model/schema-types.generated.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { integralParameters } from '../../src-shared/saxsdog/integral-parameters.ts';
import { deviationOf, integrateLabels } from '../../src-shared/saxsdog/integrate-labels.ts';
import { saxsdogDetector, scatteringVectorAt } from '../../src-shared/saxsdog/saxsdog-detector.ts';
import { buildSlicePlan, integrateSlice } from '../../src-shared/saxsdog/slice-plan.ts';

const correct = { compatible: false };

/** 40 × 60 pixels of 1 mm at 100 mm, the beam 15 px from the top and 20 px from the left. */
function small(change: Partial<SaxsdogMask> = {}, tilt = { TiltRotDeg: 0, TiltAngleDeg: 0 }): SaxsdogCalibration {
  const calibration = newSaxsdogCalibration();
  Object.assign(calibration.Masks[0], change);
  calibration.Geometry = {
    Tilt: tilt,
    BeamCenter: [25, 20],
    DedectorDistanceMM: 100,
    PixelSizeMicroM: [1000, 1000],
    Imagesize: [40, 60],
  };
  return calibration;
}
const noMask = (): Uint8Array => new Uint8Array(40 * 60);
const planOf = (calibration: SaxsdogCalibration, mask = noMask(), mode = correct) =>
  buildLabelPlan(calibration, calibration.Masks[0], mask, mode);

describe('scatteringVectorAt', () => {
  it('is 4π/λ sin(½ atan(3/4)) on an untilted 3-4-5 triangle', () => {
    const detector = saxsdogDetector(small(), correct);
    // sin(½ atan(3/4)) = 1/√10; λ = 0.154 nm
    expect(scatteringVectorAt(detector, 0, 75)).toBeCloseTo((4 * Math.PI) / 0.154 / Math.sqrt(10), 11);
    expect(scatteringVectorAt(saxsdogDetector(small(), { compatible: true }), 0, 75)).toBeCloseTo(
      (4 * Math.PI) / (1.54 * 0.100001495) / Math.sqrt(10),
      11,
    );
  });

  it('has the angle of the point in space on a tilted detector, and keeps it at small angles', () => {
    const detector = saxsdogDetector(small({}, { TiltRotDeg: 90, TiltAngleDeg: 30 }), correct);
    // Leaning away upwards: 10 mm up the detector is 5 mm farther along the beam and 10 cos 30° across it.
    const up = Math.atan2(10 * Math.cos(Math.PI / 6), 105);
    const down = Math.atan2(10 * Math.cos(Math.PI / 6), 95);
    const k = (4 * Math.PI) / 0.154;
    expect(scatteringVectorAt(detector, -10, 0)).toBeCloseTo(k * Math.sin(up / 2), 11);
    expect(scatteringVectorAt(detector, 10, 0)).toBeCloseTo(k * Math.sin(down / 2), 11);
    // To first order q = 2π/λ · x/d: 1 nm on the detector loses no digits.
    expect(scatteringVectorAt(detector, 0, 1e-6) / ((k / 2) * 1e-8)).toBeCloseTo(1, 7);
  });
});

describe('a label plan', () => {
  it('shares every pixel out completely', () => {
    for (const change of [
      {},
      { Oversampling: 1 },
      { Oversampling: 7 },
      { PixelPerRadialElement: 0.3 },
      { PixelPerRadialElement: 5 },
    ]) {
      // prettier-ignore
      const plan = planOf(small(change));
      expect(plan.area.reduce((a, b) => a + b)).toBeCloseTo(2400, 9);
      const { intensity } = integrateLabels(plan, new Int32Array(2400).fill(7));
      for (let k = 0; k < intensity.length; k++)
        if (plan.area[k]! > 0) expect(intensity[k]).toBeCloseTo(7, 12);
        else expect(intensity[k]).toBeNaN();
    }
  });

  it('F080: leaves masked pixels out, whatever is in them', () => {
    const mask = noMask();
    const image = new Float32Array(2400).fill(2);
    for (let p = 0; p < 2400; p += 3) {
      mask[p] = 1;
      image[p] = NaN;
    }
    const { intensity } = integrateLabels(planOf(small(), mask), image);
    for (const value of intensity) if (!Number.isNaN(value)) expect(value).toBeCloseTo(2, 12);
  });

  it('F075: the error is that of counting, √N / A', () => {
    const plan = planOf(small({ Oversampling: 1 }));
    const { error } = integrateLabels(plan, new Int32Array(2400).fill(9));
    const k = plan.area.findIndex((area) => area === Math.max(...plan.area));
    expect(error[k]).toBeCloseTo(3 / Math.sqrt(plan.area[k]!), 12);
  });

  it('F075: the deviation of rings grows when the beam centre is wrong', () => {
    const image = Float64Array.from({ length: 2400 }, (_, p) => {
      const r = Math.hypot(Math.floor(p / 60) - 14.5, (p % 60) - 19.5);
      return 100 * Math.exp(-((r - 10) ** 2) / 4);
    });
    const spread = (centreX: number): number => {
      const calibration = small();
      calibration.Geometry.BeamCenter = [25, centreX];
      const plan = planOf(calibration);
      return Math.max(...deviationOf(plan, image, integrateLabels(plan, image)).filter((value) => value >= 0));
    };
    expect(spread(22)).toBeGreaterThan(3 * spread(20));
  });

  it('begins at the first bin that the image has, where the beam passes beside it', () => {
    const calibration = small();
    calibration.Geometry.BeamCenter = [25, -100];
    const plan = planOf(calibration);
    expect(plan.firstLabel).toBeGreaterThan(90);
    expect(plan.axis[0]).toBeCloseTo((plan.firstLabel + 0.5) / plan.scale, 12);
    expect(plan.area[0]).toBeGreaterThan(0);
    // The moments use that axis; the original's begins at 0.
    const curve = integrateLabels(plan, new Int32Array(2400).fill(1));
    const range = { qStart: 0, qStop: 100 };
    const { I0, I1 } = integralParameters(plan, curve, range, correct);
    expect(I1 / I0).toBeGreaterThan(plan.axis[0]!);
    const original = integralParameters(plan, curve, range, { compatible: true });
    expect(original.I1 / original.I0).toBeCloseTo(I1 / I0 - plan.firstLabel / plan.scale, 9);
  });

  it('F076: takes moments from the first bin at qStart up to the bin at qStop, that one excluded', () => {
    const plan = planOf(small());
    const curve = integrateLabels(plan, new Int32Array(2400).fill(3));
    const [qStart, qStop] = [plan.axis[4]!, plan.axis[8]!];
    const step = 1 / plan.scale;
    const { I0, I1, I2 } = integralParameters(plan, curve, { qStart, qStop }, correct);
    const mean = (plan.axis[4]! + plan.axis[7]!) / 2;
    expect(I0).toBeCloseTo(4 * 3 * step, 12);
    expect(I1).toBeCloseTo(4 * 3 * step * mean, 12);
    expect(I2).toBeCloseTo(4 * 3 * step * (mean ** 2 + 1.25 * step ** 2), 12); // variance of 4 equal steps: 15/12
  });

  it('F077: goes round a ring in bins one pixel wide that divide the circle', () => {
    const calibration = small({ 'Phi-mode': true, qStart: 3, qStop: 5 });
    const plan = planOf(calibration);
    const bins = plan.scale * 2 * Math.PI;
    expect(bins).toBeCloseTo(Math.round(bins), 9);
    // q = 5 nm⁻¹ is 12.3 px from the centre: 77 px around
    expect(Math.round(bins)).toBeGreaterThan(74);
    expect(Math.round(bins)).toBeLessThan(79);
    // Brighter below the beam: azimuth is positive downwards.
    const image = Float64Array.from({ length: 2400 }, (_, p) => (p >= 15 * 60 ? 2 : 1));
    const { axis, intensity } = integrateLabels(plan, image);
    axis.forEach((azimuth, k) => {
      if (Math.abs(azimuth) > 0.15 && Math.abs(azimuth) < 3) expect(intensity[k]).toBeCloseTo(azimuth > 0 ? 2 : 1, 12);
    });
  });

  it('uses the second pixel size, which the original does not', () => {
    const calibration = small();
    calibration.Geometry.PixelSizeMicroM = [1000, 2000];
    expect(planOf(calibration).axis.at(-1)).toBeGreaterThan(
      1.5 * planOf(calibration, noMask(), { compatible: true }).axis.at(-1)!,
    );
  });

  it('refuses a mask or a frame of another size', () => {
    expect(() => planOf(small(), new Uint8Array(5))).toThrow('mask of 5 pixels for 2400');
    expect(() => integrateLabels(planOf(small()), new Int32Array(7))).toThrow('frame of 7 pixels, plan of 2400');
    expect(() => planOf(small({ PixelPerRadialElement: 1e-6 }))).toThrow('at most 65536 are possible');
  });
});

describe('the polarization correction', () => {
  /** 1 / P at the pixel `down` and `right` of the beam, which passes through the middle of pixel (15, 20). */
  function inverseAt(polarization: { Fraction: number; Angle: number }, down: number, right: number): number {
    const calibration = { ...small(), PolarizationCorrection: polarization };
    calibration.Geometry.BeamCenter = [24.5, 20.5];
    return planOf(calibration).correction![(15 + down) * 60 + 20 + right]!;
  }
  const cos2 = 100 ** 2 / (100 ** 2 + 20 ** 2); // cos²θ 20 mm beside the beam

  it('F073: is cos²θ along the polarization and 1 across it; the fraction mixes them', () => {
    expect(inverseAt({ Fraction: 1, Angle: 0 }, 0, 20)).toBeCloseTo(1 / cos2, 12);
    expect(inverseAt({ Fraction: 1, Angle: 0 }, 20, 0)).toBeCloseTo(1, 12);
    expect(inverseAt({ Fraction: 1, Angle: 90 }, 20, 0)).toBeCloseTo(1 / cos2, 12);
    expect(inverseAt({ Fraction: 0.8, Angle: 0 }, 0, 20)).toBeCloseTo(1 / (0.8 * cos2 + 0.2), 12);
    expect(inverseAt({ Fraction: 0.5, Angle: 0 }, 0, 20)).toBeCloseTo(
      inverseAt({ Fraction: 0.5, Angle: 0 }, 20, 0),
      12,
    );
    expect(inverseAt({ Fraction: 1, Angle: 0 }, 0, 0)).toBe(1);
  });

  it('F073: turns with the angle, positive downwards', () => {
    const diagonal = 100 ** 2 / (100 ** 2 + 200);
    expect(inverseAt({ Fraction: 1, Angle: 45 }, 10, 10)).toBeCloseTo(1 / diagonal, 12);
    expect(inverseAt({ Fraction: 1, Angle: 45 }, -10, 10)).toBeCloseTo(1, 12);
  });

  it('F073: an image of the factors, corrected, is 1 everywhere', () => {
    const calibration = { ...small({}, { TiltRotDeg: 30, TiltAngleDeg: 12 }), PolarizationCorrection: { Fraction: 0.9, Angle: 20 } }; // prettier-ignore
    const plan = planOf(calibration);
    for (const value of integrateLabels(
      plan,
      plan.correction!.map((c) => 1 / c),
    ).intensity)
      // prettier-ignore
      if (!Number.isNaN(value)) expect(Math.abs(value - 1)).toBeLessThan(1e-12); // sums of some hundred products
  });
});

describe('a slice', () => {
  const slice: SaxsdogSlice = { Direction: 'x', Plane: 'InPlane', CutPosition: 1, CutMargin: 0 };
  const rowNumbers = Float64Array.from({ length: 2400 }, (_, p) => Math.floor(p / 60));

  it('F078: counts rows from the lower edge and columns from the left, beginning at 1', () => {
    expect(buildSlicePlan(small(), slice, null, correct).rows).toEqual([39, 40]);
    expect(buildSlicePlan(small(), { ...slice, CutPosition: 10, CutMargin: 2 }, null, correct).rows).toEqual([28, 33]);
    expect(
      buildSlicePlan(small(), { ...slice, Direction: 'y', CutPosition: 2, CutMargin: 1 }, null, correct).columns,
    ).toEqual([0, 3]);
    const { intensity, error } = integrateSlice(
      buildSlicePlan(small(), { ...slice, CutPosition: 11, CutMargin: 1 }, null, correct),
      rowNumbers,
    );
    expect(intensity[5]).toBe(29); // rows 28, 29, 30
    expect(error[5]).toBeCloseTo(Math.sqrt(87) / 3, 12);
  });

  it('F078: without a mask, all pixels count; under one, columns without a pixel have no value', () => {
    const mask = noMask();
    for (let i = 0; i < 40; i++) mask[i * 60 + 3] = 1;
    const { intensity } = integrateSlice(buildSlicePlan(small(), slice, mask, correct), rowNumbers);
    expect(intensity[3]).toBeNaN();
    expect(intensity[4]).toBe(39);
    expect(integrateSlice(buildSlicePlan(small(), slice, null, correct), rowNumbers).intensity[3]).toBe(39);
  });

  it('F078: measures the angle of exit from the horizon of the sample, upwards', () => {
    const vertical: SaxsdogSlice = { ...slice, Direction: 'y', Plane: 'Vertical', CutPosition: 20, IncidentAngle: 2 };
    const { axis } = buildSlicePlan(small(), vertical, null, correct);
    const k = (2 * Math.PI) / 0.154;
    const sin = (degrees: number): number => Math.sin((degrees * Math.PI) / 180);
    const exit = (row: number): number => (Math.atan((15 - (row + 0.5)) / 100) * 180) / Math.PI - 2;
    for (const row of [0, 14, 39]) expect(axis[row]).toBeCloseTo(k * (sin(exit(row)) + sin(2)), 12);
    expect(axis[0]).toBeGreaterThan(axis[39]!);
    // The direct beam (α_f = −α_i) has q_z = 0, the specular beam (α_f = α_i) 2k sin α_i: 100 tan 4° = 6.99 px up.
    expect((axis[14]! + axis[15]!) / 2).toBeCloseTo(0, 4); // the angle is not linear in the row
    expect((axis[7]! + axis[8]!) / 2 / (2 * k * sin(2))).toBeCloseTo(1.001, 2);
  });

  it('F078: has the sign of the column in the plane', () => {
    const { axis } = buildSlicePlan(small(), slice, null, correct);
    const k = (2 * Math.PI) / 0.154;
    expect(axis[0]).toBeCloseTo(-2 * k * Math.sin(Math.atan(0.195) / 2), 12);
    expect(axis[59]).toBeCloseTo(2 * k * Math.sin(Math.atan(0.395) / 2), 12);
    expect(buildSlicePlan(small(), slice, null, { compatible: true }).axis[20]).toBe(0); // the edge of column 20
  });
});
