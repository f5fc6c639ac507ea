import { rememberColumn } from './axis-column.ts';
import type { PatternFormat } from './pattern-format.ts';
import { sigmaOf } from './pattern-sigma.ts';
import { PatternText } from './pattern-text.ts';

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
  format(pattern) {
    const { radial, intensity } = pattern;
    const sigma = sigmaOf(pattern, 'xye');
    const out = new PatternText(radial.length * 78);
    const axis = axisColumn(radial);
    for (let i = 0; i < radial.length; i++) {
      if (Number.isNaN(intensity[i]!)) continue;
      axis.write(out, i);
      out.exponential(intensity[i]!, 18).byte(' ').exponential(sigma[i]!, 18).byte('\n');
    }
    return out.toBytes();
  },
};
