import { FormatError } from '../model/app-error.ts';

const ID = 'd-spacing';
const MAX_LENGTH = 1_000_000;

/** One line of a d-spacing file. */
export interface DSpacingLine {
  /** Å */
  readonly dSpacing: number;
  /** "1 1 1", from the comment behind the number; "" where there is none */
  readonly hkl: string;
  /** From the comment; 1 where there is none */
  readonly multiplicity: number;
}

export interface DSpacingFile {
  /** From the "# Calibrant:" comment; absent: none */
  readonly label?: string;
  /** From the "# Ref:" comment; absent: none */
  readonly reference?: string;
  /** By decreasing d; never empty */
  readonly lines: readonly DSpacingLine[];
}

/**
 * Reads a d-spacing file (.D): one spacing in Å per line, '#' starts a comment.
 *
 * @throws FormatError  if there is no spacing, or something that is none
 */
export function parseDSpacings(text: string): DSpacingFile {
  if (text.length > MAX_LENGTH) throw new FormatError(ID, 'This is not a d-spacing file: it is far too long.');
  const lines: DSpacingLine[] = [];
  let label: string | undefined;
  let reference: string | undefined;
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const [, value = '', comment = ''] = /^([^#]*)#?(.*)$/.exec(line) ?? [];
    if (value.trim() === '') {
      label ??= /^\s*calibrant:\s*(.+)$/i.exec(comment)?.[1]?.trim();
      reference ??= /^\s*ref:\s*(.+)$/i.exec(comment)?.[1]?.trim();
      continue;
    }
    const dSpacing = Number(value);
    if (!(dSpacing > 0 && dSpacing < Infinity))
      throw new FormatError(
        ID,
        `Line ${index + 1} of this d-spacing file is "${line.trim().slice(0, 40)}": one spacing in Å was expected.`,
      );
    lines.push({ dSpacing, ...indicesOf(comment) });
  }
  if (lines.length === 0) throw new FormatError(ID, 'This d-spacing file has no spacing: one number per line, in Å.');
  lines.sort((a, b) => b.dSpacing - a.dSpacing);
  return { ...(label && { label }), ...(reference && { reference }), lines };
}

/** "(1, 0, 0) 6" or "3 1 0 3035.68 4": indices, and the multiplicity last. */
function indicesOf(comment: string): { hkl: string; multiplicity: number } {
  const numbers = comment
    .replace(/[(),]/g, ' ')
    .trim()
    .split(/\s+/)
    .map((word) => (word === '' ? NaN : Number(word)));
  const [h, k, l] = numbers;
  if (numbers.length < 3 || ![h, k, l].every(Number.isInteger)) return { hkl: '', multiplicity: 1 };
  const last = numbers.length > 3 ? numbers.at(-1)! : 1;
  return { hkl: `${h} ${k} ${l}`, multiplicity: Number.isInteger(last) && last > 0 ? last : 1 };
}
