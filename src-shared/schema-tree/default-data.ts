import type { JsonObject, JsonValue } from './json-value.ts';
import { resolveSchema } from './resolve-schema.ts';
import type { Schema, SchemaNode } from './schema-node.ts';
import type { SchemaSet } from './schema-set.ts';

const MAX_DEPTH = 24; // a schema whose required parts contain themselves

/** A value to begin with: in a group every part that has a default, and every required one; other parts are left out. */
export function defaultData(schemas: SchemaSet, schema: Schema = schemas.root, depth = 0): JsonValue {
  const { node } = resolveSchema(schemas, schema, undefined);
  if (node.default !== undefined) return node.default;
  if (node.const !== undefined) return node.const;
  if (node.enum?.[0] !== undefined) return node.enum[0];
  const type = typeof node.type === 'object' ? node.type[0] : node.type;
  if (type === 'object' || (type === undefined && node.properties))
    return depth > MAX_DEPTH ? {} : defaultObject(schemas, node, depth);
  if (type === 'array' || (type === undefined && node.items !== undefined))
    return depth > MAX_DEPTH ? [] : defaultList(schemas, node, depth);
  if (type === 'number' || type === 'integer') return nearestNumber(node);
  if (type === 'boolean') return false;
  if (type === 'string') return '';
  return null;
}

function defaultObject(schemas: SchemaSet, node: SchemaNode, depth: number): JsonObject {
  const required = new Set(node.required);
  const entries = Object.entries(node.properties ?? {}).flatMap(([name, property]): [string, JsonValue][] => {
    const { node: inner } = resolveSchema(schemas, property, undefined);
    if (!required.has(name) && inner.default === undefined) return [];
    return [[name, defaultData(schemas, property, depth + 1)]];
  });
  return Object.fromEntries(entries);
}

/** The schema of the entry at an index; undefined where the list may not be so long. */
export function itemSchema({ items, additionalItems }: SchemaNode, index: number): Schema | undefined {
  if (items === undefined) return true;
  if (typeof items === 'boolean' || !Array.isArray(items)) return items as Schema;
  const part = (items as readonly Schema[])[index] ?? additionalItems ?? true;
  return part === false ? undefined : part;
}

function defaultList(schemas: SchemaSet, node: SchemaNode, depth: number): JsonValue[] {
  return Array.from({ length: node.minItems ?? 0 }, (_, index) =>
    defaultData(schemas, itemSchema(node, index) ?? true, depth + 1),
  );
}

/** 0, or the allowed number next to it. */
function nearestNumber(node: SchemaNode): number {
  const { minimum = -Infinity, maximum = Infinity } = node;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = node;
  const inside = Math.min(Math.max(0, minimum), maximum);
  if (inside > exclusiveMinimum && inside < exclusiveMaximum) return inside;
  if (exclusiveMinimum >= 0) return exclusiveMinimum + Math.min(1, (exclusiveMaximum - exclusiveMinimum) / 2);
  return exclusiveMaximum - Math.min(1, (exclusiveMaximum - exclusiveMinimum) / 2);
}
