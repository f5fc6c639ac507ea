import { AppError, FormatError } from '../model/app-error.ts';

/** The frame whose value is looked for. */
export interface FrameName {
  /** File name without folder. */
  readonly image: string;
  /** 0-based, within its file. */
  readonly frame: number;
  readonly frameCount: number;
}

export interface FrameValueTable {
  /** @throws AppError usage  if the table has no line for the frame, or several that differ */
  valueOf(frame: FrameName): number;
}

const ID = 'table';

/**
 * A table of names or numbers of frames and their values, one frame per line; columns are parted by tab, semicolon,
 * comma, or else blanks, and the first holds file names (with or without folder and suffix) or frame numbers. A first
 * line whose value is no number names the columns; lines that begin with # are comments.
 *
 * @param name  of the file, for messages
 * @param column  name of the column of values; absent: the last one
 * @throws FormatError  if it is no such table, or has no such column
 */
export function parseFrameValueTable(text: string, name: string, column?: string): FrameValueTable {
  const lines = text.split(/\r\n|\n|\r/).map((line, k) => ({ line: line.trim(), number: k + 1 }));
  const filled = lines.filter(({ line }) => line !== '' && !line.startsWith('#'));
  const [first] = filled;
  if (!first)
    throw new FormatError(ID, `${name} is empty: a table of file names or frame numbers and values was expected.`);
  const separator = ['\t', ';', ','].find((one) => first.line.includes(one)) ?? /\s+/;
  const rows = filled.map(({ line, number }) => ({
    cells: line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')),
    number,
  }));
  const heading = rows[0]!.cells;
  const hasHeading = parseNumber(heading.at(-1)) === undefined;
  let at = heading.length - 1;
  if (column !== undefined) {
    at = hasHeading ? heading.indexOf(column, 1) : -1;
    if (at < 0)
      throw new FormatError(
        ID,
        `${name} has no column "${column}": ${hasHeading ? `it has ${heading.slice(1).join(', ')}` : 'its columns have no names'}.`,
      );
  }
  const values = new Map<string, number[]>();
  for (const { cells, number } of hasHeading ? rows.slice(1) : rows) {
    const value = parseNumber(cells[at]);
    const key = cells[0];
    if (value === undefined || at === 0 || key === undefined)
      throw new FormatError(
        ID,
        `Line ${number} of ${name} is "${cells.join(' ')}": a file name or frame number and a value were expected.`,
      );
    const known = keyOf(key);
    values.set(known, [...(values.get(known) ?? []), value]);
  }

  return {
    valueOf({ image, frame, frameCount }) {
      const byName = values.get(keyOf(image)) ?? values.get(keyOf(withoutSuffix(image))) ?? [];
      // A name on as many lines as the file has frames: one line for each.
      if (byName.length === frameCount) return byName[frame]!;
      // Numbers are those of the frames of one file: for a series of files they could mean anything.
      const found = byName.length > 0 || frameCount === 1 ? byName : (values.get(String(frame)) ?? []);
      const [value] = found;
      if (value === undefined)
        throw new AppError(
          'usage',
          `${name} has no value for ${frameCount === 1 ? image : `frame ${frame} of ${image}`}: add a line for it.`,
        );
      if (found.some((other) => other !== value))
        throw new AppError('usage', `${name} has ${found.length} different values for ${image}: one was expected.`);
      return value;
    },
  };
}

/** Without folder; numbers without leading zeros. */
function keyOf(text: string): string {
  const name = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
  return /^\d+$/.test(name) ? String(Number(name)) : name;
}

function withoutSuffix(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

function parseNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
