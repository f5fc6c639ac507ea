import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-line.ts';
import { integerOption, positiveOption } from './option-values.ts';

export interface CalibrantsOptions extends CommonOptions {
  readonly wavelength?: number;
  readonly energy?: number;
  readonly lines?: number;
}

export function defineCalibrants(program: Command, { finish }: CommandContext): void {
  const command = program
    .command('calibrants [NAME]')
    .summary('the calibrant catalogue')
    .description('Lists the calibrants known; with a name, its lines by decreasing d, and their 2θ at a wavelength.')
    .option('--wavelength <A>', 'wavelength, Å', positiveOption('--wavelength'))
    .option('--energy <KEV>', 'photon energy, keV', positiveOption('--energy'))
    .option('--lines <N>', 'number of lines (20)', integerOption('--lines', 1, 10_000));
  withCommonOptions(command, ['annulus calibrants', 'annulus calibrants LaB6 --energy 25']).action(
    async (name: string | undefined, options: CalibrantsOptions) => {
      const { runCalibrants } = await import('./calibrants-run.ts');
      finish(runCalibrants(name, options));
    },
  );
}
