import schema from '../../schemas/saxsdog-calibration.schema.json' with { type: 'json' };
import type { DocumentProblem } from '../json/document-problem.ts';
import { formatJsonDocument, parseJsonDocument, type JsonDocument } from '../json/json-document.ts';
import type { JsonSchema } from '../json/json-schema.ts';
import { defaultOf } from '../json/schema-defaults.ts';
import type { SaxsdogCalibration } from '../model/schema-types.generated.ts';

/** The schema of the file, which the tree of the window is built from. */
export const saxsdogSchema = schema as JsonSchema & { readonly $id: string };

/** A new calibration with every default, one mask and no slices. */
export function newSaxsdogCalibration(): SaxsdogCalibration {
  return defaultOf(saxsdogSchema) as SaxsdogCalibration;
}

/** Text of a new file, in the layout of SAXSdog's own. */
export function formatNewSaxsdogCalibration(calibration: unknown): string {
  return `${JSON.stringify(calibration, null, 4)}\n`;
}

/**
 * Reads the text of a calibration file. Nothing is checked but that it is JSON, so that a damaged file can be repaired;
 * both spellings of SAXSdog's misspelt keys arrive as the schema has them.
 *
 * @throws JsonTextError  with line and column if the text is not JSON
 */
export function parseSaxsdogDocument(text: string): JsonDocument {
  return parseJsonDocument(text, saxsdogSchema);
}

/** The text after a change: everything else as it was, in the file's own spelling. */
export function formatSaxsdogDocument(document: JsonDocument, value: unknown): string {
  return formatJsonDocument(document, value, saxsdogSchema);
}

/** What a schema cannot say: numbers that do not go together. Expects a calibration that fits the schema. */
export function saxsdogProblems(calibration: SaxsdogCalibration): DocumentProblem[] {
  const { Geometry, Masks, Slices = [] } = calibration;
  const problems: DocumentProblem[] = [];
  const add = (path: string, message: string): void => {
    problems.push({ path, kind: 'value', message: `${path} ${message}` });
  };
  const [rows, columns] = Geometry.Imagesize;
  Masks.forEach((mask, index) => {
    const [start, stop] = [mask.qStart ?? 0, mask.qStop ?? 0];
    if (mask['Phi-mode'] && !(start < stop))
      add(`Masks/${index}/qStop`, `is ${stop}: in Phi-mode more than qStart, which is ${start}, was expected.`);
  });
  Slices.forEach((slice, index) => {
    const { Direction, CutPosition, CutMargin = 1, MaskRef = 0 } = slice;
    const size = Direction === 'x' ? rows : columns;
    const name = Direction === 'x' ? 'rows' : 'columns';
    if (CutPosition + CutMargin < 1 || CutPosition - CutMargin > size)
      add(
        `Slices/${index}/CutPosition`,
        `is ${CutPosition}: with a CutMargin of ${CutMargin} no pixel of the ${size} ${name} is inside.`,
      );
    if (MaskRef >= Masks.length)
      add(
        `Slices/${index}/MaskRef`,
        `is ${MaskRef}: the last entry of Masks is ${Masks.length - 1}, and -1 stands for no mask.`,
      );
  });
  if (calibration.GISAXSmode && Slices.length === 0)
    add('GISAXSmode', 'is true, but there are no Slices: add one, or switch the mode off.');
  return problems;
}
