import { runCommandLine } from './command-line.ts';
import { EXIT_CANCELLED } from './exit-code.ts';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => {
    if (controller.signal.aborted) process.exit(EXIT_CANCELLED); // asked twice: leave at once
    controller.abort();
  });
// A reader that goes away (`annulus detectors | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), controller.signal);
