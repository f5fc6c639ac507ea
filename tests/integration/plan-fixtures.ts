import type { IntegrationPlan } from '../../src-shared/integration/integration-plan.ts';
import type { PlanSpec } from '../../src-shared/integration/plan-spec.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';

/** 0.1 mm pixels at 100 mm; the beam falls on pixel (15, 21). */
export const tiltedCalibration: Calibration = {
  geometry: { dist: 0.1, poni1: 0.00953, poni2: 0.00711, rot1: 0.05, rot2: -0.08, rot3: 0.3, wavelength: 1e-10 },
  detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
};

/** No tilt; the beam falls on the middle of pixel (row, column). */
export function straightCalibration(row: number, column: number, dist = 0.1): Calibration {
  return {
    geometry: {
      dist,
      poni1: (row + 0.5) * 1e-4,
      poni2: (column + 0.5) * 1e-4,
      rot1: 0,
      rot2: 0,
      rot3: 0,
      wavelength: 1e-10,
    },
    detector: { name: 'Detector', pixel1: 1e-4, pixel2: 1e-4, orientation: 3 },
  };
}

/** A spec whose axis holds every pixel. */
export function specOverEverything(
  calibration: Calibration,
  shape: readonly [number, number],
  split: PlanSpec['split'],
  bins: number,
  radialUnit: PlanSpec['radialUnit'] = '2th_deg',
): PlanSpec {
  const radialRange = radialExtent({ calibration, shape, radialUnit, split }, null);
  return { calibration, shape, radialUnit, split, bins, radialRange };
}

/** Bin → share of one pixel. */
export function sharesOf(plan: IntegrationPlan, pixel: number): ReadonlyMap<number, number> {
  let offset = 0;
  for (let p = 0; p < pixel; p++) offset += plan.spans[p]!;
  const shares = new Map<number, number>();
  for (let k = 0; k < plan.spans[pixel]!; k++) shares.set(plan.firstBin[pixel]! + k, plan.weights[offset + k]!);
  return shares;
}

/** Sum of the shares of each pixel. */
export function totalShares(plan: IntegrationPlan): Float64Array {
  const totals = new Float64Array(plan.spans.length);
  for (let p = 0, o = 0; p < totals.length; p++)
    for (let k = 0; k < plan.spans[p]!; k++) totals[p]! += plan.weights[o++]!;
  return totals;
}
