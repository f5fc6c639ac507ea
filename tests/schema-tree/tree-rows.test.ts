import { describe, expect, it } from 'vitest';
import { defaultData } from '../../src-shared/schema-tree/default-data.ts';
import {
  withEntry,
  withEntryMoved,
  withName,
  withoutValue,
  withValue,
} from '../../src-shared/schema-tree/edit-data.ts';
import type { JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import type { SchemaNode } from '../../src-shared/schema-tree/schema-node.ts';
import { createSchemaSet } from '../../src-shared/schema-tree/schema-set.ts';
import { buildTreeRows, rootEntrySchema, type TreeRow } from '../../src-shared/schema-tree/tree-rows.ts';
import { validateData } from '../../src-shared/schema-tree/validate-data.ts';
import { motorSchema } from './motor-schema.ts';

const schemas = createSchemaSet(motorSchema);
const start = defaultData(schemas);

function rowsOf(data: JsonValue, set = schemas, collapsed: readonly string[] = []): TreeRow[] {
  return buildTreeRows({ schemas: set, data, issues: validateData(set, data), collapsed: new Set(collapsed) });
}
const rowAt = (rows: readonly TreeRow[], id: string): TreeRow => rows.find((row) => row.id === id)!;

describe('the tree of a schema that nobody wrote for us', () => {
  it('begins with what is required and what has a default, and that fits the schema but for what nobody can guess', () => {
    expect(start).toEqual({
      name: 'crate 1',
      bus: { kind: 'ethernet', host: '10.0.0.2', port: 701 },
      axes: [{ label: 'X', stepsPerRevolution: 200, velocity: 1 }],
    });
    expect(validateData(schemas, start)).toEqual([]);
  });

  it('F107: has a line for each part, with the editor that type, enum and appinfo ask for', () => {
    const rows = rowsOf(withValue(start, ['bus'], { kind: 'serial', device: 'COM1', baud: 9600 }));
    expect(rows.map(({ level, name, editor, unit }) => [level, name, editor.kind, unit])).toEqual([
      [1, 'name', 'text', undefined],
      [1, 'bus', 'none', undefined],
      [2, 'kind', 'choice', undefined],
      [2, 'device', 'file', undefined],
      [2, 'baud', 'choice', undefined],
      [1, 'axes', 'none', undefined],
      [2, '[0]', 'none', undefined],
      [3, 'label', 'text', undefined],
      [3, 'stepsPerRevolution', 'number', undefined],
      [3, 'velocity', 'number', 'mm/s'],
      [3, 'limits', 'none', 'mm'],
      [3, 'coupled', 'none', undefined],
      [1, 'brake', 'none', undefined],
      [1, 'labels', 'none', undefined],
    ]);
    expect(rowAt(rows, '/axes/0/stepsPerRevolution').editor).toEqual({ kind: 'number', isInteger: true });
    expect(rowAt(rows, '/bus')).toMatchObject({ variant: 1, isRemovable: false });
    expect(rowAt(rows, '/bus').variants.map(({ label }) => label)).toEqual(['ethernet', 'serial']);
  });

  it('tells parts that are there from parts that could be', () => {
    const rows = rowsOf(start);
    expect(rowAt(rows, '/brake')).toMatchObject({ value: undefined, isContainer: false, isRemovable: false });
    const on = rowsOf(withValue(start, ['brake'], defaultData(schemas, rowAt(rows, '/brake').schema)));
    expect(rowAt(on, '/brake')).toMatchObject({ isContainer: true, isRemovable: true });
    expect(rowAt(on, '/brake/delay')).toMatchObject({
      value: 0.05,
      unit: 's',
      description: 'Before the current is cut',
    });
  });

  it('gives the entries of a pair the unit of the pair, and none may be taken away', () => {
    const rows = rowsOf(withValue(start, ['axes', 0, 'limits'], [-5, 5]));
    expect(rowAt(rows, '/axes/0/limits/1')).toMatchObject({ value: 5, unit: 'mm', isRemovable: false });
    expect(rowAt(rows, '/axes/0/limits').entrySchema).toBeUndefined();
    expect(rowAt(rows, '/axes').entrySchema).toBeDefined();
  });

  it('F069: keeps and marks what the schema does not know, and counts the faults inside', () => {
    const rows = rowsOf(withValue(start, ['axes', 0, 'colour'], 'red'));
    expect(rowAt(rows, '/axes/0/colour')).toMatchObject({ role: 'unknown', value: 'red', isRemovable: true });
    expect(rowAt(rows, '/axes/0/colour').issue).toContain('colour');
    expect([rowAt(rows, '/axes').issuesInside, rowAt(rows, '/axes/0').issuesInside]).toEqual([1, 1]);
  });

  it('F069: reads a value under either spelling and shows the one in the file', () => {
    const dialects = createSchemaSet({
      properties: { Imagesize: { type: 'integer', appinfo: { spellings: ['ImageSize'] } } },
      required: ['Imagesize'],
      additionalProperties: false,
    });
    for (const key of ['Imagesize', 'ImageSize']) {
      const rows = rowsOf({ [key]: 5 }, dialects);
      expect(rows.map(({ id, role, issue }) => [id, role, issue])).toEqual([[`/${key}`, 'part', undefined]]);
    }
    expect(rowsOf({}, dialects)[0]).toMatchObject({ id: '/Imagesize', issue: 'Imagesize is missing, and is needed.' });
  });

  it('has a line more as soon as the schema has a parameter more', () => {
    const wider: SchemaNode = {
      ...motorSchema,
      properties: { ...motorSchema.properties, warmUp: { type: 'number', minimum: 0, default: 30, unit: 'min' } },
    };
    const rows = rowsOf(start, createSchemaSet(wider));
    expect(rows.filter(({ id }) => !rowsOf(start).some((row) => row.id === id))).toMatchObject([
      { id: '/warmUp', editor: { kind: 'number' }, unit: 'min', fallback: 30, value: undefined },
    ]);
  });

  it('hides what a closed group holds', () => {
    expect(rowsOf(start, schemas, ['/axes', '/bus']).map(({ id }) => id)).toEqual([
      '/name',
      '/bus',
      '/axes',
      '/brake',
      '/labels',
    ]);
  });

  it('shows the parts of a file whose value has the wrong type, with the fault on its line', () => {
    const row = rowAt(rowsOf({ name: 5, bus: 3, axes: 'none' }), '/name');
    expect(row).toMatchObject({ value: 5, editor: { kind: 'text' }, issue: '5 is not text in quotes.' });
    expect(rowsOf([1, 2])).toHaveLength(2);
    expect(rowsOf('text')).toEqual([]);
  });

  it('builds 2000 lines of 400 axes, each with its own path', () => {
    const axis = { label: 'X', stepsPerRevolution: 200, velocity: 1 };
    const rows = rowsOf(
      withValue(
        start,
        ['axes'],
        Array.from({ length: 400 }, () => axis),
      ),
    );
    expect(rows.length).toBeGreaterThan(2000);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });
});

describe('edits', () => {
  const data: JsonValue = { a: [1, 2, 3], c: { d: 'x' } };

  it('puts a new key where the schema has it, and shares what did not change', () => {
    const next = withValue(data, ['b'], true, ['a', 'b', 'c']) as typeof data;
    expect(Object.keys(next)).toEqual(['a', 'b', 'c']);
    expect(next['c']).toBe(data['c']);
    expect(Object.keys(withValue(data, ['z'], 0, ['a', 'b', 'c']) as object)).toEqual(['a', 'c', 'z']);
    expect(Object.keys(withValue(data, ['b'], 0, ['b', 'a']) as object)).toEqual(['b', 'a', 'c']);
  });

  it('grows, shrinks and reorders lists', () => {
    expect(withEntry(data, ['a'], 1, 9)).toMatchObject({ a: [1, 9, 2, 3] });
    expect(withoutValue(data, ['a', 0])).toMatchObject({ a: [2, 3] });
    expect(withEntryMoved(data, ['a'], 0, 2)).toMatchObject({ a: [2, 3, 1] });
    expect(withEntryMoved(data, ['a'], 2, 1)).toMatchObject({ a: [1, 3, 2] });
    expect(withEntryMoved(data, ['a'], 2, 3)).toBe(data);
  });

  it('renames in place, but not onto a name that is taken', () => {
    expect(Object.keys(withName(data, ['a'], 'b') as object)).toEqual(['b', 'c']);
    expect(withName(data, ['a'], 'c')).toEqual(data);
    expect(withName(data, ['c', 'd'], 'e')).toMatchObject({ c: { e: 'x' } });
  });

  it('leaves the data alone where the path leads nowhere', () => {
    expect(withValue(data, ['x', 'y'], 1)).toBe(data);
    expect(withoutValue(data, ['a', 0, 'b'])).toBe(data);
  });

  it('F107: a list that is the whole file grows too, as long as it may', () => {
    const list = createSchemaSet({ type: 'array', items: { type: 'integer' }, maxItems: 2 });
    expect(rootEntrySchema(list, [])).toEqual({ type: 'integer' });
    expect(rootEntrySchema(list, [1, 2])).toBeUndefined();
    expect(rootEntrySchema(schemas, start)).toBeUndefined();
  });
});
