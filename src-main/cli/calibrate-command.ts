import type { Command } from 'commander';
import { REFINABLE } from '../../src-shared/calibration/refine-geometry.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrateOptions } from './calibrate-run.ts';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import {
  choiceListOption,
  choiceOption,
  integerOption,
  numberOption,
  pairOption,
  positiveOption,
  repeatedOption,
} from './option-values.ts';

export function defineCalibrate(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('calibrate <IMAGE...>')
    .summary('geometry from the image of a calibrant')
    .description(
      'Finds the geometry of a detector from the image of a calibrant, by itself, and says whether to trust it: good, ' +
        'check or bad, with reasons. Several images are calibrated one by one. Without --out nothing is written.',
    )
    .requiredOption('--calibrant <NAME|FILE.D>', 'calibrant of the catalogue, or a file of d-spacings')
    .option('--wavelength <A>', 'wavelength, Å (that of --poni or of the image header)', positiveOption('--wavelength'))
    .option('--energy <KEV>', 'photon energy, keV, in place of a wavelength', positiveOption('--energy'))
    .option('--detector <NAME>', 'detector of the catalogue')
    .option('--pixel-size <UM[,UM]>', 'pixel size, µm (slow, fast)', pixelSizeOption)
    .option('--distance <MM>', 'hint: sample to detector along the beam, mm', positiveOption('--distance'))
    .option('--centre <X,Y>', 'hint: beam centre, px, column then row, corner origin', pairOption('--centre'))
    .option('--poni <FILE>', 'start from an earlier calibration and report the drift')
    .option('--mask <FILE>', 'pixels to ignore: non-zero; may be repeated', repeatedOption)
    .option('--mask-below <V>', 'ignore values below', numberOption('--mask-below'))
    .option('--mask-above <V>', 'ignore values above', numberOption('--mask-above'))
    .option('--no-detector-mask', 'use the pixels in the gaps that the catalogue knows')
    .option('--rings <N>', 'use the first N rings only', integerOption('--rings', 1, 10_000))
    .option('--fix <P[,P]>', `hold at the values of --poni: ${REFINABLE.join(' ')}`, choiceListOption('--fix', FIXABLE))
    .option('--refine <P>', 'refine wavelength as well', choiceOption('--refine', ['wavelength']))
    .option('--flip-rows', 'reverse the rows of image and masks on reading')
    .option('--out <FILE.poni>', 'calibration to write')
    .option('--keep-bad', 'write it even if the verdict is bad')
    .option('--overwrite', 'replace an existing file');
  withCommonOptions(command, [
    'annulus calibrate CeO2.tif --calibrant CeO2 --wavelength 0.4066 --pixel-size 172 --out CeO2.poni',
    'annulus calibrate LaB6.cbf --calibrant LaB6 --energy 30 --detector Pilatus1M --poni last.poni --json',
  ]).action(async (images: string[], options: CalibrateOptions) => {
    const { runCalibrate } = await import('./calibrate-run.ts');
    finish(await runCalibrate(images, options, signal));
  });
}

const FIXABLE = [...REFINABLE, 'rot3'] as const;

function pixelSizeOption(text: string): [number, number] {
  const pair = text.includes(',') ? pairOption('--pixel-size')(text) : undefined;
  const [slow, fast] = pair ?? [positiveOption('--pixel-size')(text), positiveOption('--pixel-size')(text)];
  if (!(slow > 0 && fast > 0))
    throw new AppError('usage', `--pixel-size is ${text}: sizes above 0 in µm were expected.`);
  return [slow, fast];
}
