import { PatternText } from './pattern-text.ts';

/** A column of numbers as text. */
export interface AxisColumn {
  readonly bytes: Uint8Array;
  /** Where the text of each row begins, and the end of the last. */
  readonly starts: Uint32Array;
  /** Adds the number in one row, and what is always written after it. */
  write(out: PatternText, row: number): void;
}

/**
 * Text of an axis that many frames share: it is made once and copied for each of them.
 *
 * @param write  adds one number
 * @returns what gives the column of an axis; the last one is remembered
 */
export function rememberColumn(
  write: (out: PatternText, value: number) => void,
): (axis: ArrayLike<number>) => AxisColumn {
  let values = new Float64Array(0);
  let column: AxisColumn | undefined;

  function isSame(axis: ArrayLike<number>): boolean {
    if (axis.length !== values.length) return false;
    for (let i = 0; i < values.length; i++) if (!Object.is(axis[i], values[i])) return false; // -0 has a text of its own
    return true;
  }

  return (axis) => {
    if (column && isSame(axis)) return column;
    values = Float64Array.from(axis);
    const text = new PatternText(values.length * 28);
    const starts = new Uint32Array(values.length + 1);
    for (let i = 0; i < values.length; i++) {
      write(text, values[i]!);
      starts[i + 1] = text.length;
    }
    const bytes = text.toBytes();
    column = { bytes, starts, write: (out, row) => void out.copy(bytes, starts[row]!, starts[row + 1]!) };
    return column;
  };
}
