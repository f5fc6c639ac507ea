import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withCommonOptions } from './common-options.ts';
import { addPatternBackgroundOptions, addFormatOption, addIntegrateOptions } from './integrate-options.ts';
import { positiveOption } from './option-values.ts';
import type { WatchOptions } from './watch-run.ts';

export function defineWatch(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('watch <DIR>')
    .summary('integrate images as they arrive')
    .description(
      'Integrates the images of a folder and every image that arrives or is written again, until it is interrupted. ' +
        'An image is read once it is complete: when all is there that its header announces, or when it has not ' +
        'changed for a second. Works on network drives. Results that exist are kept unless the image changes.',
    );
  addPatternBackgroundOptions(addFormatOption(addIntegrateOptions(command)))
    .option('--stop-after <S>', 'end when nothing has arrived for S seconds', positiveOption('--stop-after'))
    .option(
      '--from <FILE>',
      'names of files to integrate, a line each, in place of looking into the folder: - (standard input, a pipe) until ' +
        'it is closed, or a list that grows; relative names begin at DIR',
    );
  withCommonOptions(command, [
    'annulus watch /beamline/run42 --poni setup.poni --npt 2000 --format xy --out integrated',
    'annulus watch run42 --recursive --recipe run.json --stop-after 600',
    'python announce.py | annulus watch run42 --from - --poni setup.poni --out integrated',
  ]).action(async (folder: string, options: WatchOptions) => {
    const { runWatch } = await import('./watch-run.ts');
    finish(await runWatch(folder, options, signal));
  });
}
