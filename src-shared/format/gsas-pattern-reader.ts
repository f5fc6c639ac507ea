import { FormatError } from '../model/app-error.ts';
import type { PatternCurve } from '../model/pattern-curve.ts';
import { countWarnings } from './fit2d-pattern-reader.ts';
import { makePatternCurve } from './make-pattern-curve.ts';
import type { PatternLines, PatternReader } from './pattern-reader.ts';
import { BLANKS, readTable } from './pattern-table.ts';

const BANK = /^\s*BANK\s/;
/** Centidegrees reach 18000. A pattern that ends below this, 1.8°, is in degrees, as Dioptas writes it. */
const LAST_DEGREE = 180;

/**
 * GSAS with an axis of its own: `BANK n points records CONS start step 0 0 FXYE` (2θ in centidegrees), `CONQ` (q, Å⁻¹);
 * FXY has no errors. A point with zero error has no weight and is shown as not measured. Of several banks the first is
 * read.
 */
export const gsasPatternReader: PatternReader = {
  id: 'gsas',
  label: 'GSAS .fxye',
  recognises: ({ lines }) => lines.slice(0, 200).some((line) => BANK.test(line)),
  read(file) {
    const { name, lines } = file;
    const at = lines.findIndex((line) => BANK.test(line));
    const words = lines[at]!.trim().split(/\s+/);
    const [, , points = '', , axis = ''] = words;
    const type = words.at(-1) ?? '';
    if (!/^FXYE?$/.test(type))
      throw new FormatError(
        'gsas',
        `${name} is a GSAS file of type ${type}, and only FXYE and FXY are read: convert it first.`,
      );
    if (axis !== 'CONS' && axis !== 'CONQ')
      throw new FormatError(
        'gsas',
        `${name} is a GSAS file with the axis ${axis}, and CONS (2θ) or CONQ (q) was expected.`,
      );
    const next = lines.findIndex((line, i) => i > at && BANK.test(line));
    const bank: PatternLines = next < 0 ? file : { name, lines: lines.slice(0, next) };
    const [x, y, errors] = readTable(bank, 'gsas', at + 1, BLANKS).columns;
    const warnings = countWarnings(name, Number(points), x!.length);
    if (next >= 0) warnings.push(`${name} holds several banks; the first is shown.`);
    return curveOf(bank, axis, x!, y!, type === 'FXYE' ? errors : undefined, warnings);
  },
};

function curveOf(
  { name, lines }: PatternLines,
  axis: 'CONS' | 'CONQ',
  x: Float64Array,
  y: Float64Array,
  errors: Float64Array | undefined,
  warnings: string[],
): PatternCurve {
  const isOurs = lines.some((line) => line.startsWith('# annulus '));
  const isDegrees = axis === 'CONS' && !isOurs && x.every((value) => !(value > LAST_DEGREE));
  if (isDegrees)
    warnings.push(`The angles of ${name} were taken as degrees: as centidegrees all would lie below 1.8°.`);
  const isCentidegrees = axis === 'CONS' && !isDegrees;
  const hasNoWeight = (i: number): boolean => errors?.[i] === 0;
  return makePatternCurve({
    formatId: 'gsas',
    name,
    label: isOurs ? name : lines[0],
    radialUnit: axis === 'CONS' ? '2th_deg' : 'q_A^-1',
    axisLabel: axis === 'CONS' ? '2θ' : 'q',
    radial: isCentidegrees ? x.map((value) => value / 100) : x,
    intensity: y.map((value, i) => (hasNoWeight(i) ? NaN : value)),
    sigma: errors?.map((value, i) => (hasNoWeight(i) ? NaN : value)),
    warnings,
  });
}
