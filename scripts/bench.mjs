// Measures how fast images are integrated and read: `npm run bench -- [--json] [--peer pyfai] [--repeats N] [--quick]`.
// With --peer pyfai the same image and geometry go through pyFAI in the same run, turn by turn, and both results are
// compared; then whole commands on many files (few with --quick) are timed on both sides. python3 must have pyFAI (Debian:
// python3-pyfai), PYTHON names another interpreter.
import { copyFile, mkdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    peer: { type: 'string' },
    repeats: { type: 'string', default: '9' },
    quick: { type: 'boolean', default: false },
  },
});
const repeats = Number(values.repeats);
if ((values.peer !== undefined && values.peer !== 'pyfai') || !(Number.isInteger(repeats) && repeats > 0)) {
  console.error('Usage: npm run bench -- [--json] [--peer pyfai] [--repeats N] [--quick]');
  process.exit(2);
}

await mkdir('out/bench', { recursive: true });
await build({
  entryPoints: ['scripts/bench/run-bench.ts', 'src-main/worker/worker-entry.ts'],
  outdir: 'out/bench',
  entryNames: '[name]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
for (const program of ['kernel.wasm', 'unpack.wasm', 'text.wasm'])
  await copyFile(`out/main/${program}`, `out/bench/${program}`);
const { runBench } = await import(pathToFileURL('out/bench/run-bench.mjs').href);
process.exitCode = await runBench({ json: values.json, peer: values.peer === 'pyfai', repeats, quick: values.quick });
