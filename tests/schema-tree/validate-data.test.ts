import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readSchemas } from '../../src-main/file/schema-folder.ts';
import { createValidator } from '../../src-main/rpc/schema-validation.ts';
import { defaultData } from '../../src-shared/schema-tree/default-data.ts';
import { isJsonObject, pathText, type JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import type { Schema, SchemaNode } from '../../src-shared/schema-tree/schema-node.ts';
import { createSchemaSet } from '../../src-shared/schema-tree/schema-set.ts';
import { validateData } from '../../src-shared/schema-tree/validate-data.ts';
import { motorSchema } from './motor-schema.ts';

const issuesOf = (schema: Schema, value: JsonValue): string[] =>
  validateData(createSchemaSet(typeof schema === 'object' ? schema : {}), value, schema).map(
    ({ path, keyword }) => `${pathText(path)} ${keyword}`,
  );

/** Keyword by keyword: schema, values that fit, values that do not. */
const KEYWORDS: readonly [SchemaNode, readonly JsonValue[], readonly JsonValue[]][] = [
  [{ type: 'integer' }, [3, -0, 1e20], [3.5, '3', null, true, [3]]],
  [{ type: ['number', 'null'] }, [3.5, null], ['a', {}]],
  [{ type: 'object' }, [{}], [[], null, 'a']],
  [{ enum: ['a', 2, { b: [1] }] }, ['a', 2, { b: [1] }], ['b', { b: [2] }]],
  [{ const: { a: 1, b: 2 } }, [{ b: 2, a: 1 }], [{ a: 1 }, 1]],
  [{ minimum: 1, maximum: 3 }, [1, 3, 'not a number'], [0.999, 3.001]],
  [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, [1.001, 2.999], [1, 3]],
  [{ multipleOf: 0.5 }, [1.5, 0], [1.4]],
  [{ minLength: 2, maxLength: 3 }, ['ab', 'µ😀x'], ['a', 'abcd']],
  [{ pattern: '^[a-z]+$' }, ['abc', 5], ['aBc', '']],
  [{ items: { type: 'number' } }, [[], [1, 2]], [[1, 'a']]],
  [
    { items: [{ type: 'number' }, { type: 'string' }], additionalItems: false },
    [[], [1], [1, 'a']],
    [['a'], [1, 'a', 2]],
  ],
  [{ items: [{ type: 'number' }], additionalItems: { type: 'string' } }, [[1, 'a']], [[1, 2]]],
  [{ minItems: 1, maxItems: 2 }, [[1], [1, 2]], [[], [1, 2, 3]]],
  [
    { uniqueItems: true },
    [[1, '1', { a: 1 }]],
    [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
  ],
  [{ contains: { type: 'string' } }, [[1, 'a'], {}], [[1], []]],
  [{ required: ['a'] }, [{ a: null }, 3], [{}, { b: 1 }]],
  [{ properties: { a: { type: 'number' } } }, [{ a: 1 }, { b: 'x' }], [{ a: 'x' }]],
  [{ properties: { a: true }, additionalProperties: false }, [{ a: 1 }, {}], [{ b: 1 }]],
  [{ additionalProperties: { type: 'number' } }, [{ a: 1 }], [{ a: 'x' }]],
  [
    { patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false },
    [{ 'x-a': 1 }],
    [{ 'x-a': 'b' }, { y: 1 }],
  ],
  [{ propertyNames: { pattern: '^[a-z]$' } }, [{ a: 1 }], [{ ab: 1 }]],
  [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }], [{}, { a: 1, b: 2, c: 3 }]],
  [{ dependencies: { a: ['b'], c: { required: ['d'] } } }, [{ a: 1, b: 2 }, { d: 1 }], [{ a: 1 }, { c: 1 }]],
  [{ allOf: [{ minimum: 1 }, { maximum: 3 }] }, [2], [0, 4]],
  [{ anyOf: [{ type: 'string' }, { minimum: 3 }] }, ['a', 3], [2]],
  [{ oneOf: [{ minimum: 1 }, { maximum: 3 }] }, [0, 4], [2]],
  [{ not: { type: 'string' } }, [1], ['a']],
  [{ if: { minimum: 3 }, then: { multipleOf: 2 }, else: { multipleOf: 3 } }, [4, 0], [5, 2]],
  [{ properties: { a: false } }, [{}], [{ a: 1 }]],
  [{ definitions: { n: { type: 'number' } }, items: { $ref: '#/definitions/n' } }, [[1]], [['a']]],
  [
    { properties: { next: { $ref: '#' }, v: { type: 'number' } } },
    [{ next: { next: { v: 1 } } }],
    [{ next: { next: { v: 'a' } } }],
  ],
  [{ $ref: '#/definitions/a~1b', definitions: { 'a/b': { type: 'null' } } }, [null], [1]],
];

/** Every value of the data in turn replaced, and every key and entry in turn removed or doubled under another name. */
function* variationsOf(value: JsonValue): Generator<JsonValue> {
  const replacements: readonly JsonValue[] = [null, true, -1, 0.5, 70000, '', 'serial', [], {}, [1, 2, 3]];
  yield* replacements;
  if (Array.isArray(value)) {
    yield value.slice(1);
    yield [...value, ...value];
    for (const [index, item] of value.entries()) for (const other of variationsOf(item)) yield value.with(index, other);
  } else if (isJsonObject(value)) {
    yield { ...value, extra: 1 };
    for (const [key, inner] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      for (const other of variationsOf(inner)) yield { ...value, [key]: other };
    }
  }
}

describe('validateData', () => {
  it.each(KEYWORDS)('says yes and no as ajv does: %j', (schema, good, bad) => {
    const byAjv = new Ajv({ strict: false }).compile(schema);
    for (const value of good) expect([value, issuesOf(schema, value), byAjv(value)]).toEqual([value, [], true]);
    for (const value of bad)
      expect([value, issuesOf(schema, value).length > 0, byAjv(value)]).toEqual([value, true, false]);
  });

  it('agrees with ajv on every variation of a file of a motor controller', () => {
    const schemas = createSchemaSet(motorSchema);
    const ajv = new Ajv({ strict: false });
    const byAjv = ajv.compile(motorSchema);
    const limits = { limits: [-5, 5], velocity: 2, label: 'Y', stepsPerRevolution: 400 };
    const file = {
      ...(defaultData(schemas) as object),
      brake: { delay: 0.1 },
      labels: { note: 'left' },
      axes: [limits],
    };
    let fitting = 0;
    let count = 0;
    for (const value of variationsOf(file)) {
      const fits = byAjv(value);
      expect([value, validateData(schemas, value).length === 0]).toEqual([value, fits]);
      count++;
      if (fits) fitting++;
    }
    expect([count > 150, fitting > 10, fitting < count]).toEqual([true, true, true]);
  });

  it("agrees with the host's validator on variations of a recipe, whose parts lie in other files", async () => {
    const all = (await readSchemas()) as SchemaNode[];
    const recipe = all.find(({ $id }) => $id === 'annulus/recipe.schema.json')!;
    const schemas = createSchemaSet(recipe, all);
    const byAjv = createValidator(all as Record<string, unknown>[]).getSchema('annulus/recipe.schema.json')!;
    const file = { ...(defaultData(schemas) as object), command: 'integrate', masks: ['a.msk'] };
    for (const value of variationsOf(file))
      expect([value, validateData(schemas, value).length === 0]).toEqual([value, byAjv(value)]);
  });

  it('names the value at fault, the missing one and the one too many', () => {
    const schema: SchemaNode = {
      properties: {
        axes: { items: { required: ['speed'], properties: { speed: { maximum: 5 } }, additionalProperties: false } },
      },
    };
    expect(issuesOf(schema, { axes: [{ speed: 1 }, { sped: 1 }, { speed: 7 }] })).toEqual([
      'axes[1].speed required',
      'axes[1].sped additionalProperties',
      'axes[2].speed maximum',
    ]);
  });

  it('of alternatives reports the one that the constant tells', () => {
    const { oneOf } = motorSchema.properties!['bus'] as SchemaNode;
    expect(issuesOf({ oneOf: oneOf! }, { kind: 'serial', device: '/dev/ttyS0', baud: 300 })).toEqual(['baud enum']);
    expect(issuesOf({ oneOf: oneOf! }, { kind: 'ethernet', host: 'a', port: 0 })).toEqual(['port minimum']);
  });

  it('takes another spelling of a key for the key', () => {
    const schema: SchemaNode = {
      properties: { Dedector: { type: 'number', appinfo: { spellings: ['Detector'] } } },
      required: ['Dedector'],
      additionalProperties: false,
    };
    expect(issuesOf(schema, { Detector: 1 })).toEqual([]);
    expect(issuesOf(schema, { Detector: 'a' })).toEqual(['Detector type']);
    expect(issuesOf(schema, { Dedector: 1, Detector: 2 })).toEqual(['Detector additionalProperties']);
  });

  it('comes to an end where a schema leads in a circle', () => {
    expect(issuesOf({ $ref: '#' }, 1)).toEqual([]);
    expect(issuesOf({ allOf: [{ $ref: '#' }] }, { a: 1 })).toEqual([]);
  });
});
