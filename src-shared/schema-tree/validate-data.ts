import { isSameJson } from '../json/same-json.ts';
import { isJsonObject, jsonTypeOf, pathText, type JsonPath, type JsonType, type JsonValue } from './json-value.ts';
import { patternOf } from './pattern-of.ts';
import { keyInUse, type Schema, type SchemaNode } from './schema-node.ts';
import type { SchemaIssue } from './schema-issue.ts';
import type { SchemaSet } from './schema-set.ts';
import { leafIssues } from './validate-leaf.ts';

const MAX_DEPTH = 200; // a schema that refers to itself without going down in the data

/**
 * Checks data against a schema of draft-07 without compiling it: code that is made from text is forbidden by the content
 * policy of the window, and a schema from elsewhere shall not become code anywhere.
 *
 * `format` and `contentEncoding` are notes only. Of a choice that nothing fits, the nearest alternative is reported.
 *
 * @returns empty if the data fits; in the order of the schema otherwise
 */
export function validateData(schemas: SchemaSet, value: JsonValue, schema: Schema = schemas.root): SchemaIssue[] {
  return check(schemas, schema, value, [], 0);
}

/** Index of the alternative that fits, or else of the one nearest to the data. */
export function nearestBranch(schemas: SchemaSet, branches: readonly Schema[], value: JsonValue): number {
  return nearest(schemas, branches, value, [], 0).index;
}

function check(schemas: SchemaSet, schema: Schema, value: JsonValue, path: JsonPath, depth: number): SchemaIssue[] {
  if (depth > MAX_DEPTH) return [];
  if (schema === false) return [{ path, keyword: 'false', message: 'Nothing is allowed here: remove it.' }];
  const node = schemas.follow(schema);
  const below = (part: Schema, inner: JsonValue, at: JsonPath): SchemaIssue[] =>
    check(schemas, part, inner, at, depth + 1);
  const fits = (part: Schema): boolean => below(part, value, path).length === 0;

  const issues: SchemaIssue[] = typeIssues(node, value, path);
  if (issues.length > 0) return issues; // what else is wrong follows from it
  issues.push(...leafIssues(node, value, path));
  if (isJsonObject(value)) issues.push(...objectIssues(node, value, path, below));
  if (Array.isArray(value)) issues.push(...arrayIssues(node, value, path, below));
  for (const part of node.allOf ?? []) issues.push(...below(part, value, path));
  if (node.anyOf && !node.anyOf.some(fits)) issues.push(...nearest(schemas, node.anyOf, value, path, depth).issues);
  if (node.oneOf) {
    const count = node.oneOf.filter(fits).length;
    if (count === 0) issues.push(...nearest(schemas, node.oneOf, value, path, depth).issues);
    if (count > 1)
      issues.push({
        path,
        keyword: 'oneOf',
        message: `It fits ${count} of the alternatives, and must fit exactly one.`,
      });
  }
  if (node.not !== undefined && fits(node.not))
    issues.push({ path, keyword: 'not', message: 'The schema forbids this value.' });
  if (node.if !== undefined) {
    const branch = fits(node.if) ? node.then : node.else;
    if (branch !== undefined) issues.push(...below(branch, value, path));
  }
  return issues;
}

type Below = (part: Schema, inner: JsonValue, at: JsonPath) => SchemaIssue[];

function typeIssues({ type }: SchemaNode, value: JsonValue, path: JsonPath): SchemaIssue[] {
  if (type === undefined) return [];
  const allowed: readonly JsonType[] = typeof type === 'string' ? [type] : type;
  const found = jsonTypeOf(value);
  if (allowed.includes(found) || (found === 'integer' && allowed.includes('number'))) return [];
  const wanted = allowed.map((name) => TYPE_WORDS[name]).join(' or ');
  return [{ path, keyword: 'type', message: `${shortValue(value)} is not ${wanted}.` }];
}

const TYPE_WORDS: Readonly<Record<JsonType, string>> = {
  null: 'null',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'text in quotes',
  array: 'a list',
  object: 'a group of values',
};

function shortValue(value: JsonValue): string {
  if (Array.isArray(value)) return 'A list';
  if (isJsonObject(value)) return 'A group of values';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 38)}…` : text;
}

function objectIssues(node: SchemaNode, value: Readonly<Record<string, JsonValue>>, path: JsonPath, below: Below) {
  const issues: SchemaIssue[] = [];
  const properties = node.properties ?? {};
  const known = new Set<string>();
  for (const [name, property] of Object.entries(properties)) {
    const key = keyInUse(name, property, value);
    known.add(key);
    if (Object.hasOwn(value, key)) issues.push(...below(property, value[key]!, [...path, key]));
  }
  for (const name of node.required ?? [])
    if (!Object.hasOwn(value, keyInUse(name, properties[name], value)))
      issues.push({ path: [...path, name], keyword: 'required', message: `${name} is missing, and is needed.` });
  const patterns = Object.entries(node.patternProperties ?? {}).map(([text, part]) => [patternOf(text), part] as const);
  for (const [key, inner] of Object.entries(value)) {
    const matching = patterns.filter(([pattern]) => pattern?.test(key));
    for (const [, part] of matching) issues.push(...below(part, inner, [...path, key]));
    if (node.propertyNames !== undefined && below(node.propertyNames, key, path).length > 0)
      issues.push({ path: [...path, key], keyword: 'propertyNames', message: `"${key}" cannot be a name here.` });
    if (known.has(key) || matching.length > 0 || node.additionalProperties === undefined) continue;
    if (node.additionalProperties === false)
      issues.push({
        path: [...path, key],
        keyword: 'additionalProperties',
        message: `The schema has no ${pathText([key])} here: remove it, or the file is refused.`,
      });
    else issues.push(...below(node.additionalProperties, inner, [...path, key]));
  }
  for (const [key, dependency] of Object.entries(node.dependencies ?? {})) {
    if (!Object.hasOwn(value, key)) continue;
    if (!Array.isArray(dependency)) issues.push(...below(dependency as Schema, value, path));
    else
      for (const name of dependency as readonly string[])
        if (!Object.hasOwn(value, name))
          issues.push({ path: [...path, name], keyword: 'dependencies', message: `${name} is needed beside ${key}.` });
  }
  const count = Object.keys(value).length;
  if (count < (node.minProperties ?? 0))
    issues.push({
      path,
      keyword: 'minProperties',
      message: `${count} entries; at least ${node.minProperties} are needed.`,
    });
  if (count > (node.maxProperties ?? Infinity))
    issues.push({
      path,
      keyword: 'maxProperties',
      message: `${count} entries; at most ${node.maxProperties} are allowed.`,
    });
  return issues;
}

function arrayIssues(node: SchemaNode, value: readonly JsonValue[], path: JsonPath, below: Below): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  const { items, minItems = 0, maxItems = Infinity } = node;
  const tuple = Array.isArray(items) ? (items as readonly Schema[]) : undefined;
  value.forEach((item, index) => {
    const part = tuple ? (tuple[index] ?? node.additionalItems) : (items as Schema | undefined);
    if (part !== undefined) issues.push(...below(part, item, [...path, index]));
  });
  if (value.length < minItems)
    issues.push({ path, keyword: 'minItems', message: `${entries(value.length)}; at least ${minItems} are needed.` });
  if (value.length > maxItems)
    issues.push({ path, keyword: 'maxItems', message: `${entries(value.length)}; at most ${maxItems} are allowed.` });
  if (node.uniqueItems) {
    const twin = value.findIndex((item, index) => value.slice(0, index).some((other) => isSameJson(item, other)));
    if (twin >= 0)
      issues.push({ path: [...path, twin], keyword: 'uniqueItems', message: 'It is in the list already.' });
  }
  if (node.contains !== undefined && !value.some((item) => below(node.contains!, item, path).length === 0))
    issues.push({ path, keyword: 'contains', message: 'None of the entries is of the kind that is needed.' });
  return issues;
}

function entries(count: number): string {
  return count === 1 ? 'The list has 1 entry' : `The list has ${count} entries`;
}

/** Few faults make a branch near; a wrong type or a wrong constant, which is how alternatives are told apart, makes it far. */
function nearest(schemas: SchemaSet, branches: readonly Schema[], value: JsonValue, path: JsonPath, depth: number) {
  let best: { index: number; issues: SchemaIssue[]; score: number } = { index: 0, issues: [], score: Infinity };
  branches.forEach((branch, index) => {
    const issues = check(schemas, branch, value, path, depth + 1);
    const far = issues.filter(
      ({ keyword, path: at }) =>
        (at.length <= path.length && keyword === 'type') ||
        (at.length <= path.length + 1 && (keyword === 'const' || keyword === 'enum')),
    ).length;
    const score = issues.length + 100 * far;
    if (score < best.score) best = { index, issues, score };
  });
  return best;
}
