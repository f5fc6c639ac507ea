import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildIntegrationPlan } from '../../src-shared/integration/build-integration-plan.ts';
import type { IntegrationPlan } from '../../src-shared/integration/integration-plan.ts';
import type { PlanSpec } from '../../src-shared/integration/plan-spec.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';
import type { Geometry } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';

interface SmallDetector {
  readonly geometry: Geometry & { readonly pixel1: number; readonly pixel2: number };
  readonly shape: readonly [number, number];
  readonly image: readonly (readonly number[])[];
  readonly unit: RadialUnit;
  readonly npt_rad: number;
  readonly cases: readonly SplitCase[];
}
interface SplitCase {
  readonly split: PlanSpec['split'];
  readonly kwargs: { readonly radial_range?: [number, number]; readonly azimuth_range?: [number, number] };
  readonly radial: readonly number[];
  readonly csr1d: {
    readonly indptr: readonly number[];
    readonly indices: readonly number[];
    readonly data: readonly number[];
  };
}

const index = sharedFolder
  ? (JSON.parse(readFileSync(join(sharedFolder, 'reference/index.json'), 'utf8')) as {
      entries: readonly { readonly file: string; readonly kind: string }[];
    })
  : { entries: [] };
const files = index.entries.filter(({ kind }) => kind.startsWith('sparse matrices')).map(({ file }) => file);
const cases = files.flatMap((file) => {
  const detector = JSON.parse(readFileSync(join(sharedFolder!, 'reference', file), 'utf8')) as SmallDetector;
  return detector.cases.map((one) => ({
    file,
    detector,
    one,
    name: `${file} ${one.split} ${JSON.stringify(one.kwargs)}`,
  }));
});

/** Share of each pixel in each bin: bin · pixels + pixel → share. */
function sharesOfPlan(plan: IntegrationPlan): Map<number, number> {
  const shares = new Map<number, number>();
  for (let p = 0, o = 0; p < plan.spans.length; p++)
    for (let k = 0; k < plan.spans[p]!; k++, o++)
      shares.set((plan.firstBin[p]! + k) * plan.spans.length + p, plan.weights[o]!);
  return shares;
}

describe.skipIf(!sharedFolder)('plans against the matrices of pyFAI 0.21.3', () => {
  it.each(cases)('$name', ({ detector, one }) => {
    const { geometry, shape, npt_rad: bins, unit: radialUnit } = detector;
    const { dist, poni1, poni2, rot1, rot2, rot3, wavelength, pixel1, pixel2 } = geometry;
    const calibration = {
      geometry: { dist, poni1, poni2, rot1, rot2, rot3, ...(wavelength === undefined ? {} : { wavelength }) },
      detector: { name: 'Detector', pixel1, pixel2, orientation: 3 as const },
    };
    const mask = Uint8Array.from(detector.image.flat(), (value) => (value < 0 ? 1 : 0));
    const { split, kwargs } = one;
    const { radial_range: range, azimuth_range: azimuthRange } = kwargs;
    const radialRange = range ?? radialExtent({ calibration, shape, radialUnit, split }, mask);
    const spec = {
      calibration,
      shape,
      radialUnit,
      split,
      bins,
      radialRange,
      ...(azimuthRange ? { azimuthRange } : {}),
    };
    const plan = buildIntegrationPlan(spec, mask);

    // Without a range the ends come from pyFAI's float32 positions: 2e-6° and 1e-6 nm⁻¹.
    plan.radial.forEach((centre, bin) => expect(Math.abs(centre - one.radial[bin]!)).toBeLessThan(2e-6));

    const shares = sharesOfPlan(plan);
    const { indptr, indices, data } = one.csr1d;
    // pyFAI heaps on the edge bins what sticks out of a range ("no": one bin below it, by truncation); we drop it.
    const isExempt = (bin: number): boolean =>
      range !== undefined && split !== 'full' && (bin === 0 || bin === bins - 1);
    // float32 positions in pyFAI move an edge of a pixel by up to 1.3e-5 of a bin here; "full" is better by chance.
    const tolerance = split === 'no' ? 0 : 2e-5;
    let compared = 0;
    for (let bin = 0; bin < bins; bin++) {
      for (let q = indptr[bin]!; q < indptr[bin + 1]!; q++) {
        const key = bin * mask.length + indices[q]!;
        const share = shares.get(key);
        shares.delete(key);
        if (isExempt(bin)) continue;
        expect(Math.abs(share! - data[q]!)).toBeLessThanOrEqual(tolerance);
        compared++;
      }
    }
    // Nothing of ours is left: the lists of pixels are the same.
    expect([...shares.keys()].filter((key) => !isExempt(Math.floor(key / mask.length)))).toEqual([]);
    expect(compared).toBeGreaterThan(200);
  });
});
