import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';

export function defineInfo(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('info <FILE>')
    .summary('what a file is')
    .description('Says what a file is: its kind, shape, type and header. FILE may be file.h5::/path/to/dataset.');
  withCommonOptions(command, ['annulus info CeO2.tif', 'annulus info setup.poni --json']).action(
    async (file: string, options: CommonOptions) => {
      const { runInfo } = await import('./info-run.ts');
      finish(await runInfo(file, options, signal));
    },
  );
}
