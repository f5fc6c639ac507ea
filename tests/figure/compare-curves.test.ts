import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareCurves } from '../../src-shared/figure/compare-curves.ts';
import { readPatternText } from '../../src-shared/format/read-pattern-text.ts';
import { sharedFolder } from '../shared-folder.ts';
import { referenceRows } from './reference-array.ts';

describe('compareCurves', () => {
  it('takes the other curve as straight between its points and as level beyond its ends', () => {
    const first = { x: Float64Array.of(0, 1, 2, 5), y: Float64Array.of(4, 5, 0, -10) };
    const other = { x: Float64Array.of(0.5, 1.5, 3), y: Float64Array.of(2, 6, 3) };
    const { difference, relative } = compareCurves(first, other);
    expect([...difference]).toEqual([2 - 4, 4 - 5, 5 - 0, 3 + 10]);
    expect([...relative]).toEqual([-50, -20, NaN, -130]);
  });

  it.skipIf(!sharedFolder)(
    'F094: has the differences and the relative errors of plotchi -c (R:plotchi_compare)',
    async () => {
      const [first, other] = ['fit2d', 'saxsdog'].map((name) => {
        const file = `${sharedFolder}/data/saxsdog/doc/data/${name}`;
        const { radial, intensity } = readPatternText(name, readFileSync(file, 'latin1'));
        return { x: radial, y: intensity };
      });
      const [x, difference, relative] = await referenceRows(`${sharedFolder}/reference-systems/plotchi_compare.npy`);
      const compared = compareCurves(first!, other!);
      expect([...first!.x]).toEqual([...x!]);
      let seen = 0;
      for (let i = 0; i < x!.length; i++) {
        // The order of two products: a few units in the last place of intensities below 10 000.
        expect(Math.abs(compared.difference[i]! - difference![i]!)).toBeLessThan(1e-10);
        if (!Number.isFinite(relative![i]!)) continue;
        expect(Math.abs(compared.relative[i]! - relative![i]!)).toBeLessThan(1e-9);
        seen++;
      }
      expect(seen).toBeGreaterThan(900);
    },
  );
});
