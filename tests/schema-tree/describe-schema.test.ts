import { describe, expect, it } from 'vitest';
import { readSchemas } from '../../src-main/file/schema-folder.ts';
import { describeSchema } from '../../src-shared/schema-tree/describe-schema.ts';
import type { SchemaNode } from '../../src-shared/schema-tree/schema-node.ts';
import { createSchemaSet } from '../../src-shared/schema-tree/schema-set.ts';
import { motorSchema } from './motor-schema.ts';

describe('describeSchema', () => {
  it('F125: lists every field once, with path, type, unit, default, range and text', () => {
    const fields = describeSchema(createSchemaSet(motorSchema));
    expect(fields.map(({ path }) => path)).toEqual([
      'name',
      'bus',
      'bus.kind',
      'bus.host',
      'bus.port',
      'bus.device',
      'bus.baud',
      'axes',
      'axes[].label',
      'axes[].stepsPerRevolution',
      'axes[].velocity',
      'axes[].limits',
      'axes[].limits[0]',
      'axes[].limits[1]',
      'axes[].coupled',
      'brake',
      'brake.delay',
      'brake.onFault',
      'labels',
      'labels.*',
    ]);
    const at = (path: string) => fields.find((field) => field.path === path)!;
    expect(at('axes[].velocity')).toMatchObject({
      type: 'number',
      unit: 'mm/s',
      range: 'more than 0, at most 50',
      text: 'Cruising speed',
      isRequired: true,
    });
    expect(at('bus.port')).toMatchObject({ type: 'whole number', default: 701 });
    expect(at('bus').type).toBe('one of ethernet, serial');
    expect(at('axes').type).toBe('list of 1 to 600');
    expect(at('bus.baud').type).toBe('one of 9600, 19200, 115200');
    expect(at('axes[].limits[1]').unit).toBe('mm');
  });

  it('F125: follows references into other files', async () => {
    const all = (await readSchemas()) as SchemaNode[];
    const recipe = all.find(({ $id }) => $id === 'annulus/recipe.schema.json')!;
    const fields = describeSchema(createSchemaSet(recipe, all));
    const filter = fields.find(({ path }) => path === 'settings.filter.kind')!;
    expect(fields.find(({ path }) => path === 'settings.npt')).toMatchObject({ type: 'whole number', default: 1000 });
    expect(filter.type).toBe('one of sigma-clip, median, trimmed-mean');
    expect(fields.every(({ type }) => type !== '')).toBe(true);
  });
});
