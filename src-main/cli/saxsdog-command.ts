import { Option, type Command } from 'commander';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import { integerOption } from './option-values.ts';
import type { SaxsdogOptions } from './saxsdog-run.ts';

export function defineSaxsdog(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('saxsdog <DIR>')
    .summary('a directory tree of images to curves, as SAXSdog does')
    .description(
      'Converts all .tif images in and below DIR to .chi curves, one for each mask and slice of a SAXSdog calibration. ' +
        'Curves of DIR/x.tif become DIR/../work/x.chi, further ones x_cR1.chi, x_cS0.chi and so on. The calibration ' +
        'decides whether curves that exist are replaced (OverwriteFiles) and whether a list of the images done is kept ' +
        'in results/ beside DIR (Live-Filelisting).',
    )
    .option('-c, --calibration <FILE>', 'SAXSdog calibration', 'cal.json')
    .option('-t, --threads <N>', 'threads, each with an image of its own', integerOption('--threads', 1, 256), 1)
    .option('-m, --plot', 'draw the curves of each image in the terminal')
    .option('-w, --watch', 'stay, and process images that arrive or change')
    .option('-r, --resume', 'leave out curves that exist already')
    .option('-o, --out <DIR>', 'write all curves to one folder, the path of the image in their names')
    .option('-R, --relpath <REL>', 'folder of the curves, from the folder of the image', '../work')
    .option('-s, --svg', 'also write the curves as a picture, .svg')
    .option('-p, --png', 'also write the image from its least to its largest value, .png')
    .option('-P, --profile', 'work in one thread, and write its processor profile to the file "prof"')
    .option('-S, --silent', 'print problems only')
    .option('-n, --nowalk', 'leave out the images that are there already: for -w')
    .option('-D, --walk-in-parallel', 'look for images while others are processed')
    .addOption(new Option('-V, --servermode', 'accepted as in the original, where the server set it').hideHelp())
    .option('--compatible', 'repeat the quirks of the original, to the last digit');
  withCommonOptions(command, [
    'annulus saxsdog -c cal.json data',
    'annulus saxsdog -c cal.json -w -t 4 -o curves data',
  ]).action(async (folder: string, options: SaxsdogOptions) => {
    const { runSaxsdog } = await import('./saxsdog-run.ts');
    finish(await runSaxsdog(folder, options, signal));
  });
}
