import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalizeRows, stackBelow } from '../../src-shared/figure/stack-curves.ts';
import { parseFitColumns } from '../../src-shared/format/fit-columns.ts';
import { sharedFolder } from '../shared-folder.ts';

describe('waterfalls', () => {
  it.skipIf(!sharedFolder)('F039: divide measured and calculated by the span of the measured (R:pdf_waterfall)', () => {
    const reference = JSON.parse(readFileSync(`${sharedFolder}/reference-systems/pdf_waterfall.json`, 'utf8')) as {
      in: number[][];
      normalized: number[][];
    };
    const [x, ...rows] = reference.in;
    const normalized = normalizeRows(rows.map((row) => Float64Array.from(row)));
    expect([x, ...normalized.map((row) => [...row])]).toEqual(reference.normalized);
  });

  it('F039: lay each data set so that its highest value is a gap below the lowest of the one before', () => {
    const above = [Float64Array.of(3, 7, NaN), Float64Array.of(2, 8, 5)];
    const rows = [Float64Array.of(10, 20, 15), Float64Array.of(NaN, 21, 9)];
    expect(stackBelow(above, rows, 0.5).map((row) => [...row])).toEqual([
      [10 - 19.5, 20 - 19.5, 15 - 19.5],
      [NaN, 21 - 19.5, 9 - 19.5],
    ]);
    expect(stackBelow(above, [Float64Array.of(NaN)], 1)).toEqual([Float64Array.of(NaN)]);
  });

  it('leave a level curve as it is', () => {
    expect(normalizeRows([Float64Array.of(4, 4)])).toEqual([Float64Array.of(4, 4)]);
  });
});

describe('parseFitColumns', () => {
  it('takes the columns by their names, wherever they stand', () => {
    const fit = parseFitColumns('a.fgr', '# Rw = 0.1\n# x ycalc y dy\n1 10 11 1\n2 20 19 1\n');
    expect([[...fit.x], [...fit.measured], [...fit.calculated]]).toEqual([[1, 2], [11, 19], [10, 20]]); // prettier-ignore
  });

  it('takes x, measured, calculated where they have no names', () => {
    const fit = parseFitColumns('a.txt', '1 11 10\n2 19 20\n');
    expect([[...fit.measured], [...fit.calculated]]).toEqual([[11, 19], [10, 20]]); // prettier-ignore
  });

  it('says how many columns there are where a fit needs three', () => {
    expect(() => parseFitColumns('a.gr', '1 11\n2 19\n')).toThrow(
      'a.gr has 2 columns of numbers: a fit has three, x, measured and calculated.',
    );
  });

  it.skipIf(!sharedFolder)('F039: reads the fit of nickel that PDFstream plots', () => {
    const text = readFileSync(`${sharedFolder}/data/pdfstream/Ni_fgr_file.fgr`, 'utf8');
    const { x, measured, calculated } = parseFitColumns('Ni_fgr_file.fgr', text);
    const difference = measured.map((value, i) => value - calculated[i]!);
    const norm = (row: Float64Array): number => Math.hypot(...row);
    // The header of the file says Rw = 0.0564, with weights 1.
    expect(norm(difference) / norm(measured)).toBeCloseTo(0.056398791, 6);
    expect([x[0], x.at(-1)]).toEqual([1.5, 60]);
  });
});
