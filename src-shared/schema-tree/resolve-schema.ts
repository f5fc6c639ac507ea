import type { JsonValue } from './json-value.ts';
import { without, type Schema, type SchemaNode } from './schema-node.ts';
import type { SchemaSet } from './schema-set.ts';
import { nearestBranch, validateData } from './validate-data.ts';

/** One way to fill a place that has several. */
export interface SchemaVariant {
  readonly label: string;
  readonly schema: Schema;
}

/** What a schema says about one value: references followed, parts put together, alternatives decided by the value. */
export interface ResolvedSchema {
  readonly node: SchemaNode;
  /** Empty where there is nothing to choose. */
  readonly variants: readonly SchemaVariant[];
  /** Index of the variant that the value has; −1 without variants. */
  readonly chosen: number;
}

const MAX_DEPTH = 16;

/** What was found out about parts of schemas: thousands of values share a few of them. Nothing in it depends on a value. */
interface Findings {
  readonly merged: WeakMap<SchemaNode, WeakMap<SchemaNode, SchemaNode>>;
  readonly alternatives: WeakMap<SchemaNode, Alternatives>;
}

interface Alternatives {
  readonly parts: readonly Schema[];
  /** Empty where there is only one */
  readonly variants: readonly SchemaVariant[];
}

const findings = new WeakMap<SchemaSet, Findings>();

function findingsOf(schemas: SchemaSet): Findings {
  const known = findings.get(schemas);
  if (known) return known;
  const fresh: Findings = { merged: new WeakMap(), alternatives: new WeakMap() };
  findings.set(schemas, fresh);
  return fresh;
}

/** @param value  undefined for a value that is not there: the first alternative stands for all */
export function resolveSchema(
  schemas: SchemaSet,
  schema: Schema,
  value: JsonValue | undefined,
  depth = 0,
): ResolvedSchema {
  let node = schemas.follow(schema);
  let variants: readonly SchemaVariant[] = [];
  let chosen = -1;
  if (depth > MAX_DEPTH) return { node, variants, chosen };
  for (const part of node.allOf ?? []) {
    const inner = resolveSchema(schemas, part, value, depth + 1);
    node = merge(schemas, node, inner.node);
    if (inner.variants.length > 0) ({ variants, chosen } = inner);
  }
  if (node.oneOf ?? node.anyOf) {
    const { parts, variants: several } = alternativesOf(schemas, node);
    if (parts.length > 0) {
      const nearest = value === undefined ? 0 : nearestBranch(schemas, parts, value);
      if (several.length > 0) variants = several;
      chosen = several.length > 0 ? nearest : -1;
      node = merge(schemas, node, resolveSchema(schemas, parts[nearest]!, value, depth + 1).node);
    }
  }
  if (node.if !== undefined && value !== undefined) {
    const branch = validateData(schemas, value, node.if).length === 0 ? node.then : node.else;
    if (branch !== undefined) node = merge(schemas, node, resolveSchema(schemas, branch, value, depth + 1).node);
  }
  return { node, variants, chosen };
}

function alternativesOf(schemas: SchemaSet, node: SchemaNode): Alternatives {
  const { alternatives } = findingsOf(schemas);
  const known = alternatives.get(node);
  if (known) return known;
  const parts = (node.oneOf ?? node.anyOf ?? []).filter((part) => part !== false && !isConditionOnly(part));
  const variants = parts.map((part, i) => ({ label: variantLabel(schemas, part) ?? `Form ${i + 1}`, schema: part }));
  const found = { parts, variants: parts.length > 1 ? variants : [] };
  alternatives.set(node, found);
  return found;
}

/** `merged`, the same object each time. */
function merge(schemas: SchemaSet, node: SchemaNode, part: SchemaNode): SchemaNode {
  const { merged: all } = findingsOf(schemas);
  let ofNode = all.get(node);
  if (!ofNode) all.set(node, (ofNode = new WeakMap()));
  let result = ofNode.get(part);
  if (!result) ofNode.set(part, (result = merged(node, part)));
  return result;
}

/** An alternative that only says which keys must be there describes no value of its own. */
function isConditionOnly(schema: Schema): boolean {
  return typeof schema === 'object' && Object.keys(schema).every((key) => key === 'required' || key === 'not');
}

/** Keywords of `part` join those of `node`; what both say of themselves is taken from `node`. */
function merged(node: SchemaNode, part: SchemaNode): SchemaNode {
  const own = without(part, ['allOf', 'oneOf', 'anyOf', 'if', 'then', 'else']);
  const required = [...new Set([...(node.required ?? []), ...(part.required ?? [])])];
  const properties = { ...node.properties };
  for (const [name, property] of Object.entries(part.properties ?? {}))
    if (!Object.hasOwn(properties, name) || properties[name] === true) properties[name] = property;
  return {
    ...own,
    ...node,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

/** By title; by the constant that tells it apart; by type. */
function variantLabel(schemas: SchemaSet, schema: Schema): string | undefined {
  const node = schemas.follow(schema);
  if (node.title !== undefined) return node.title;
  if (node.const !== undefined) return String(node.const);
  for (const property of Object.values(node.properties ?? {})) {
    const inner = schemas.follow(property);
    const constant = inner.const ?? (inner.enum?.length === 1 ? inner.enum[0] : undefined);
    if (constant !== undefined) return String(constant);
  }
  if (node.description !== undefined && node.description.length < 30) return node.description;
  if (node.type === 'array' && node.minItems !== undefined && node.minItems === node.maxItems)
    return `list of ${node.minItems}`;
  if (typeof node.type === 'string') return TYPE_LABELS[node.type] ?? node.type;
  return node.properties ? Object.keys(node.properties)[0] : undefined;
}

const TYPE_LABELS: Readonly<Record<string, string>> = {
  array: 'list',
  object: 'group',
  string: 'text',
  boolean: 'switch',
  null: 'nothing',
};
