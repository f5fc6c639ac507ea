// Calibrates simulated images whose truth is known, and counts what comes out:
// `npm run study -- [--cases 200] [--seed 1] [--tag TAG] [--only N] [--jobs 1] [--json] [--markdown FILE]`
// `npm run study -- --coverage 200` asks how often the truth lies inside the uncertainties given.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const cwd = process.cwd();
process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    coverage: { type: 'string' },
    seed: { type: 'string', default: '1' },
    tag: { type: 'string' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'string' },
  },
});
const numbers = ['cases', 'seed', 'jobs', 'coverage', 'only'].map((name) => [name, values[name]]);
const wrong = numbers.find(([, text]) => text !== undefined && !/^[0-9]+$/.test(text));
if (wrong) {
  console.error(`--${wrong[0]} is "${wrong[1]}": a whole number was expected.`);
  process.exit(2);
}

await mkdir('out/study', { recursive: true });
await build({
  entryPoints: ['scripts/study/run-study.ts', 'scripts/study/study-process.ts'],
  outdir: 'out/study',
  entryNames: '[name]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
const { runStudy } = await import(pathToFileURL('out/study/run-study.mjs').href);
const markdown = await runStudy({
  process: fileURLToPath(new URL('../out/study/study-process.mjs', import.meta.url)),
  cases: Number(values.cases),
  seed: Number(values.seed),
  jobs: Math.max(1, Number(values.jobs)),
  json: values.json,
  ...(values.coverage === undefined ? {} : { coverage: Number(values.coverage) }),
  ...(values.tag === undefined ? {} : { tag: values.tag }),
  ...(values.only === undefined ? {} : { only: Number(values.only) }),
});
process.chdir(cwd);
if (values.markdown !== undefined)
  await putMarkdown(values.markdown, values.coverage === undefined ? 'study' : 'coverage');

/** A page that has a place for the table keeps everything else; any other file becomes the table. */
async function putMarkdown(path, place) {
  const page = existsSync(path) ? await readFile(path, 'utf8') : '';
  const marks = new RegExp(`(<!-- ${place}: begin[^>]*-->)[^]*(<!-- ${place}: end -->)`);
  await writeFile(path, marks.test(page) ? page.replace(marks, `$1\n\n${markdown}\n$2`) : markdown);
}
