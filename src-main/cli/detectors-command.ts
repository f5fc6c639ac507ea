import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';

export function defineDetectors(program: Command, { finish }: CommandContext): void {
  const command = program
    .command('detectors')
    .summary('the detector catalogue')
    .description(
      'Lists the detectors known: name, rows × columns, pixel size, and whether the gaps between modules are known.',
    );
  withCommonOptions(command, ['annulus detectors', 'annulus detectors --json']).action(
    async (options: CommonOptions) => {
      const { runDetectors } = await import('./detectors-run.ts');
      finish(runDetectors(options));
    },
  );
}
