import type { Command } from 'commander';
import { colourMaps } from '../../src-shared/figure/colour-maps.ts';
import { intensityScales } from '../../src-shared/figure/intensity-scale.ts';
import type { CommandContext } from './command-context.ts';
import { withCommonOptions } from './common-options.ts';
import { parseColour } from './curve-style.ts';
import { choiceOption, integerOption, pairOption, positiveOption, repeatedOption } from './option-values.ts';
import type { PictureOptions } from './picture-run.ts';

export function definePicture(program: Command, { signal, finish }: CommandContext): void {
  const maps = colourMaps.map(({ id }) => id);
  const scales = intensityScales.map(({ id }) => id);
  const command = program
    .command('picture <IMAGE>')
    .summary('a detector image as a picture')
    .description(
      'Draws an image, row 0 on top, with axes in pixels and a bar of colours. Pictures of patterns and cakes: ' +
        'annulus integrate --format svg, annulus cake --layout svg, annulus plot.',
    )
    .requiredOption('-o, --out <FILE>', 'picture: .svg, .pdf or .png')
    .option('--colour-map <M>', `${maps.join(' ')} (inferno)`, choiceOption('--colour-map', maps))
    .option('--scale <S>', `${scales.join(' ')} (log)`, choiceOption('--scale', scales))
    .option(
      '--levels <A,B>',
      'intensities of the first and the last colour (1 to 99.9 % of the pixels)',
      pairOption('--levels'),
    )
    .option(
      '--z-score <Z>',
      'levels at the mean ∓ Z standard deviations of the pixels not masked',
      positiveOption('--z-score'),
    )
    .option(
      '--mask <FILE>',
      'mask, non-zero is drawn in one colour and left out of the levels; repeatable',
      repeatedOption,
    )
    .option('--mask-colour <C>', 'a name such as red, or #rrggbb (pale grey)', parseColour)
    .option('--frame <N>', 'frame of a file with several, counted from 0 (0)', integerOption('--frame', 0, 1e9))
    .option('--title <TITLE>', 'title (the name of the file)')
    .option('--no-axes', 'the image alone, without axes, title and colours')
    .option('--overwrite', 'replace FILE');
  withCommonOptions(command, [
    'annulus picture CeO2.tif -o CeO2.png',
    'annulus picture CeO2.tif --mask bad.npy --z-score 2 --scale linear --colour-map viridis -o CeO2.pdf',
  ]).action(async (image: string, options: PictureOptions) => {
    const { runPicture } = await import('./picture-run.ts');
    finish(await runPicture(image, options, signal));
  });
}
