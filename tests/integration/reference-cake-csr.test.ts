import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CakeSpec } from '../../src-shared/integration/cake-plan.ts';
import { radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { PlanSpec } from '../../src-shared/integration/plan-spec.ts';
import type { RadialUnit } from '../../src-shared/model/pattern-1d.ts';
import type { Geometry } from '../../src-shared/model/schema-types.generated.ts';
import { sharedFolder } from '../shared-folder.ts';
import { cellCounts, forEachShare, wholeBlock } from './cake-fixtures.ts';

interface SmallDetector {
  readonly geometry: Geometry & { readonly pixel1: number; readonly pixel2: number };
  readonly shape: readonly [number, number];
  readonly image: readonly (readonly number[])[];
  readonly unit: RadialUnit;
  readonly npt_rad: number;
  readonly npt_azim: number;
  readonly cases: readonly SplitCase[];
}
interface SplitCase {
  readonly split: PlanSpec['split'];
  readonly kwargs: { readonly radial_range?: [number, number]; readonly azimuth_range?: [number, number] };
  readonly radial2d: readonly number[];
  readonly azimuthal2d: readonly number[];
  /** Rows: radial bin · cakes + cake. */
  readonly csr2d: {
    readonly indptr: readonly number[];
    readonly indices: readonly number[];
    readonly data: readonly number[];
  };
  readonly exact_clip_count2d?: readonly (readonly number[])[];
}

const index = sharedFolder
  ? (JSON.parse(readFileSync(join(sharedFolder, 'reference/index.json'), 'utf8')) as {
      entries: readonly { readonly file: string; readonly kind: string }[];
    })
  : { entries: [] };
const cases = index.entries
  .filter(({ kind }) => kind.startsWith('sparse matrices'))
  .flatMap(({ file }) => {
    const detector = JSON.parse(readFileSync(join(sharedFolder!, 'reference', file), 'utf8')) as SmallDetector;
    return detector.cases.map((one) => ({
      detector,
      one,
      name: `${file} ${one.split} ${JSON.stringify(one.kwargs)}`,
    }));
  });

/** What the case says pyFAI did; its azimuth axis comes from the data, so it is taken from the file. */
function prepare({ detector, one }: (typeof cases)[number]): { spec: CakeSpec; mask: Uint8Array } {
  const { geometry, shape, npt_rad: bins, unit: radialUnit } = detector;
  const { dist, poni1, poni2, rot1, rot2, rot3, wavelength, pixel1, pixel2 } = geometry;
  const calibration = {
    geometry: { dist, poni1, poni2, rot1, rot2, rot3, ...(wavelength === undefined ? {} : { wavelength }) },
    detector: { name: 'Detector', pixel1, pixel2, orientation: 3 as const },
  };
  const mask = Uint8Array.from(detector.image.flat(), (value) => (value < 0 ? 1 : 0));
  const { split, kwargs, azimuthal2d } = one;
  const radialRange = kwargs.radial_range ?? radialExtent({ calibration, shape, radialUnit, split }, mask);
  const cakes = azimuthal2d.length;
  const width = (azimuthal2d[cakes - 1]! - azimuthal2d[0]!) / (cakes - 1);
  const azimuth = { lower: azimuthal2d[0]! - width / 2, width, cakes };
  return { spec: { calibration, shape, radialUnit, split, bins, radialRange, azimuth }, mask };
}

describe.skipIf(!sharedFolder)('cakes against the matrices of pyFAI 0.21.3', () => {
  it.each(cases.filter(({ one }) => one.split !== 'full'))('$name', (reference) => {
    const { spec, mask } = prepare(reference);
    const { bins, azimuth } = spec;
    const shares = new Map<number, number>();
    const key = (cake: number, bin: number, pixel: number): number =>
      (bin * azimuth.cakes + cake) * mask.length + pixel;
    forEachShare(wholeBlock(spec, mask), (cake, bin, pixel, share) => {
      shares.set(key(cake, bin, pixel), (shares.get(key(cake, bin, pixel)) ?? 0) + share);
    });
    // What sticks out of an axis is heaped on its edge cells by pyFAI; on the ±π line we continue on the other side.
    const isExempt = (cake: number, bin: number): boolean =>
      cake === 0 || cake === azimuth.cakes - 1 || (spec.radialRange !== undefined && (bin === 0 || bin === bins - 1));
    const { indptr, indices, data } = reference.one.csr2d;
    let compared = 0;
    for (let row = 0; row < bins * azimuth.cakes; row++) {
      const cake = row % azimuth.cakes;
      const bin = Math.floor(row / azimuth.cakes);
      for (let q = indptr[row]!; q < indptr[row + 1]!; q++) {
        const share = shares.get(key(cake, bin, indices[q]!)) ?? 0;
        shares.delete(key(cake, bin, indices[q]!));
        if (isExempt(cake, bin)) continue;
        // float32 positions in pyFAI: up to 1.3e-5 of a bin along the radius, 1e-4 rad along the azimuth beside the beam.
        expect(Math.abs(share - data[q]!), `cake ${cake}, bin ${bin}`).toBeLessThan(spec.split === 'no' ? 1e-9 : 3e-4);
        compared++;
      }
    }
    const left = [...shares].filter(([at, share]) => {
      const row = Math.floor(at / mask.length);
      return share > 3e-4 && !isExempt(row % azimuth.cakes, Math.floor(row / azimuth.cakes));
    });
    expect(left).toEqual([]);
    expect(compared).toBeGreaterThan(150);
  });

  it.each(cases.filter(({ one }) => one.exact_clip_count2d))('exact clipping: $name', (reference) => {
    const { spec, mask } = prepare(reference);
    const counts = cellCounts(wholeBlock(spec, mask), spec);
    // The reference clips with exact polygons too, but pixels on the ±π line it cuts off there (first and last cake), the
    // corners of pixels that stick out of a range it moves onto the end (two bins at either end), and the pixel that
    // holds the beam is distorted (bin 0).
    const margin = reference.one.kwargs.radial_range ? 2 : 1;
    const { bins, azimuth } = spec;
    let compared = 0;
    for (let cake = 1; cake < azimuth.cakes - 1; cake++)
      for (let bin = margin; bin < (margin > 1 ? bins - margin : bins); bin++, compared++)
        // float32 positions in the reference: 1.3e-5 of a bin for each of some ten pixels.
        expect(Math.abs(counts[cake * bins + bin]! - reference.one.exact_clip_count2d![cake]![bin]!)).toBeLessThan(
          1e-4,
        );
    expect(compared).toBeGreaterThan(100);
  });
});
