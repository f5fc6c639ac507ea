import { existsSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { MaskJob } from '../../src-main/worker/mask-thread.ts';

// The mask thread, which begins a job whose first layer is called "wait for FILE" only once that file is there.
const PREFIX = 'wait for ';
const never = new Int32Array(new SharedArrayBuffer(4));

parentPort?.on('message', ({ input }: { readonly input: MaskJob }) => {
  const name = input.frame.layers[0]?.name ?? '';
  if (!name.startsWith(PREFIX)) return;
  while (!existsSync(name.slice(PREFIX.length))) Atomics.wait(never, 0, 0, 5); // ms
});

// After the listener above: listeners are called in their order.
await import('../../src-main/worker/mask-entry.ts');
