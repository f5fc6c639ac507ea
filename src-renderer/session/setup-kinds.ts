import { withValue } from '../../src-shared/schema-tree/edit-data.ts';
import { isJsonObject, type JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import type { SchemaNode } from '../../src-shared/schema-tree/schema-node.ts';
import { createSchemaSet, type SchemaSet } from '../../src-shared/schema-tree/schema-set.ts';

/** A kind of file that the Setup workspace edits as a tree. */
export interface SetupKind {
  readonly id: string;
  readonly label: string;
  /** `$id` in schemas/; absent: any JSON. */
  readonly schemaId?: string;
  /** Name of a new file. */
  readonly fileName: string;
  readonly recognises: (data: JsonValue) => boolean;
  /** Whether the host knows more of it than the schema says. */
  readonly isCheckedByHost?: boolean;
  /** Puts into a new file what no default can be. */
  readonly complete?: (data: JsonValue) => JsonValue;
}

/** 128 bits from the generator for keys, as hexadecimal digits. */
function newSecret(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const hasKeys =
  (...keys: readonly string[]) =>
  (data: JsonValue): boolean =>
    isJsonObject(data) && keys.every((key) => key in data);
const isRecipeOf =
  (command: string) =>
  (data: JsonValue): boolean =>
    isJsonObject(data) && data['command'] === command;

/** In the order of the list; to add one, write its schema and add a line. */
export const setupKinds: readonly SetupKind[] = [
  {
    id: 'saxsdog-calibration',
    label: 'SAXSdog calibration',
    schemaId: 'annulus/saxsdog-calibration.schema.json',
    fileName: 'calibration.saxsconf',
    recognises: (data) => hasKeys('Geometry')(data) || hasKeys('Masks', 'Wavelength')(data),
    isCheckedByHost: true,
  },
  {
    id: 'saxsdog-network',
    label: 'SAXSdog network',
    schemaId: 'annulus/saxsdog-network.schema.json',
    fileName: '.saxsdognetwork',
    recognises: (data) => Array.isArray(data) && data.length > 0 && data.every(hasKeys('Server', 'Feeder')),
    complete: (data) => withValue(data, [0, 'Secret'], newSecret()),
  },
  {
    id: 'saxsdog-merge',
    label: 'SAXSdog merge',
    schemaId: 'annulus/saxsdog-merge.schema.json',
    fileName: 'merge.json',
    recognises: hasKeys('LogDataTables'),
  },
  {
    id: 'recipe',
    label: 'Recipe of integrate',
    schemaId: 'annulus/recipe.schema.json',
    fileName: 'integrate-recipe.json',
    recognises: isRecipeOf('integrate'),
  },
  {
    id: 'cake-recipe',
    label: 'Recipe of cake',
    schemaId: 'annulus/cake-recipe.schema.json',
    fileName: 'cake-recipe.json',
    recognises: isRecipeOf('cake'),
  },
  {
    id: 'calibration-recipe',
    label: 'Recipe of calibrate',
    schemaId: 'annulus/calibration-recipe.schema.json',
    fileName: 'calibrate-recipe.json',
    recognises: isRecipeOf('calibrate'),
  },
  {
    id: 'session',
    label: 'Session',
    schemaId: 'annulus/session.schema.json',
    fileName: 'session.json',
    recognises: hasKeys('workspace', 'savedAt'),
  },
  { id: 'json', label: 'Any JSON', fileName: 'settings.json', recognises: () => true },
];

/** A schema that came from a file. */
export const OWN_SCHEMA = 'own';

const schemas = Object.values(
  import.meta.glob<SchemaNode>('../../schemas/*.schema.json', { eager: true, import: 'default' }),
);

export function kindById(id: string): SetupKind | undefined {
  return setupKinds.find((kind) => kind.id === id);
}

export function kindOfData(data: JsonValue): SetupKind {
  return setupKinds.find((kind) => kind.recognises(data)) ?? setupKinds[setupKinds.length - 1]!;
}

/** @param own  a schema that came from a file; goes before that of the kind */
export function schemasOfKind(kind: SetupKind | undefined, own?: SchemaNode): SchemaSet {
  const root = own ?? schemas.find(({ $id }) => $id !== undefined && $id === kind?.schemaId) ?? {};
  return createSchemaSet(root, schemas);
}

/** Whether JSON is itself a schema: then it is not edited, but says what is. */
export function isSchema(data: JsonValue): data is JsonValue & SchemaNode {
  return (
    isJsonObject(data) &&
    /json-schema\.org/.test(String(data['$schema'] ?? '')) &&
    (isJsonObject(data['properties']) || '$ref' in data || 'items' in data || 'oneOf' in data)
  );
}
