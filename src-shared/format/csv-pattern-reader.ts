import { FormatError } from '../model/app-error.ts';
import { makePatternCurve } from './make-pattern-curve.ts';
import { radialUnitOfTitle } from './pattern-axis-name.ts';
import type { PatternReader } from './pattern-reader.ts';
import { findTable, isComment, readTable } from './pattern-table.ts';

/** A table with commas or semicolons whose first row names the columns: ours, or that of a spreadsheet. */
export const csvPatternReader: PatternReader = {
  id: 'csv',
  label: 'Comma separated, with titles',
  recognises({ lines }) {
    const titles = titlesOf(lines);
    return titles !== undefined && titles.length >= 2;
  },
  read(file) {
    const { name, lines } = file;
    const titles = titlesOf(lines) ?? [];
    const found = findTable(lines);
    if (!found) throw new FormatError('csv', `${name} has titles of columns and no rows of numbers.`);
    const { columns } = readTable(file, 'csv', found.start, found.style);
    if (columns.length !== titles.length)
      throw new FormatError(
        'csv',
        `${name} has ${titles.length} titles and ${columns.length} columns: as many were expected.`,
      );
    const intensity = Math.max(
      1,
      titles.findIndex((title) => /^(intensity|int\b|i\b|counts|y(obs)?\b)/i.test(title)),
    );
    const sigma = titles.findIndex((title, k) => k > 0 && /^(sigma|err|esd|std|uncertainty|di\b|idev)/i.test(title));
    const errors = columns[sigma];
    return makePatternCurve({
      formatId: 'csv',
      name,
      radialUnit: radialUnitOfTitle(titles[0]!),
      axisLabel: titles[0]!,
      radial: columns[0]!,
      intensity: columns[intensity]!,
      sigma: errors && errors.some((value) => !Number.isNaN(value)) ? errors : null,
    });
  },
};

/** The line before the numbers, cut at commas or semicolons. */
function titlesOf(lines: readonly string[]): string[] | undefined {
  const found = findTable(lines);
  const end = found ? found.start : lines.length;
  const line = lines.slice(0, end).findLast((text) => text.trim() !== '' && !isComment(text));
  if (line === undefined || !/[,;]/.test(line) || (found && !/[,;]/.test(lines[found.start]!))) return undefined;
  return line.split(line.includes(';') ? ';' : ',').map((title) => title.trim().replaceAll(/^"|"$/g, ''));
}
