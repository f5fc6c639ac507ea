import { parentPort } from 'node:worker_threads';

// Kills its thread in the way that the name of a job's detector asks for.
parentPort?.on('message', ({ detector }: { detector: { name: string } }) => {
  if (detector.name === 'exit') process.exit(3);
  if (detector.name === 'hang') for (;;);
});
