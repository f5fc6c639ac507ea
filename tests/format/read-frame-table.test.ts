import { describe, expect, it } from 'vitest';
import { tableTextFormats } from '../../src-shared/format/frame-table.ts';
import { PatternText } from '../../src-shared/format/pattern-text.ts';
import { isFrameTableText, readFrameTableText } from '../../src-shared/format/read-frame-table.ts';

const NAMES = ['a.tif', 'b, c.tif', 'd e.npy[3]'];
const ROWS = [
  [0.5, 1, 2, 3],
  [1.5, NaN, -0.25, 1e-7],
];

function written(id: 'csv' | 'xy'): string {
  const format = tableTextFormats.find((one) => one.id === id)!;
  const out = new PatternText();
  for (const [radial, ...values] of ROWS) format.line(out, radial!, Float64Array.from(values));
  return format.header('2th_deg', NAMES) + new TextDecoder().decode(out.toBytes());
}

describe('readFrameTableText', () => {
  it.each(['csv', 'xy'] as const)('F021: reads a table as it was written: %s', (id) => {
    const text = written(id);
    expect(isFrameTableText(text)).toBe(true);
    const table = readFrameTableText('t', text);
    expect(table.names).toEqual(NAMES);
    expect(table.radialUnit).toBe('2th_deg');
    expect([...table.radial]).toEqual([0.5, 1.5]);
    expect([...table.intensity]).toEqual([1, NaN, 2, -0.25, 3, 1e-7]); // frame by frame
  });

  it('takes the csv and the columns of one pattern for none', () => {
    expect(isFrameTableText('2th [deg],intensity [counts],sigma [counts]\n1,2,3\n')).toBe(false);
    expect(isFrameTableText('# 2th_deg I sigma\n1 2 3\n')).toBe(false);
    expect(isFrameTableText('1 2\n3 4\n')).toBe(false);
  });

  it('says where a table is cut off', () => {
    expect(() => readFrameTableText('t.csv', written('csv').slice(0, -6))).toThrow(
      /t\.csv has 3 numbers in line 3, and 4/,
    );
    expect(() => readFrameTableText('t.csv', '2th [deg],a.tif\n')).toThrow(/no numbers/);
  });
});
