import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withCommonOptions } from './common-options.ts';
import { addIntegrateOptions } from './integrate-options.ts';
import { choiceOption } from './option-values.ts';
import { SEPARATED_SUFFIXES, type SeparateOptions } from './separate-options.ts';

export function defineSeparate(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('separate [IMAGE...]')
    .summary('spots and the rest of images: Bragg and amorphous part')
    .description(
      'Separates images into what is the same all around the beam (STEM_amorphous) and what is left (STEM_bragg), which ' +
        'add up to the image; nan where a pixel is ignored. The amorphous part is the median of 360 sectors, or what ' +
        '--filter median:P1,P2 says. Beside the images stand both patterns as .xy; the Bragg pattern is the mean without the ' +
        'median. Splitting is bbox.',
    );
  addIntegrateOptions(command).option(
    '--image-format <F>',
    `format of the images: ${SEPARATED_SUFFIXES.join(' ')} (tif)`,
    choiceOption('--image-format', SEPARATED_SUFFIXES),
  );
  withCommonOptions(command, [
    'annulus separate crystal.tif --poni setup.poni --npt 2000',
    'annulus separate scan/*.cbf --poni setup.poni --filter median:10,60 --image-format edf --out separated',
  ]).action(async (images: string[], options: SeparateOptions) => {
    const { runSeparate } = await import('./separate-run.ts');
    finish(await runSeparate(images, options, signal));
  });
}
