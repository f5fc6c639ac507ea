import { FormatError } from '../model/app-error.ts';
import type { PatternLines } from './pattern-reader.ts';

/** How the numbers of a line are told apart. */
export interface NumberStyle {
  readonly separator: RegExp;
  readonly hasDecimalComma: boolean;
}

/** Blanks or tabs, and a dot: what nearly every program writes. */
export const BLANKS: NumberStyle = { separator: /[ \t]+/, hasDecimalComma: false };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;
const COMMENT = /^\s*([#!%;']|\/\*|\/\/|REM\b)/;

/** Columns of numbers, as they stand in the file. */
export interface PatternTable {
  /** Two or more, all of the same length. */
  readonly columns: readonly Float64Array[];
}

/** A number as people and programs write it: Fortran's D, `nan`, `inf`, `*****` for one that did not fit. */
export function parseField(field: string, { hasDecimalComma }: NumberStyle): number | undefined {
  const text = hasDecimalComma ? field.replace(',', '.') : field;
  if (NUMBER.test(text)) return Number(text.replace(/[dD]/, 'e'));
  if (/^[+-]?(nan|na|n\/a|null|\*+)$/i.test(text)) return NaN;
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  return infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : undefined;
}

export function isComment(line: string): boolean {
  return COMMENT.test(line);
}

/** @returns undefined unless every field of the line is a number, and there are two or more */
export function parseRow(line: string, style: NumberStyle): number[] | undefined {
  const fields = line.trim().split(style.separator);
  if (fields.at(-1) === '') fields.pop(); // a separator at the end
  if (fields.length < 2) return undefined;
  const row: number[] = [];
  for (const field of fields) {
    const value = parseField(field.trim(), style);
    if (value === undefined) return undefined;
    row.push(value);
  }
  return row;
}

/** How the numbers of a file are written, by its first row of numbers; undefined where there is none. */
export function findTable(
  lines: readonly string[],
): { readonly start: number; readonly style: NumberStyle } | undefined {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || isComment(line)) continue;
    for (const style of NUMBER_STYLES) if (parseRow(line, style)) return { start: i, style };
  }
  return undefined;
}

/** "1,05 2,5" has decimal commas; "1,05" alone could be either and is taken as two columns. */
const NUMBER_STYLES: readonly NumberStyle[] = [
  BLANKS,
  { separator: /\s*,\s*/, hasDecimalComma: false },
  { separator: /\s*;\s*/, hasDecimalComma: false },
  { separator: /[ \t]+/, hasDecimalComma: true },
  { separator: /\s*;\s*/, hasDecimalComma: true },
  { separator: /[,\s]+/, hasDecimalComma: false },
];

/**
 * The rows of numbers from line `start` on. Comments and empty lines between them are passed over.
 *
 * @param formatId  for the error
 * @param style  of the numbers
 * @throws FormatError  for a line that is no row of numbers, or has another number of columns than the first
 */
export function readTable(file: PatternLines, formatId: string, start: number, style: NumberStyle): PatternTable {
  const { name, lines } = file;
  const rows: number[][] = [];
  for (let i = start; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || isComment(line)) continue;
    const row = parseRow(line, style);
    if (!row)
      throw new FormatError(formatId, `${name} has "${excerpt(line)}" in line ${i + 1}, where numbers were expected.`);
    const width = rows[0]?.length ?? row.length;
    if (row.length !== width)
      throw new FormatError(
        formatId,
        `${name} has ${row.length} columns in line ${i + 1} and ${width} before: the same number was expected, so the file is damaged or cut off.`,
      );
    rows.push(row);
  }
  const width = rows[0]?.length ?? 0;
  if (width < 2) throw new FormatError(formatId, `${name} has no rows of numbers after its header.`);
  return { columns: Array.from({ length: width }, (_, k) => Float64Array.from(rows, (row) => row[k]!)) };
}

function excerpt(line: string): string {
  const text = line.trim();
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
