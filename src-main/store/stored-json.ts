import type { Ajv } from 'ajv';
import type { StateFolder } from '../file/state-folder.ts';

/** One JSON file of the state folder, checked against its schema when it is read. */
export interface StoredJson<T> {
  /** @returns undefined where there is none, or none that can be used: a damaged file is set aside, not lost */
  load(): Promise<T | undefined>;
  save(value: T): Promise<void>;
}

/**
 * @param name  file name in the state folder, ending in .json
 * @param schema  $id of the schema
 */
export function createStoredJson<T>(state: StateFolder, ajv: Ajv, name: string, schema: string): StoredJson<T> {
  return {
    async load() {
      const text = await state.read(name);
      if (text === undefined) return undefined;
      const value = parse(text);
      const validate = ajv.getSchema<T>(schema);
      if (validate?.(value)) return value as T;
      const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
      await state.write(name.replace(/\.json$/, `.damaged-${stamp}.json`), text);
      await state.remove(name);
      return undefined;
    },
    async save(value) {
      await state.write(name, `${JSON.stringify(value, null, 2)}\n`);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
