import { itemSchema } from './default-data.ts';
import {
  isJsonObject,
  jsonTypeOf,
  pointerOf,
  pointerStep,
  type JsonObject,
  type JsonPath,
  type JsonValue,
} from './json-value.ts';
import { patternOf } from './pattern-of.ts';
import { resolveSchema, type SchemaVariant } from './resolve-schema.ts';
import { editorFor, type RowEditor } from './row-editor.ts';
import { keyInUse, unitOf, type Schema, type SchemaNode } from './schema-node.ts';
import type { SchemaSet } from './schema-set.ts';
import type { SchemaIssue } from './schema-issue.ts';

/** One line of the tree: a value of the file, or one that the file could have. */
export interface TreeRow {
  /** JSON pointer; no two rows share one. */
  readonly id: string;
  readonly path: JsonPath;
  /** 1 for the parts of the root. */
  readonly level: number;
  readonly name: string;
  /** Place among its siblings, from 1. */
  readonly position: number;
  readonly siblings: number;
  /** undefined where the file does not have it. */
  readonly value: JsonValue | undefined;
  /** What is taken where the file says nothing. */
  readonly fallback: JsonValue | undefined;
  readonly schema: Schema;
  readonly description: string | undefined;
  readonly unit: string | undefined;
  readonly editor: RowEditor;
  readonly variants: readonly SchemaVariant[];
  readonly variant: number;
  /** "part": named by the schema; "entry": of a list; "named": of a group with free names; "unknown": not in the schema. */
  readonly role: 'part' | 'entry' | 'named' | 'unknown';
  readonly isRequired: boolean;
  /** Whether it can be taken away without breaking its list or group. */
  readonly isRemovable: boolean;
  /** Group or list that is there. */
  readonly isContainer: boolean;
  readonly isExpanded: boolean;
  /** For groups and lists: what an entry that is added looks like; undefined where none can be. */
  readonly entrySchema: Schema | undefined;
  /** Few words that stand for what is inside. */
  readonly summary: string;
  readonly issue: string | undefined;
  /** Faults of the values inside. */
  readonly issuesInside: number;
}

export interface TreeOptions {
  readonly schemas: SchemaSet;
  readonly data: JsonValue;
  readonly issues: readonly SchemaIssue[];
  /** Ids of the groups and lists that are closed. */
  readonly collapsed: ReadonlySet<string>;
}

/** A value whose parts become lines. */
interface Holder {
  readonly id: string;
  readonly path: JsonPath;
  /** 0 for the root */
  readonly level: number;
  readonly node: SchemaNode;
  readonly value: JsonValue;
  readonly unit?: string | undefined;
}

interface Child {
  readonly path: JsonPath;
  readonly name: string;
  readonly value: JsonValue | undefined;
  readonly schema: Schema;
  readonly role: TreeRow['role'];
  readonly isRequired: boolean;
  readonly isRemovable: boolean;
}

/** The tree as a list of lines, built from schema and data alone: parts in the order of the schema, then all others. */
export function buildTreeRows({ schemas, data, issues, collapsed }: TreeOptions): TreeRow[] {
  const faults = collectFaults(issues);
  const rows: TreeRow[] = [];

  function addChildren({ id, path, level, ...parent }: Holder): void {
    const { node, value } = parent;
    const children = Array.isArray(value)
      ? childrenOfList(schemas, node, value, path)
      : isJsonObject(value)
        ? childrenOfGroup(node, value, path)
        : [];
    const unit = unitOf(node) ?? parent.unit;
    for (const [index, child] of children.entries()) addRow(child, id, level + 1, index + 1, children.length, unit);
  }

  function addRow(child: Child, holder: string, level: number, position: number, siblings: number, inherited?: string) {
    const { path, value, schema } = child;
    const { node, variants, chosen } = resolveSchema(schemas, schema, value);
    const id = holder + pointerStep(path.at(-1)!);
    const fault = faults.get(id);
    const isContainer = typeof value === 'object' && value !== null;
    const isExpanded = isContainer && !collapsed.has(id);
    const fallback = node.default;
    const shown = value ?? fallback;
    const unit = unitOf(node) ?? (child.role === 'entry' && !isContainer ? inherited : undefined);
    rows.push({
      id,
      path,
      name: child.name,
      value,
      schema,
      role: child.role,
      isRequired: child.isRequired,
      isRemovable: child.isRemovable,
      level,
      position,
      siblings,
      fallback,
      description: node.description ?? node.title,
      unit,
      editor: editorFor(node, shown === undefined ? undefined : jsonTypeOf(shown)),
      variants,
      variant: chosen,
      isContainer,
      isExpanded,
      entrySchema: isContainer ? entrySchemaOf(node, value) : undefined,
      summary: isContainer ? summaryOf(value) : '',
      issue: fault?.message,
      issuesInside: fault?.inside ?? 0,
    });
    if (isExpanded) addChildren({ id, path, level, node, value, unit });
  }

  addChildren({ id: '', path: [], level: 0, node: resolveSchema(schemas, schemas.root, data).node, value: data });
  return rows;
}

function childrenOfList(schemas: SchemaSet, node: SchemaNode, list: readonly JsonValue[], path: JsonPath): Child[] {
  const isRemovable = list.length > (node.minItems ?? 0) || list.length > (node.maxItems ?? Infinity);
  return list.map((value, index) => {
    const schema = itemSchema(node, index);
    const label = schema === undefined ? undefined : schemas.follow(schema).appinfo?.label;
    return {
      path: [...path, index],
      name: label ?? `[${index}]`,
      value,
      schema: schema ?? true,
      role: 'entry',
      isRequired: index < (node.minItems ?? 0),
      isRemovable: schema === undefined || isRemovable,
    };
  });
}

function childrenOfGroup(node: SchemaNode, group: JsonObject, path: JsonPath): Child[] {
  const properties = node.properties ?? {};
  const required = new Set(node.required);
  const known = new Set<string>();
  const children = Object.entries(properties).map(([name, schema]): Child => {
    const key = keyInUse(name, schema, group);
    known.add(key);
    const value = Object.hasOwn(group, key) ? group[key] : undefined;
    const isRequired = required.has(name);
    const isRemovable = value !== undefined && !isRequired;
    return { path: [...path, key], name: key, value, schema, role: 'part', isRequired, isRemovable };
  });
  for (const [key, value] of Object.entries(group)) {
    if (known.has(key)) continue;
    const schema = schemaOfFreeName(node, key);
    const role = schema === undefined ? 'unknown' : 'named';
    children.push({
      path: [...path, key],
      name: key,
      value,
      schema: schema ?? true,
      role,
      isRequired: false,
      isRemovable: true,
    });
  }
  return children;
}

function schemaOfFreeName(node: SchemaNode, key: string): Schema | undefined {
  for (const [pattern, schema] of Object.entries(node.patternProperties ?? {}))
    if (patternOf(pattern)?.test(key)) return schema;
  return node.additionalProperties === false ? undefined : (node.additionalProperties ?? true);
}

/** What an entry that is added to the root looks like; undefined where none can be. */
export function rootEntrySchema(schemas: SchemaSet, data: JsonValue): Schema | undefined {
  return entrySchemaOf(resolveSchema(schemas, schemas.root, data).node, data);
}

function entrySchemaOf(node: SchemaNode, value: JsonValue): Schema | undefined {
  if (Array.isArray(value))
    return value.length < (node.maxItems ?? Infinity) ? itemSchema(node, value.length) : undefined;
  if (typeof node.additionalProperties === 'object') return node.additionalProperties;
  const [pattern] = Object.values(node.patternProperties ?? {});
  return pattern;
}

const MOST_NUMBERS = 6;

/** `[900, 300]` for short lists, the number of entries for others; the first name in a group. */
function summaryOf(value: JsonValue): string {
  if (Array.isArray(value)) {
    const isShort = value.length > 0 && value.length <= MOST_NUMBERS;
    if (isShort && value.every((item) => typeof item !== 'object' || item === null))
      return value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ');
    return value.length === 1 ? '1 entry' : `${value.length} entries`;
  }
  if (!isJsonObject(value)) return '';
  const named = Object.entries(value).find(
    ([key, item]) => /name|title|label|kind|file/i.test(key) && typeof item === 'string' && item !== '',
  );
  return named ? String(named[1]) : '';
}

interface Fault {
  message?: string;
  inside: number;
}

function collectFaults(issues: readonly SchemaIssue[]): ReadonlyMap<string, Fault> {
  const faults = new Map<string, Fault>();
  const faultAt = (id: string): Fault => {
    const found = faults.get(id) ?? { inside: 0 };
    faults.set(id, found);
    return found;
  };
  for (const { path, message } of issues) {
    faultAt(pointerOf(path)).message ??= message;
    for (let length = 0; length < path.length; length++) faultAt(pointerOf(path.slice(0, length))).inside++;
  }
  return faults;
}
