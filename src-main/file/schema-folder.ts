import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../src-shared/model/app-error.ts';

/** Where the schemas lie: beside the built program, or in the checkout when run from source. */
function findSchemaFolder(): string {
  const folder = ['./schemas/', '../../schemas/']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (!folder) throw new AppError('internal', 'The folder "schemas" is missing: run `npm run build` again.');
  return folder;
}

/** Every JSON schema of the program, parsed, in no particular order. */
export async function readSchemas(folder = findSchemaFolder()): Promise<Record<string, unknown>[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.schema.json'));
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, unknown>),
  );
}
