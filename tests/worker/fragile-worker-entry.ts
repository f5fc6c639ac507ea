// The worker thread as it is, but one that dies in the middle of a job when a file or an image asks for it.
import { parentPort } from 'node:worker_threads';
import '../../src-main/worker/worker-entry.ts';

parentPort?.on('message', ({ input }: { input: unknown }) => {
  if (asksToDie(input)) process.exit(3);
});

function asksToDie(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  const { sources, image } = input as { sources?: { path?: string }[]; image?: { metadata: unknown } };
  return JSON.stringify([sources?.map(({ path }) => path), image?.metadata]).includes('kill-the-thread');
}
