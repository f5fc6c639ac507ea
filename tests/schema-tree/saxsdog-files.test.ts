import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import merge from '../../schemas/saxsdog-merge.schema.json' with { type: 'json' };
import { parseJsonDocument } from '../../src-shared/json/json-document.ts';
import type { JsonSchema } from '../../src-shared/json/json-schema.ts';
import { pathText, type JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import type { SchemaNode } from '../../src-shared/schema-tree/schema-node.ts';
import { createSchemaSet } from '../../src-shared/schema-tree/schema-set.ts';
import { validateData } from '../../src-shared/schema-tree/validate-data.ts';
import { sharedFolder } from '../shared-folder.ts';

const schemas = createSchemaSet(merge as unknown as SchemaNode);
const issuesOf = (data: JsonValue): string[] =>
  validateData(schemas, data).map(({ path, keyword }) => `${pathText(path)} ${keyword}`);

const SMALL = {
  TimeOffset: 0.5,
  LogDataTables: [{ TimeEpoch: 'Unix', Name: 'Dlogger', Files: [{ LocalPath: 'dlog.log' }] }],
  OutputFormats: { csv: true },
  OutputFileBaseName: 'merged',
};

describe('the schema of merging', () => {
  it.skipIf(!sharedFolder)('takes a configuration that SAXSdog was run with', () => {
    const text = readFileSync(`${sharedFolder}/reference-systems/merge_in_conf.json`, 'utf8');
    expect(issuesOf(parseJsonDocument(text, merge as JsonSchema).value as JsonValue)).toEqual([]);
  });

  it('takes the name of the output under either key, and excel for exel', () => {
    expect(issuesOf(SMALL)).toEqual([]);
    const { OutputFileBaseName, ...others } = SMALL;
    expect(issuesOf({ ...others, OutputFileName: OutputFileBaseName, OutputFormats: { excel: true } })).toEqual([]);
    expect(issuesOf(others)).toEqual(['OutputFileBaseName required']);
  });

  it('refuses other epochs, tables without files, and unknown keys', () => {
    const [table] = SMALL.LogDataTables;
    expect(issuesOf({ ...SMALL, LogDataTables: [{ ...table!, TimeEpoch: 'GPS' }] })).toEqual(['LogDataTables[0].TimeEpoch enum']); // prettier-ignore
    expect(issuesOf({ ...SMALL, LogDataTables: [{ ...table!, Files: [] }] })).toEqual(['LogDataTables[0].Files minItems']); // prettier-ignore
    expect(issuesOf({ ...SMALL, Peak: 1 })).toEqual(['Peak additionalProperties']);
  });
});
