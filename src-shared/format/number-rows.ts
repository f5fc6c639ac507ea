import type { AxisColumn } from './axis-column.ts';
import { PatternText } from './pattern-text.ts';

/** How C's printf writes a number: `%<width>.<digits>f` or `%<width>.<digits>e`. */
export interface NumberForm {
  readonly kind: 'fixed' | 'exponential';
  /** After the point: 1 to 15 of a fixed number, 1 to 18 of the other. */
  readonly digits: number;
  /** Shorter numbers have blanks before them. */
  readonly width: number;
}

/** `%.18e`, which numpy.savetxt writes unless told otherwise. */
export const EIGHTEEN_DIGITS: NumberForm = { kind: 'exponential', digits: 18, width: 0 };

/** Rows of numbers, all in the same form, that end with a line feed. */
export interface NumberRows {
  /** Text before the numbers of each row. */
  readonly heads: AxisColumn;
  /** At least one, as long as there are heads. */
  readonly columns: readonly (Float32Array | Float64Array)[];
  readonly form: NumberForm;
  /** One ASCII character. */
  readonly separator: string;
  /** What becomes of NaN; "row" looks at the first column only. */
  readonly empty: 'nan' | 'zero' | 'zero row' | 'no row';
}

/** Writes rows; there are a plain way and a fast one, with the same bytes. */
export type WriteRows = (rows: NumberRows) => Uint8Array<ArrayBuffer>;

/** The plain way: number by number. */
export function writeRowsPlainly({ heads, columns, form, separator, empty }: NumberRows): Uint8Array<ArrayBuffer> {
  const { kind, digits, width } = form;
  const rows = columns[0]?.length ?? 0;
  const out = new PatternText(heads.bytes.length + rows * columns.length * (digits + 9));
  for (let row = 0; row < rows; row++) {
    const isEmpty = Number.isNaN(columns[0]![row]!);
    if (isEmpty && empty === 'no row') continue;
    heads.write(out, row);
    for (const [i, column] of columns.entries()) {
      if (i > 0) out.byte(separator);
      const isZero = empty === 'zero' ? Number.isNaN(column[row]!) : empty === 'zero row' && isEmpty;
      const value = isZero ? 0 : column[row]!;
      if (kind === 'fixed') out.fixed(value, digits, width);
      else out.exponential(value, digits, width);
    }
    out.byte('\n');
  }
  return out.toBytes();
}
