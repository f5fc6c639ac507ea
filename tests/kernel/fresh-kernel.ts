import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KERNEL = join(ROOT, 'out/main/kernel.wasm');
const SOURCES = join(ROOT, 'src-main/kernel/assembly');

/** Makes sure that the compiled kernel belongs to its sources; the build has usually seen to that. */
export function compileKernelIfStale(): void {
  const newest = Math.max(...readdirSync(SOURCES).map((name) => statSync(join(SOURCES, name)).mtimeMs));
  if (existsSync(KERNEL) && statSync(KERNEL).mtimeMs >= newest) return;
  execFileSync(process.execPath, ['scripts/compile-kernel.mjs', KERNEL], { cwd: ROOT });
}
