import type { JsonType, JsonValue } from './json-value.ts';
import type { SchemaNode } from './schema-node.ts';

/** How a value is edited. */
export type RowEditor =
  | { readonly kind: 'number'; readonly isInteger: boolean }
  | { readonly kind: 'text' }
  /** One of a few, as listed by the schema. */
  | { readonly kind: 'choice'; readonly choices: readonly JsonValue[] }
  | { readonly kind: 'switch' }
  | { readonly kind: 'file'; readonly of: 'mask' | 'any' }
  /** A folder, as text or as the list of names on the way to it. */
  | { readonly kind: 'directory' }
  /** Whatever JSON can say, for values of several types. */
  | { readonly kind: 'json' }
  /** Nothing to edit in the row itself: groups and lists. */
  | { readonly kind: 'none' };

/** Editors that a schema asks for by `appinfo.editor`. A new one is a row here and a component in the tree. */
const ASKED_FOR: Readonly<Record<string, RowEditor>> = {
  file: { kind: 'file', of: 'any' },
  'mask-file': { kind: 'file', of: 'mask' },
  directory: { kind: 'directory' },
};

/**
 * @param type  of the value, or of the default where there is none; a value of a wrong type is edited as its schema
 *   wants it, so that typing puts it right
 */
export function editorFor(node: SchemaNode, type: JsonType | undefined): RowEditor {
  const asked = node.appinfo?.editor === undefined ? undefined : ASKED_FOR[node.appinfo.editor];
  if (asked) return asked;
  if (node.enum && node.enum.length > 0) return { kind: 'choice', choices: node.enum };
  if (node.const !== undefined) return { kind: 'choice', choices: [node.const] };
  const types: readonly JsonType[] = typeof node.type === 'string' ? [node.type] : (node.type ?? []);
  const [only] = types;
  if (types.length === 1 && only !== undefined) return editorOfType(only);
  if (types.length === 2 && types.includes('integer') && types.includes('number'))
    return { kind: 'number', isInteger: false };
  if (types.length === 0 && type !== undefined) return editorOfType(type === 'integer' ? 'number' : type);
  return type === 'object' || type === 'array' ? { kind: 'none' } : { kind: 'json' };
}

function editorOfType(type: JsonType): RowEditor {
  switch (type) {
    case 'number':
    case 'integer':
      return { kind: 'number', isInteger: type === 'integer' };
    case 'string':
      return { kind: 'text' };
    case 'boolean':
      return { kind: 'switch' };
    case 'object':
    case 'array':
      return { kind: 'none' };
    case 'null':
      return { kind: 'json' };
  }
}
