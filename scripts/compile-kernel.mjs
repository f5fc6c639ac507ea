// Compiles the integration kernel (AssemblyScript) to WebAssembly: `node scripts/compile-kernel.mjs OUT.wasm`.
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = 'src-main/kernel/assembly/index.ts'; // the compiler takes paths from the root of the repository

export async function compileKernel(outFile) {
  const asc = await import('assemblyscript/asc');
  await mkdir(dirname(outFile), { recursive: true });
  const draft = `${outFile}.${process.pid}`;
  const { error, stderr } = await asc.main([
    SOURCE,
    '--outFile',
    draft,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
    '--enable',
    'simd', // but not relaxed SIMD: its results differ between machines
    '--enable',
    'threads',
  ]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  await rename(draft, outFile);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [outFile] = process.argv.slice(2);
  if (!outFile) {
    console.error('Usage: node scripts/compile-kernel.mjs OUT.wasm');
    process.exit(2);
  }
  await compileKernel(outFile);
}
