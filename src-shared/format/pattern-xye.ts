import { rememberColumn } from './axis-column.ts';
import { EIGHTEEN_DIGITS, writeRowsPlainly } from './number-rows.ts';
import type { PatternFormat } from './pattern-format.ts';
import { sigmaOf } from './pattern-sigma.ts';

const axisColumn = rememberColumn((out, value) => out.exponential(value, 18).byte(' '));

/**
 * Three columns, no header: axis, intensity, standard error of the mean, each `%.18e`, one blank between. The row of an
 * empty bin is left out: Rietveld programs take any spacing, and would give a zero error infinite weight.
 */
export const xyeFormat: PatternFormat = {
  id: 'xye',
  label: 'Three columns with errors (TOPAS .xye)',
  suffix: '.xye',
  needsSigma: true,
  needsTwoTheta: false,
  emptyBin: 'row left out',
  format(pattern, _fileName, writeRows = writeRowsPlainly) {
    const { radial, intensity } = pattern;
    const columns = [intensity, sigmaOf(pattern, 'xye')];
    return writeRows({ heads: axisColumn(radial), columns, form: EIGHTEEN_DIGITS, separator: ' ', empty: 'no row' });
  },
};
