import type { Command } from 'commander';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import { integerOption } from './option-values.ts';
import type { DemoOptions } from './demo-run.ts';

export function defineDemo(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('demo')
    .summary('the whole job without any input')
    .description(
      'Simulates an image of CeO2 on a Pilatus 1M, calibrates it with no hints, integrates it, and prints what it found.',
    )
    .option('--out <DIR>', 'folder for the files (a new temporary folder)')
    .option('--overwrite', 'replace files that exist')
    .option('--workers <N>', 'worker threads (all cores)', integerOption('--workers', 1, 256));
  withCommonOptions(command, ['annulus demo --out /tmp/demo']).action(async (options: DemoOptions) => {
    const { runDemo } = await import('./demo-run.ts');
    finish(await runDemo(options, signal));
  });
}
