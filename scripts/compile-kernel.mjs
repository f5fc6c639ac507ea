// Compiles AssemblyScript to WebAssembly: `node scripts/compile-kernel.mjs OUT.wasm [kernel|unpack|text]`, the integration
// kernel, the decoder of compressed chunks, or the writer of numbers as text.
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sources (the compiler takes paths from the root of the repository), and whether threads share the memory. */
const PROGRAMS = {
  kernel: { source: 'src-main/kernel/assembly/index.ts', isShared: true },
  unpack: { source: 'src-main/unpack/assembly/index.ts', isShared: false },
  text: { source: 'src-main/text/assembly/index.ts', isShared: false },
};

export async function compileKernel(outFile, program = 'kernel') {
  const { source, isShared } = PROGRAMS[program];
  const asc = await import('assemblyscript/asc');
  await mkdir(dirname(outFile), { recursive: true });
  const draft = `${outFile}.${process.pid}`;
  const { error, stderr } = await asc.main([
    source,
    '--outFile',
    draft,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
    '--enable',
    'simd', // but not relaxed SIMD: its results differ between machines
    ...(isShared ? ['--sharedMemory', '--enable', 'threads'] : []),
  ]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  await rename(draft, outFile);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [outFile, program = 'kernel'] = process.argv.slice(2);
  if (!outFile || !Object.hasOwn(PROGRAMS, program)) {
    console.error('Usage: node scripts/compile-kernel.mjs OUT.wasm [kernel|unpack|text]');
    process.exit(2);
  }
  await compileKernel(outFile, program);
}
