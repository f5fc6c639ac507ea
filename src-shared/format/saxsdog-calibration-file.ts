import schema from '../../schemas/saxsdog-calibration.schema.json' with { type: 'json' };
import { formatJsonDocument, parseJsonDocument, type JsonDocument } from '../json/json-document.ts';
import type { JsonSchema } from '../json/json-schema.ts';
import { AppError } from '../model/app-error.ts';
import type { SaxsdogCalibration } from '../model/schema-types.generated.ts';
import { defaultData } from '../schema-tree/default-data.ts';
import { pathText, type JsonValue } from '../schema-tree/json-value.ts';
import type { SchemaIssue } from '../schema-tree/schema-issue.ts';
import type { SchemaNode } from '../schema-tree/schema-node.ts';
import { createSchemaSet } from '../schema-tree/schema-set.ts';
import { validateData } from '../schema-tree/validate-data.ts';

/** The schema of the file, which the tree of the window is built from. */
export const saxsdogSchema = schema as JsonSchema & { readonly $id: string };

const schemas = createSchemaSet(schema as unknown as SchemaNode);

/** A new calibration with every default, one mask and no slices. */
export function newSaxsdogCalibration(): SaxsdogCalibration {
  return structuredCopy(defaultData(schemas)) as SaxsdogCalibration;
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

/** Everything that keeps SAXSdog's engine from working with a calibration, apart from its mask files. */
export function saxsdogIssues(value: unknown): SchemaIssue[] {
  const issues = validateData(schemas, value as JsonValue);
  return issues.length > 0 ? issues : disagreements(value as SaxsdogCalibration);
}

/**
 * @param name  of the file, for the message
 * @throws AppError  'calibration' with the first issue and the path of its key
 */
export function requireSaxsdog(value: unknown, name: string): SaxsdogCalibration {
  const [first, ...others] = saxsdogIssues(value);
  if (!first) return value as SaxsdogCalibration;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw new AppError('calibration', `${name}: ${pathText(first.path)}: ${first.message}${more}`);
}

/** What a schema cannot say: numbers that do not go together. */
function disagreements({ Geometry, Masks, Slices = [], GISAXSmode }: SaxsdogCalibration): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  const add = (path: SchemaIssue['path'], message: string): void => {
    issues.push({ path, keyword: 'saxsdog', message });
  };
  const [rows, columns] = Geometry.Imagesize;
  Masks.forEach((mask, index) => {
    const [start, stop] = [mask.qStart ?? 0, mask.qStop ?? 0];
    if (mask['Phi-mode'] && !(start < stop))
      add(
        ['Masks', index, 'qStop'],
        `${stop} is not more than qStart, which is ${start}: in Phi-mode there is no ring.`,
      );
  });
  Slices.forEach((slice, index) => {
    const { Direction, CutPosition, CutMargin = 1, MaskRef = 0 } = slice;
    const size = Direction === 'x' ? rows : columns;
    const name = Direction === 'x' ? 'rows' : 'columns';
    if (CutPosition + CutMargin < 1 || CutPosition - CutMargin > size)
      add(
        ['Slices', index, 'CutPosition'],
        `${CutPosition} lies outside: with a CutMargin of ${CutMargin} it reaches none of the ${size} ${name}.`,
      );
    if (MaskRef >= Masks.length)
      add(
        ['Slices', index, 'MaskRef'],
        `There is no mask ${MaskRef}: the last entry of Masks is ${Masks.length - 1}, and -1 stands for no mask.`,
      );
  });
  if (GISAXSmode && Slices.length === 0)
    add(['GISAXSmode'], 'It is on, but there are no Slices: add one, or switch it off.');
  return issues;
}

function structuredCopy(value: JsonValue): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
