import type { Command } from 'commander';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import { integerOption, positiveOption } from './option-values.ts';
import type { CalibrantsOptions } from './calibrants-run.ts';

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
