// Generates src-shared/model/schema-types.generated.ts from schemas/, the one definition of what is stored or sent.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const SCHEMAS = new URL('../schemas/', import.meta.url).pathname;
const TARGET = new URL('../src-shared/model/schema-types.generated.ts', import.meta.url).pathname;

const names = (await readdir(SCHEMAS, { recursive: true })).filter((name) => name.endsWith('.schema.json')).sort();
const schemas = new Map();
for (const name of names) {
  const schema = JSON.parse(await readFile(join(SCHEMAS, name), 'utf8'));
  schemas.set(schema.$id, schema);
}
const definitions = {};
const key = (id) => schemas.get(id).title;
const inline = (node) => {
  if (Array.isArray(node)) return node.map(inline);
  if (!node || typeof node !== 'object') return node;
  if (typeof node.$ref === 'string' && schemas.has(node.$ref)) return { $ref: `#/definitions/${key(node.$ref)}` };
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => name !== '$id' && name !== '$schema')
      .map(([name, value]) => [name, inline(value)]),
  );
};
for (const [id, schema] of schemas) definitions[key(id)] = inline(schema);
const properties = Object.fromEntries(
  Object.keys(definitions).map((name) => [name, { $ref: `#/definitions/${name}` }]),
);
const umbrella = {
  title: 'EverySchema',
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  definitions,
};
const source = await compile(umbrella, 'EverySchema', {
  bannerComment: '// Generated from schemas/ by `npm run generate`. Do not edit.',
  style: { singleQuote: true, printWidth: 120 },
  unreachableDefinitions: false,
});
if (process.argv.includes('--check')) {
  const current = await readFile(TARGET, 'utf8').catch(() => '');
  if (current !== source) {
    console.error('src-shared/model/schema-types.generated.ts does not match schemas/: run `npm run generate`.');
    process.exit(1);
  }
} else await writeFile(TARGET, source);
