import { makePatternCurve } from './make-pattern-curve.ts';
import { radialUnitOfTitle } from './pattern-axis-name.ts';
import type { PatternReader } from './pattern-reader.ts';
import { BLANKS, isComment, parseRow, readTable } from './pattern-table.ts';

/**
 * Four lines and a table: title, axis label, intensity label (may be blank), number of rows. Fit2D writes it, and the
 * older SAXSdog with the path of the image as title. A third column is the error.
 */
export const fit2dPatternReader: PatternReader = {
  id: 'fit2d',
  label: 'Fit2D or older SAXSdog .chi',
  recognises: ({ lines }) =>
    /^\s*\d+\s*$/.test(lines[3] ?? '') &&
    !isComment(lines[0]!) &&
    lines.slice(0, 3).every((line) => parseRow(line, BLANKS) === undefined),
  read(file) {
    const { name, lines } = file;
    const [title = '', axisLabel = '', , count = ''] = lines;
    const { columns } = readTable(file, 'fit2d', 4, BLANKS);
    return makePatternCurve({
      formatId: 'fit2d',
      name,
      label: title,
      radialUnit: radialUnitOfTitle(axisLabel),
      axisLabel,
      radial: columns[0]!,
      intensity: columns[1]!,
      sigma: columns[2],
      warnings: countWarnings(name, Number(count), columns[0]!.length),
    });
  },
};

/** @param announced  number of rows that the header gives */
export function countWarnings(name: string, announced: number, found: number): string[] {
  return announced === found ? [] : [`${name} has ${found} points, and its header says ${announced}.`];
}
