import { resolveSchema } from './resolve-schema.ts';
import { unitOf, type Schema, type SchemaNode } from './schema-node.ts';
import type { JsonValue } from './json-value.ts';
import type { SchemaSet } from './schema-set.ts';

/** What a schema says of one field, for people. */
export interface FieldDescription {
  /** `Masks[].qStart`: a list has `[]` for any entry, `[0]` for one of its own kind, `.*` stands for any name. */
  readonly path: string;
  readonly name: string;
  /** 1 for the fields of the root. */
  readonly level: number;
  /** "number", "list of 2", "one of x, y". */
  readonly type: string;
  readonly unit: string | undefined;
  readonly text: string;
  readonly default: JsonValue | undefined;
  readonly isRequired: boolean;
  /** "more than 0, at most 1"; empty without bounds. */
  readonly range: string;
  /** Other keys under which files have it. */
  readonly spellings: readonly string[];
}

const MAX_LEVEL = 12;

/** Every field that a file of this schema can have, in the order of the schema, a group before what it holds. */
export function describeSchema(schemas: SchemaSet, root: Schema = schemas.root): FieldDescription[] {
  const fields: FieldDescription[] = [];
  /** Groups on the way down: one that contains itself is described once. */
  const above: SchemaNode[] = [];

  function addInside(schema: Schema, path: string, level: number, inherited?: string): void {
    const followed = schemas.follow(schema);
    if (level > MAX_LEVEL || above.includes(followed)) return;
    above.push(followed);
    const resolved = resolveSchema(schemas, schema, undefined);
    const known = new Map<string, number>();
    addFields(resolved.node, path, level, known, inherited);
    for (const { schema: form } of resolved.variants.slice(1))
      addFields(resolveSchema(schemas, form, undefined).node, path, level, known, inherited);
    above.pop();
  }

  function addFields(
    node: SchemaNode,
    path: string,
    level: number,
    known: Map<string, number>,
    inherited?: string,
  ): void {
    const required = new Set(node.required);
    for (const [name, property] of Object.entries(node.properties ?? {})) {
      const at = path === '' ? name : `${path}.${name}`;
      const index = known.get(at);
      if (index !== undefined) {
        fields[index] = withChoice(fields[index]!, typeText(schemas, property));
        continue;
      }
      known.set(at, fields.length);
      addField(property, name, at, level, required.has(name));
    }
    const { items, additionalProperties } = node;
    if (Array.isArray(items))
      (items as readonly Schema[]).forEach((item, index) =>
        addField(
          item,
          schemas.follow(item).appinfo?.label ?? `[${index}]`,
          `${path}[${index}]`,
          level,
          true,
          inherited,
        ),
      );
    else if (typeof items === 'object') addInside(items as SchemaNode, `${path}[]`, level, inherited);
    if (typeof additionalProperties === 'object')
      addField(additionalProperties, '(any name)', `${path}.*`, level, false);
  }

  function addField(
    schema: Schema,
    name: string,
    path: string,
    level: number,
    isRequired: boolean,
    inherited?: string,
  ): void {
    const { node } = resolveSchema(schemas, schema, undefined);
    const unit = unitOf(node) ?? inherited;
    fields.push({
      path,
      name,
      level,
      type: typeText(schemas, schema),
      unit,
      text: node.description ?? node.title ?? '',
      default: node.default,
      isRequired,
      range: rangeText(node),
      spellings: node.appinfo?.spellings ?? [],
    });
    addInside(schema, path, level + 1, unit);
  }

  addInside(root, '', 1);
  return fields;
}

/** The constant that tells alternatives apart is described once, with all its values. */
function withChoice(field: FieldDescription, other: string): FieldDescription {
  if (!field.type.startsWith(ONE_OF) || !other.startsWith(ONE_OF)) return field;
  const choices = new Set([...field.type.slice(ONE_OF.length).split(', '), ...other.slice(ONE_OF.length).split(', ')]);
  return { ...field, type: `${ONE_OF}${[...choices].join(', ')}` };
}

const ONE_OF = 'one of ';

function typeText(schemas: SchemaSet, schema: Schema): string {
  const { node, variants } = resolveSchema(schemas, schema, undefined);
  if (variants.length > 0) return `one of ${variants.map(({ label }) => label).join(', ')}`;
  if (node.enum)
    return `one of ${node.enum.map((choice) => (typeof choice === 'string' ? choice : JSON.stringify(choice))).join(', ')}`;
  if (node.const !== undefined) return `always ${JSON.stringify(node.const)}`;
  const types = typeof node.type === 'string' ? [node.type] : (node.type ?? []);
  return (
    types.map((type) => (type === 'array' ? listText(node) : (TYPE_TEXTS[type] ?? type))).join(' or ') || 'any value'
  );
}

const TYPE_TEXTS: Readonly<Record<string, string>> = {
  integer: 'whole number',
  string: 'text',
  boolean: 'true or false',
  object: 'group',
};

function listText({ minItems = 0, maxItems }: SchemaNode): string {
  if (minItems === maxItems) return `list of ${minItems}`;
  if (maxItems !== undefined) return `list of ${minItems} to ${maxItems}`;
  return minItems > 0 ? `list of ${minItems} or more` : 'list';
}

function rangeText({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: SchemaNode): string {
  return [
    minimum === undefined ? '' : `at least ${minimum}`,
    exclusiveMinimum === undefined ? '' : `more than ${exclusiveMinimum}`,
    maximum === undefined ? '' : `at most ${maximum}`,
    exclusiveMaximum === undefined ? '' : `less than ${exclusiveMaximum}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
