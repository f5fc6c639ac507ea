import { itemSchema, type JsonSchema } from './json-schema.ts';
import { parseJsonText, valueOf } from './json-text.ts';
import { updateJsonText } from './update-json-text.ts';

/** A JSON file being worked on. */
export interface JsonDocument {
  /** As the file has it */
  readonly text: string;
  /** Plain value, its keys spelt as in the schema; keys that the schema does not know are kept */
  readonly value: unknown;
  /** The file's own spelling of a key, by its path in the schema: "Geometry/Imagesize" → "ImageSize" */
  readonly spellings: Spellings;
}

export type Spellings = ReadonlyMap<string, string>;

/**
 * Reads a document described by a schema.
 *
 * @throws JsonTextError  if the text is not JSON, with line and column
 */
export function parseJsonDocument(text: string, schema: JsonSchema): JsonDocument {
  const spellings = new Map<string, string>();
  const value = respell(valueOf(parseJsonText(text)), schema, '', (object, key, path, others) => {
    if (Object.hasOwn(object, key)) return key;
    const found = others.find((other) => Object.hasOwn(object, other));
    if (found !== undefined) spellings.set(path, found);
    return found;
  });
  return { text, value, spellings };
}

/** The text of a document after a change: untouched parts as they were, keys in the file's own spelling. */
export function formatJsonDocument(document: JsonDocument, value: unknown, schema: JsonSchema): string {
  return updateJsonText(document.text, toFileSpelling(value, schema, document.spellings));
}

/** A value with its keys spelt as a file spells them. */
export function toFileSpelling(value: unknown, schema: JsonSchema, spellings: Spellings): unknown {
  return respell(value, schema, '', (object, key) => (Object.hasOwn(object, key) ? key : undefined), spellings);
}

type FindKey = (
  object: Record<string, unknown>,
  key: string,
  path: string,
  others: readonly string[],
) => string | undefined;

/** Renames keys: from the spelling `find` reports to the schema's, or to that of `target`. Order is kept. */
function respell(value: unknown, schema: JsonSchema, path: string, find: FindKey, target?: Spellings): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => {
      const inner = itemSchema(schema, index);
      return inner ? respell(item, inner, path, find, target) : (item as unknown);
    });
  if (typeof value !== 'object' || value === null || !schema.properties) return value;
  const object = value as Record<string, unknown>;
  const renamed = new Map<string, readonly [key: string, inner: JsonSchema, path: string]>();
  for (const [key, inner] of Object.entries(schema.properties)) {
    const below = path ? `${path}/${key}` : key;
    const found = find(object, key, below, inner.appinfo?.spellings ?? []);
    if (found !== undefined) renamed.set(found, [target?.get(below) ?? key, inner, below]);
  }
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => {
      const known = renamed.get(key);
      return known ? [known[0], respell(item, known[1], known[2], find, target)] : [key, item];
    }),
  );
}
