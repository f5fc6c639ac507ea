import type { Command } from 'commander';
import { addCakeOptions, type CakeOptions } from './cake-options.ts';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';

export function defineCake(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('cake [IMAGE...]')
    .summary('images to cakes: intensity over azimuth and radius')
    .description(
      'Cuts images into cakes and integrates each along the radius. IMAGE is a file, a glob, a folder or ' +
        'file.h5::/path/to/dataset. With --azimuth-range the cakes divide the range, and the first begins at its first ' +
        'end. Beside every result stands STEM.json with both axes, start and sense.',
    );
  addCakeOptions(command);
  withCommonOptions(command, [
    'annulus cake CeO2.tif --poni CeO2.poni --cakes 36 --start west --npt 5000 --radial-range 2,8',
    'annulus cake scan/ --poni setup.poni --cakes 72 --unit r_mm --layout maud --out texture-maud',
    'annulus cake a.tif --poni setup.poni --azimuth-range=-45,45 --cakes 90 --layout npy,h5',
  ]).action(async (images: string[], options: CakeOptions) => {
    const { runCake } = await import('./cake-run.ts');
    finish(await runCake(images, options, signal));
  });
}
