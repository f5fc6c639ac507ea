import type { AppInfo } from '../json/json-schema.ts';
import type { JsonType, JsonValue } from './json-value.ts';

/** A draft-07 schema; true allows everything, false nothing. */
export type Schema = SchemaNode | boolean;

/** The keywords of draft-07 that are read here, and `appinfo`, which tells how a value is edited. */
export interface SchemaNode {
  readonly $id?: string;
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: JsonValue;
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly JsonValue[];
  readonly const?: JsonValue;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependencies?: Readonly<Record<string, Schema | readonly string[]>>;
  readonly items?: Schema | readonly Schema[];
  readonly additionalItems?: Schema;
  readonly contains?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly appinfo?: AppInfo;
  /** As other schemas write it; `appinfo.unit` goes before. */
  readonly unit?: string;
  readonly units?: string;
}

/** The key under which an object carries a property: its name, or one of its other spellings. */
export function keyInUse(name: string, property: Schema | undefined, object: object): string {
  if (Object.hasOwn(object, name) || typeof property !== 'object') return name;
  return property.appinfo?.spellings?.find((spelling) => Object.hasOwn(object, spelling)) ?? name;
}

export function unitOf(schema: SchemaNode): string | undefined {
  return schema.appinfo?.unit ?? schema.unit ?? schema.units;
}

/** A schema less some of its keywords. */
export function without(node: SchemaNode, keywords: readonly (keyof SchemaNode)[]): SchemaNode {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !(keywords as readonly string[]).includes(key)));
}
