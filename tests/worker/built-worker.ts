import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { compileKernelIfStale, compileTextIfStale, compileUnpackerIfStale } from '../kernel/fresh-kernel.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles the entry of a worker thread from the sources, with what is compiled for it beside it: threads cannot load TypeScript.
 *
 * @param entry  path from the root of the repository
 */
export async function buildWorker(entry = 'src-main/worker/worker-entry.ts'): Promise<URL> {
  compileKernelIfStale();
  compileUnpackerIfStale();
  compileTextIfStale();
  // Inside node_modules, so that packages are found from there; a folder per process, so that runs do not meet.
  const name = createHash('sha1').update(`${process.pid} ${entry}`).digest('hex').slice(0, 12);
  const folder = join(ROOT, 'node_modules/.cache/annulus-test', name);
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'worker.mjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  for (const program of ['kernel.wasm', 'unpack.wasm', 'text.wasm'])
    copyFileSync(join(ROOT, 'out/main', program), join(folder, program));
  return pathToFileURL(outfile);
}
