import { FormatError } from '../model/app-error.ts';
import type { PatternCurve } from '../model/pattern-curve.ts';
import type { RadialUnit } from '../model/pattern-1d.ts';
import { makePatternCurve } from './make-pattern-curve.ts';
import { radialUnitOfTitle } from './pattern-axis-name.ts';
import type { PatternLines, PatternReader } from './pattern-reader.ts';
import { findTable, isComment, readTable } from './pattern-table.ts';

/**
 * Columns of numbers after any header: `.xy`, `.dat`, `.xye`, `.gr` of PDFgetX, text of a spreadsheet. Axis, intensity
 * and, where there are three columns, standard error. The last line of the header may name the axis.
 */
export const columnsPatternReader: PatternReader = {
  id: 'columns',
  label: 'Columns of numbers (.xy, .dat, .xye)',
  recognises: ({ lines }) => findTable(lines) !== undefined,
  read(file) {
    return readColumns(file, 'columns');
  },
};

/**
 * @param wavelength  m, where the header says it
 * @throws FormatError  as a reader
 */
export function readColumns(file: PatternLines, formatId: string, wavelength?: number): PatternCurve {
  const { name, lines } = file;
  const found = findTable(lines);
  if (!found) throw new FormatError(formatId, `${name} has no rows of numbers after its header.`);
  const { columns } = readTable(file, formatId, found.start, found.style);
  const { unit, title } = axisOfHeader(lines.slice(0, found.start));
  const warnings: string[] = [];
  if (columns.length > 3)
    warnings.push(`${name} has ${columns.length} columns: the second is shown, the others are left out.`);
  return makePatternCurve({
    formatId,
    name,
    radialUnit: unit,
    axisLabel: title,
    radial: columns[0]!,
    intensity: columns[1]!,
    sigma: columns.length === 3 ? columns[2]! : null,
    wavelength,
    warnings,
  });
}

/** The line of titles is the last of the header, with the name of the axis first. */
function axisOfHeader(header: readonly string[]): { unit: RadialUnit | null; title: string } {
  const last = header.findLast((line) => line.trim() !== '');
  if (last === undefined) return { unit: null, title: '' };
  const text = last.replace(/^\s*(#L|[#!%;'"/*]+)\s*/, '').trim();
  const [first = ''] = text.split(/\s{2,}|\t|,|;/);
  const [word = ''] = text.split(/\s+/);
  for (const title of [first, word]) {
    const unit = radialUnitOfTitle(title);
    if (unit) return { unit, title };
  }
  return { unit: null, title: isComment(last) && text.length < 80 ? word : '' };
}
