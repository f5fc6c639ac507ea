import { rememberColumn } from './axis-column.ts';
import type { PatternFormat } from './pattern-format.ts';
import { PatternText } from './pattern-text.ts';

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
  format: ({ radial, intensity }) => formatXy(radial, intensity),
};

/** Any two columns of the same length in the same form. */
export function formatXy(x: Float64Array, y: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const out = new PatternText(x.length * 52);
  const axis = axisColumn(x);
  for (let i = 0; i < x.length; i++) {
    axis.write(out, i);
    out.exponential(y[i]!, 18).byte('\n');
  }
  return out.toBytes();
}
