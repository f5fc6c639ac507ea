import { rememberColumn } from './axis-column.ts';
import { EIGHTEEN_DIGITS, writeRowsPlainly } from './number-rows.ts';
import type { PatternFormat } from './pattern-format.ts';

const axisColumn = rememberColumn((out, value) => out.exponential(value, 18).byte(' '));

/**
 * Two columns, no header: `%.18e %.18e`, one blank between, as numpy.savetxt writes them and TOPAS and Dioptas read
 * them. Axis in the unit of the pattern. An empty bin keeps its row and has `nan`.
 */
export const xyFormat: PatternFormat = {
  id: 'xy',
  label: 'Two columns (TOPAS .xy)',
  suffix: '.xy',
  needsSigma: false,
  needsTwoTheta: false,
  emptyBin: 'nan',
  format: ({ radial, intensity }, _fileName, writeRows) => formatXy(radial, intensity, writeRows),
};

/** Any two columns of the same length in the same form. @param writeRows  absent: the plain way */
export function formatXy(x: Float64Array, y: Float64Array, writeRows = writeRowsPlainly): Uint8Array<ArrayBuffer> {
  return writeRows({ heads: axisColumn(x), columns: [y], form: EIGHTEEN_DIGITS, separator: ' ', empty: 'nan' });
}
