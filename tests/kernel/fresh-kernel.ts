import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Makes sure that the compiled kernel belongs to its sources; the build has usually seen to that. */
export function compileKernelIfStale(): void {
  compileIfStale('kernel');
}

/** The same for the decoder of compressed chunks. */
export function compileUnpackerIfStale(): void {
  compileIfStale('unpack');
}

/** The same for the writer of numbers. */
export function compileTextIfStale(): void {
  compileIfStale('text');
}

function compileIfStale(program: 'kernel' | 'unpack' | 'text'): void {
  const compiled = join(ROOT, `out/main/${program}.wasm`);
  const sources = join(ROOT, `src-main/${program}/assembly`);
  const newest = Math.max(...readdirSync(sources).map((name) => statSync(join(sources, name)).mtimeMs));
  if (existsSync(compiled) && statSync(compiled).mtimeMs >= newest) return;
  execFileSync(process.execPath, ['scripts/compile-kernel.mjs', compiled, program], { cwd: ROOT });
}
