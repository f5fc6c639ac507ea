import { FormatError } from '../model/app-error.ts';
import { findTable, readTable } from './pattern-table.ts';

/** A measured curve and what was calculated for it. */
export interface FitColumns {
  readonly x: Float64Array;
  readonly measured: Float64Array;
  readonly calculated: Float64Array;
}

/**
 * Columns of a fit, as diffpy writes them (`.fgr`): the last line of the header names them ("x ycalc y dy"); without names
 * they are x, measured, calculated.
 *
 * @param name  of the file, for messages
 * @throws FormatError  if there are no three columns of numbers
 */
export function parseFitColumns(name: string, text: string): FitColumns {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const found = findTable(lines);
  const columns = found ? readTable({ name, lines }, 'fit', found.start, found.style).columns : [];
  const names = (lines[(found?.start ?? 0) - 1] ?? '')
    .replace(/^\W+/, '')
    .toLowerCase()
    .split(/[\s,]+/);
  const [measured, calculated] = ['y', 'ycalc'].map((title) => names.indexOf(title));
  const isNamed = measured! > 0 && calculated! > 0;
  const [y, fit] = isNamed ? [columns[measured!], columns[calculated!]] : [columns[1], columns[2]];
  if (!columns[0] || !y || !fit)
    throw new FormatError(
      'fit',
      `${name} has ${columns.length} columns of numbers: a fit has three, x, measured and calculated.`,
    );
  return { x: columns[0], measured: y, calculated: fit };
}
