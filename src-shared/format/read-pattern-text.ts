import { FormatError } from '../model/app-error.ts';
import type { PatternCurve } from '../model/pattern-curve.ts';
import { columnsPatternReader } from './columns-pattern-reader.ts';
import { csvPatternReader } from './csv-pattern-reader.ts';
import { fit2dPatternReader } from './fit2d-pattern-reader.ts';
import { gsasPatternReader } from './gsas-pattern-reader.ts';
import type { PatternReader } from './pattern-reader.ts';
import { pyfaiPatternReader } from './pyfai-pattern-reader.ts';
import { saxsdogPatternReader } from './saxsdog-pattern-reader.ts';

/** In the order in which they are asked; columns of numbers are the last resort and take what is left. */
export const patternReaders: readonly PatternReader[] = [
  saxsdogPatternReader,
  gsasPatternReader,
  pyfaiPatternReader,
  fit2dPatternReader,
  csvPatternReader,
  columnsPatternReader,
];

/**
 * Reads a pattern from text of any known format, recognised by its content.
 *
 * @param name  of the file, without folder
 * @throws FormatError  if it holds no pattern, or is damaged
 */
export function readPatternText(name: string, text: string): PatternCurve {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const file = { name, lines };
  const reader = patternReaders.find((candidate) => candidate.recognises(file));
  if (!reader)
    throw new FormatError(
      'pattern',
      `${name} has no columns of numbers: a pattern (.xy, .dat, .xye, .chi, .fxye, .csv or .h5) was expected.`,
    );
  return reader.read(file);
}
