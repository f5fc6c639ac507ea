import type { PatternText } from './pattern-text.ts';

/** Patterns of many frames side by side: the radial axis, then a column for each frame. */
export interface TableTextFormat {
  readonly id: 'csv' | 'xy';
  /** @param columns  names of the frames */
  header(radialUnit: string, columns: readonly string[]): string;
  /** One line. @param values  one for each frame; NaN where its bin is empty */
  line(out: PatternText, radial: number, values: Float64Array): void;
}

/**
 * Comma separated (RFC 4180, lines end in LF as in the CSV of one pattern): a header row with unit and names, numbers in the
 * shortest form that reads back the same, `nan` in an empty bin.
 */
const csvTable: TableTextFormat = {
  id: 'csv',
  header: (unit, columns) => `${[unit.replace('_', ' [') + ']', ...columns].map(csvField).join(',')}\n`,
  line(out, radial, values) {
    out.text(csvNumber(radial));
    for (const value of values) out.byte(',').text(csvNumber(value));
    out.byte('\n');
  },
};

/**
 * Columns with one blank between, `%.18e` each as in a `.xy` of one pattern; one line before them, beginning with `#`, names
 * unit and frames, in quotes where a name has blanks. numpy.loadtxt reads it.
 */
const xyTable: TableTextFormat = {
  id: 'xy',
  header: (unit, columns) => `# ${[unit, ...columns.map(quotedName)].join(' ')}\n`,
  line(out, radial, values) {
    out.exponential(radial, 18);
    for (const value of values) out.byte(' ').exponential(value, 18);
    out.byte('\n');
  },
};

export const tableTextFormats: readonly TableTextFormat[] = [csvTable, xyTable];

function csvNumber(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value);
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function quotedName(text: string): string {
  return /[\s"]/.test(text) ? JSON.stringify(text) : text;
}
