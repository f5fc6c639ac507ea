// Generates src-shared/model/schema-types.generated.ts and pages of docs/ from schemas/, the one definition of what is
// stored or sent.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

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
const outputs = [['src-shared/model/schema-types.generated.ts', TARGET, source]];

// Pages about files that people edit by hand.
const PAGES = [
  ['saxsdog-calibration', 'docs/saxsdog-calibration.md', 'The SAXSdog calibration file'],
  ['saxsdog-network', 'docs/saxsdog-network.md', 'The list of SAXSdog servers'],
  ['saxsdog-merge', 'docs/saxsdog-merge.md', 'The SAXSdog merge file'],
  ['recipe', 'docs/recipe-integrate.md', 'The recipe of annulus integrate'],
  ['cake-recipe', 'docs/recipe-cake.md', 'The recipe of annulus cake'],
  ['calibration-recipe', 'docs/recipe-calibrate.md', 'The recipe of annulus calibrate'],
  ['session', 'docs/session-file.md', 'The session file'],
];
const bundle = await build({
  stdin: {
    contents: `export { schemaPage } from './src-shared/schema-tree/schema-page.ts';
export { createSchemaSet } from './src-shared/schema-tree/schema-set.ts';`,
    resolveDir: new URL('..', import.meta.url).pathname,
  },
  bundle: true,
  write: false,
  format: 'esm',
  logLevel: 'warning',
});
const { schemaPage, createSchemaSet } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString('base64')}`
);
for (const [name, page, title] of PAGES) {
  const path = new URL(`../${page}`, import.meta.url).pathname;
  const root = schemas.get(`annulus/${name}.schema.json`);
  const text = schemaPage(createSchemaSet(root, [...schemas.values()]), title);
  outputs.push([page, path, await format(text, { ...(await resolveConfig(path)), parser: 'markdown' })]);
}

for (const [name, path, text] of outputs) {
  if (!process.argv.includes('--check')) await writeFile(path, text);
  else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    console.error(`${name} does not match schemas/: run \`npm run generate\`.`);
    process.exitCode = 1;
  }
}
