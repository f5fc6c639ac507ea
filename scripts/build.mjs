// Builds everything that runs: the kernel (AssemblyScript), the Node parts (esbuild) and the window (Vite).
// `node scripts/build.mjs [--node-only]`; `--if-stale` does nothing when out/ is newer than every source.
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compileKernel } from './compile-kernel.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
process.chdir(ROOT);
const only = new Set(process.argv.slice(2));

async function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const info = await stat(path).catch(() => null);
    if (!info) continue;
    latest = Math.max(latest, info.mtimeMs);
    if (info.isDirectory())
      for (const name of await readdir(path, { recursive: true }))
        latest = Math.max(latest, (await stat(join(path, name))).mtimeMs);
  }
  return latest;
}

if (only.has('--if-stale')) {
  const sources = await newest([
    'src-main',
    'src-shared',
    'src-renderer',
    'schemas',
    'scripts/build.mjs',
    'scripts/compile-kernel.mjs',
    'package.json',
    'package-lock.json',
    'vite.config.ts',
  ]);
  const built = await stat('out/built').catch(() => null);
  if (built && built.mtimeMs > sources) process.exit(0);
}

const version = JSON.parse(await readFile('package.json', 'utf8')).version;
if (!only.has('--node-only')) await rm('out', { recursive: true, force: true });
await mkdir('out/main', { recursive: true });

// Kernel, decoder of compressed chunks, and writer of numbers
await compileKernel('out/main/kernel.wasm');
await compileKernel('out/main/unpack.wasm', 'unpack');
await compileKernel('out/main/text.wasm', 'text');

// Node parts. ESM needs `require` for packages that are CommonJS inside.
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  define: { __ANNULUS_VERSION__: JSON.stringify(version) },
  packages: 'external',
};
const entries = {
  cli: 'src-main/cli/main.ts',
  'worker-entry': 'src-main/worker/worker-entry.ts',
  'calibration-entry': 'src-main/worker/calibration-entry.ts',
  'mask-entry': 'src-main/worker/mask-entry.ts',
  'saxsdog-entry': 'src-main/worker/saxsdog-entry.ts',
  'electron-main': 'src-main/electron/main.ts',
};
await build({
  ...common,
  entryPoints: entries,
  outdir: 'out/main',
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
});
await build({
  ...common,
  entryPoints: ['src-main/electron/preload.ts'],
  outfile: 'out/main/preload.cjs',
  format: 'cjs',
  packages: 'bundle',
  external: ['electron'],
});
await cp('schemas', 'out/main/schemas', { recursive: true });

// Window
if (!only.has('--node-only')) {
  const { build: viteBuild } = await import('vite');
  await viteBuild({ configFile: 'vite.config.ts', logLevel: 'warn' });
  await writeFile('out/built', new Date().toISOString());
}
