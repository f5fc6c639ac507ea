import { FormatError } from '../model/app-error.ts';
import type { RadialUnit } from '../model/pattern-1d.ts';
import { radialUnitOfTitle } from './pattern-axis-name.ts';

/** Patterns of many frames on one axis, as a table of text holds them. */
export interface FrameTableText {
  readonly radialUnit: RadialUnit | null;
  readonly radial: Float64Array;
  /** Names of the frames, as the first line has them. */
  readonly names: readonly string[];
  /** names × bins, frame by frame; NaN in an empty bin. */
  readonly intensity: Float64Array;
}

/** Columns that a file of one pattern has beside its axis. */
const ONE_PATTERN = /^(intensity|i|counts|y|sigma)\b/i;

/** Whether a text is a table of many frames as `--table csv` or `--table xy` writes it. */
export function isFrameTableText(text: string): boolean {
  const [first, second] = titlesOf(firstLine(text)) ?? [];
  return first !== undefined && second !== undefined && radialUnitOfTitle(first) !== null && !ONE_PATTERN.test(second);
}

/** @throws FormatError  if a line has not a number for each frame, or there are no lines */
export function readFrameTableText(name: string, text: string): FrameTableText {
  const line = firstLine(text);
  const [axis = '', ...names] = titlesOf(line) ?? [];
  const separator = line.startsWith('#') ? ' ' : ',';
  const lines = text
    .slice(line.length)
    .split('\n')
    .filter((one) => one.trim() !== '');
  if (lines.length === 0)
    throw new FormatError('table', `${name} has the names of ${names.length} frames and no numbers.`);
  const radial = new Float64Array(lines.length);
  const intensity = new Float64Array(names.length * lines.length);
  for (const [bin, one] of lines.entries()) {
    const values = one.trim().split(separator);
    if (values.length !== names.length + 1)
      throw new FormatError(
        'table',
        `${name} has ${values.length} numbers in line ${bin + 2}, and ${names.length + 1} were expected: it may be cut off.`,
      );
    radial[bin] = Number(values[0]);
    for (let frame = 0; frame < names.length; frame++)
      intensity[frame * lines.length + bin] = Number(values[frame + 1]);
  }
  return { radialUnit: radialUnitOfTitle(axis), radial, names, intensity };
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

/** Titles in the first line of a table, `2th [deg],a.tif,"b, c.tif"` or `# 2th_deg a.tif "b c.tif"`; undefined for other lines. */
export function titlesOf(line: string): string[] | undefined {
  if (line.startsWith('# '))
    return (line.slice(2).match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((word) =>
      word.startsWith('"') ? (JSON.parse(word) as string) : word,
    );
  if (!line.includes(',')) return undefined;
  return (line.trimEnd().match(/(?<=^|,)("(?:[^"]|"")*"|[^,]*)/g) ?? []).map((field) =>
    field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field,
  );
}
