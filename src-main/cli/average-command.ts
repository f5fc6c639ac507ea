import type { Command } from 'commander';
import type { AverageOptions } from './average-run.ts';
import type { CommandContext } from './command-context.ts';
import { withCommonOptions } from './common-options.ts';
import { numberListOption } from './option-values.ts';

export function defineAverage(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('average <IMAGE...>')
    .summary('mean or sum of images')
    .description(
      'Averages all frames of all images into one, pixel by pixel: .tif, .edf or .npy by the suffix of --out. Pixels that ' +
        'a frame marks as masked count in the others alone; where no frame has one it becomes nan.',
    )
    .requiredOption('--out <FILE>', 'image to write')
    .option('--weights <W,W,…>', 'one weight for each file, for all its frames (1)', numberListOption('--weights'))
    .option('--sum', 'the weighted sum instead of the mean; negative weights subtract')
    .option('--float64', 'write float64 (float32)')
    .option('--frames <A:B:STEP>', 'frames of multi-frame files, B excluded (all)')
    .option('--overwrite', 'replace FILE');
  withCommonOptions(command, [
    'annulus average dark_*.tif --out dark.tif',
    'annulus average sample.tif empty.tif --sum --weights=1,-0.8 --out difference.tif',
  ]).action(async (images: string[], options: AverageOptions) => {
    const { runAverage } = await import('./average-run.ts');
    finish(await runAverage(images, options, signal));
  });
}
