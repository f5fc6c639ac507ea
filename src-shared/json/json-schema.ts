/** What our schemas say beyond draft-07: how a value is edited and spelt. Registered with the validator as a keyword. */
export interface AppInfo {
  /** "file", "mask-file" or "directory"; absent or unknown: type and enum tell. */
  readonly editor?: string;
  /** Unit of the number, as people write it */
  readonly unit?: string;
  /** Name of an entry of a pair, which has no key of its own */
  readonly label?: string;
  /** Other keys under which files hold the same value; the property's own key comes first */
  readonly spellings?: readonly string[];
}

/** The part of draft-07 that the program reads itself; the validator knows all of it. */
export interface JsonSchema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly additionalItems?: boolean | JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly appinfo?: AppInfo;
}

/** The schema of each entry of an array: one for all, or one for each place. */
export function itemSchema(schema: JsonSchema, index: number): JsonSchema | undefined {
  const { items, additionalItems } = schema;
  if (!items || !isSchemaList(items)) return items;
  return items[index] ?? (typeof additionalItems === 'object' ? additionalItems : undefined);
}

function isSchemaList(items: JsonSchema | readonly JsonSchema[]): items is readonly JsonSchema[] {
  return Array.isArray(items);
}
