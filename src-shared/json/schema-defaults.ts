import { itemSchema, type JsonSchema } from './json-schema.ts';

/**
 * A new value from the defaults of its schema: in an object every property that has a default, and every required one;
 * optional objects stay absent. A number without a default becomes its minimum or 0, a text "", a list its fewest
 * entries.
 *
 * `$ref` is not followed.
 */
export function defaultOf(schema: JsonSchema): unknown {
  if (schema.default !== undefined) return structuredCopy(schema.default);
  if (schema.const !== undefined) return structuredCopy(schema.const);
  if (schema.enum) return structuredCopy(schema.enum[0]);
  switch (typeof schema.type === 'string' ? schema.type : schema.type?.[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key, property]) => property.default !== undefined || schema.required?.includes(key))
          .map(([key, property]) => [key, defaultOf(property)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, (_, index) => defaultOf(itemSchema(schema, index) ?? {}));
    case 'string':
      return '';
    case 'boolean':
      return false;
    case 'number':
    case 'integer':
      return schema.minimum ?? 0;
    default:
      return null;
  }
}

function structuredCopy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
