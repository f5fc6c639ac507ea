import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { readSchemas } from '../file/schema-folder.ts';

/** The shape of `appinfo`, see AppInfo in src-shared/json/json-schema.ts. */
const APP_INFO = {
  type: 'object',
  properties: {
    editor: { enum: ['mask-file', 'file', 'directory'] },
    unit: { type: 'string' },
    label: { type: 'string' },
    spellings: { type: 'array', items: { type: 'string' } },
  },
  additionalProperties: false,
};

const TYPED_ARRAYS = { Uint8Array, Float64Array };

/** A validator that knows the program's schemas by their $id. Compiles with `new Function`: for Node only. */
export function createValidator(schemas: readonly Record<string, unknown>[]): Ajv {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTuples: false });
  ajv.addKeyword({
    keyword: 'tsType', // names what JSON has no type for
    schemaType: 'string',
    metaSchema: { enum: Object.keys(TYPED_ARRAYS) },
    validate: (type: keyof typeof TYPED_ARRAYS, data: unknown) => data instanceof TYPED_ARRAYS[type],
    error: { message: ({ schema }: { readonly schema: unknown }) => `must be a ${String(schema)}` },
  });
  ajv.addKeyword({ keyword: 'appinfo', schemaType: 'object', metaSchema: APP_INFO }); // how a value is edited
  for (const schema of schemas) ajv.addSchema(withRootedNames(schema), String(schema['$id']));
  return ajv;
}

/** The names of schemas are whole, but a `$ref` is resolved like a link: with a slash in front it means the same everywhere. */
function withRootedNames(schema: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    (key === '$id' || key === '$ref') && typeof value === 'string' && value.startsWith('annulus/')
      ? `/${value}`
      : value,
  ) as Record<string, unknown>;
}

export async function loadValidator(): Promise<Ajv> {
  return createValidator(await readSchemas());
}

/** "settings/npt must be integer": the first thing that is wrong, for people. */
export function describeMismatch(errors: readonly ErrorObject[] | null | undefined): string {
  const first = errors?.[0];
  if (!first) return 'does not fit';
  const where = first.instancePath.slice(1);
  const what = first.message ?? 'does not fit';
  if (first.keyword === 'additionalProperties')
    return `${where && `${where} `}has an unknown entry "${String(first.params['additionalProperty'])}"`;
  if (first.keyword === 'enum' && Array.isArray(first.params['allowedValues']))
    return `${where} must be one of ${first.params['allowedValues'].join(', ')}`;
  return `${where && `${where} `}${what}`;
}
