import { isJsonObject } from './json-value.ts';
import { without, type Schema, type SchemaNode } from './schema-node.ts';

/** A schema together with the others that it may refer to. */
export interface SchemaSet {
  readonly root: SchemaNode;
  /**
   * Follows `$ref` until there is none; a note beside the `$ref` (title, description, default, appinfo) goes before that
   * of the target. A reference that leads nowhere, or in a circle, allows everything. The same object each time.
   */
  follow(schema: Schema): SchemaNode;
}

const ANYTHING: SchemaNode = {};
const NOTHING: SchemaNode = { not: {} };
const MAX_STEPS = 32;

/** @param others  found by their `$id`, with or without a slash in front */
export function createSchemaSet(root: SchemaNode, others: readonly SchemaNode[] = []): SchemaSet {
  const documents = new Map<string, SchemaNode>();
  for (const schema of [...others, root]) if (schema.$id !== undefined) documents.set(plainId(schema.$id), schema);
  /** The document that a part of a schema belongs to, since "#/…" counts from its root. */
  const homes = new WeakMap<object, SchemaNode>();

  function adopt(document: SchemaNode): void {
    if (homes.has(document)) return;
    const waiting: unknown[] = [document];
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      if (typeof part !== 'object' || part === null || homes.has(part)) continue;
      homes.set(part, document);
      waiting.push(...(Object.values(part) as unknown[]).filter((value) => value !== undefined));
    }
  }

  function target(reference: string, home: SchemaNode): Schema | undefined {
    const [id = '', fragment = ''] = reference.split('#');
    const document = id === '' ? home : documents.get(plainId(id));
    if (!document) return undefined;
    adopt(document);
    let part: unknown = document;
    for (const step of decodeURIComponent(fragment).split('/').slice(1)) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
      part = (part as Readonly<Record<string, unknown>>)[key];
    }
    return typeof part === 'boolean' || isJsonObject(part) ? (part as Schema) : undefined;
  }

  const followed = new WeakMap<SchemaNode, SchemaNode>();

  function follow(schema: Schema): SchemaNode {
    if (typeof schema === 'boolean') return schema ? ANYTHING : NOTHING;
    if (schema.$ref === undefined) return schema;
    const known = followed.get(schema);
    if (known) return known;
    const found = followReferences(schema);
    followed.set(schema, found);
    return found;
  }

  function followReferences(schema: SchemaNode): SchemaNode {
    let node: Schema = schema;
    for (let step = 0; step < MAX_STEPS; step++) {
      if (typeof node === 'boolean') return node ? ANYTHING : NOTHING;
      if (node.$ref === undefined) return node;
      const found = target(node.$ref, homes.get(node) ?? root);
      if (found === undefined) return ANYTHING;
      if (typeof found === 'boolean') return found ? ANYTHING : NOTHING;
      const beside = without(node, ['$ref']);
      if (Object.keys(beside).length === 0) node = found;
      else {
        const home = homes.get(found) ?? root;
        node = { ...found, ...beside };
        homes.set(node, home); // a second "$ref" counts from where the first one led
      }
    }
    return ANYTHING;
  }

  adopt(root);
  return { root, follow };
}

function plainId(id: string): string {
  return id.replace(/^\//, '').replace(/#$/, '');
}
