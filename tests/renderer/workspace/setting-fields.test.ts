import { describe, expect, it } from 'vitest';
import schema from '../../../schemas/integration-settings.schema.json';
import { settingGroups } from '../../../src-renderer/workspace/integration/setting-fields.ts';

const { integration, exclusion, corrections } = settingGroups();
const all = [...integration, ...exclusion, ...corrections];
const field = (key: string) => all.find((candidate) => candidate.key === key);

describe('setting fields', () => {
  it('show every setting of the schema once, but for those with editors of their own', () => {
    const keys = Object.keys(schema.properties).filter(
      (key) => !['filter', 'sensorAbsorption', 'patternBackground'].includes(key),
    );
    expect(all.map(({ key }) => key).sort()).toEqual(keys.sort());
  });

  it('take kind, limits, choices and tooltip from the schema', () => {
    expect(field('npt')).toMatchObject({
      kind: 'integer',
      min: 1,
      max: 1000000,
      isOptional: false,
      hint: 'Number of radial bins',
    });
    expect(field('split')?.options.map(({ value }) => value)).toEqual(['no', 'bbox', 'full']);
    expect(field('maskBelow')).toMatchObject({ kind: 'number', isOptional: true });
    expect(field('radialRange')?.kind).toBe('range');
    expect(field('solidAngle')?.kind).toBe('switch');
  });

  it('build groups from their members, limits included', () => {
    const members = field('polarization')?.members;
    expect(members?.map(({ key, min, max }) => [key, min, max])).toEqual([
      ['factor', -1, 1],
      ['offsetDeg', undefined, undefined],
    ]);
  });
});
