import type { Command } from 'commander';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import { addPatternBackgroundOptions, addFormatOption, addIntegrateOptions } from './integrate-options.ts';
import type { IntegrateOptions } from './integrate-options.ts';

export function defineIntegrate(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('integrate [IMAGE...]')
    .summary('images to radial patterns')
    .description(
      'Integrates images to radial patterns. IMAGE is a file, a glob, a folder, file.h5::/path/to/dataset or @list.txt (a name in each line); files with ' +
        'several frames give one result per frame. Values that begin with a minus sign are given as --name=value.',
    );
  addFormatOption(command);
  addPatternBackgroundOptions(command);
  addIntegrateOptions(command);
  withCommonOptions(command, [
    'annulus integrate CeO2.tif --poni CeO2.poni --flip-rows --mask-below 1 --polarization 0.99',
    'annulus integrate frames/ --poni setup.poni --unit q_A^-1 --npt 2000 --error-model poisson --format xye,csv --out patterns',
    'annulus integrate scan/ --recursive --poni setup.poni --out patterns --summary patterns/summary.csv',
    'annulus integrate --recipe config_desy_2021.yaml',
    'annulus integrate run_master.h5 --frames 0:1000:10 --poni setup.poni --format h5',
  ]).action(async (images: string[], options: IntegrateOptions) => {
    const { runIntegrate } = await import('./integrate-run.ts');
    finish(await runIntegrate(images, options, signal));
  });
}
