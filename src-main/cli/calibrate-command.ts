import type { Command } from 'commander';
import { REFINABLE } from '../../src-shared/calibration/refine-geometry.ts';
import type { Orientation } from '../../src-shared/geometry/orientation.ts';
import { type CalibrateOptions, cellOption, distancesOption, pixelSizeOption } from './calibrate-options.ts';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import {
  choiceListOption,
  choiceOption,
  integerOption,
  numberListOption,
  numberOption,
  pairOption,
  positiveOption,
  repeatedOption,
} from './option-values.ts';

export function defineCalibrate(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('calibrate [IMAGE...]')
    .summary('geometry from the image of a calibrant')
    .description(
      'Finds the geometry of a detector from the image of a calibrant, by itself, and says whether to trust it: good, ' +
        'check or bad, with reasons. Several images are calibrated one by one, with a table at the ' +
        'end, or with --together. Without --out nothing is written; with it, FILE.calibration.json (how to repeat it) and FILE.npt (points) beside FILE.poni.',
    )
    .option('--calibrant <NAME|FILE.D>', 'calibrant of the catalogue, or a file of d-spacings (the likeliest)')
    .option(
      '--cell <LATTICE,A[,…]>',
      'calibrant by its unit cell, Å and degrees: F,5.411651 or R,4.759,12.99',
      cellOption,
    )
    .option('--wavelength <A>', 'wavelength, Å (that of --poni or of the image header)', positiveOption('--wavelength'))
    .option('--energy <KEV>', 'photon energy, keV, in place of a wavelength', positiveOption('--energy'))
    .option('--detector <NAME>', 'detector of the catalogue')
    .option('--pixel-size <UM[,UM]>', 'pixel size, µm (slow, fast)', pixelSizeOption)
    .option('--distance <MM>', 'hint: sample to detector along the beam, mm', positiveOption('--distance'))
    .option('--centre <X,Y>', 'hint: beam centre, px, column then row, corner origin', pairOption('--centre'))
    .option('--points <FILE.npt>', 'hint: points on rings, as pyFAI writes them')
    .option('--poni <FILE>', 'start from an earlier calibration and report the drift')
    .option('--orientation <N>', 'orientation 1 to 4, as in .poni files (that of --poni, or 3)', orientationOption)
    .option('--mask <FILE>', 'pixels to ignore: non-zero; may be repeated', repeatedOption)
    .option('--mask-below <V>', 'ignore values below', numberOption('--mask-below'))
    .option('--mask-above <V>', 'ignore values above', numberOption('--mask-above'))
    .option('--no-detector-mask', 'use the pixels in the gaps that the catalogue knows')
    .option('--rings <N>', 'use the first N rings only', integerOption('--rings', 1, 10_000))
    .option(
      '--fix <P[,P]>',
      `hold at the values of --poni, --distance, --centre, or no tilt: ${REFINABLE.join(' ')}`,
      fixOption,
    )
    .option('--refine <P>', 'refine wavelength as well', choiceOption('--refine', ['wavelength']))
    .option('--flip-rows', 'reverse the rows of image and masks on reading')
    .option('--recipe <FILE>', 'repeat a calibration, as FILE.calibration.json says')
    .option('--together', 'refine all images at once, with one wavelength')
    .option('--distances <MM,MM…|free>', 'of --together: the detector moved along a line', distancesOption)
    .option('--rotations <DEG,DEG…>', 'of --together: the detector rotated', numberListOption('--rotations'))
    .option(
      '--workers <N>',
      'threads: images at a time, or for one image (all cores)',
      integerOption('--workers', 1, 256),
    )
    .option('--out <FILE.poni>', 'calibration to write')
    .option('--report <FILE.html>', 'report to write: verdict, numbers, pictures')
    .option('--keep-bad', 'write it even if the verdict is bad')
    .option('--overwrite', 'replace existing files');
  withCommonOptions(command, [
    'annulus calibrate CeO2.tif --calibrant CeO2 --wavelength 0.4066 --pixel-size 172 --out CeO2.poni',
    'annulus calibrate LaB6.cbf --calibrant LaB6 --energy 30 --detector Pilatus1M --poni last.poni --json',
    'annulus calibrate --recipe CeO2.calibration.json --out again.poni',
  ]).action(async (images: string[], options: CalibrateOptions) => {
    const { runCalibrate } = await import('./calibrate-run.ts');
    finish(await runCalibrate(images, options, signal));
  });
}

const fixOption = choiceListOption('--fix', [...REFINABLE, 'rot3'] as const);
const orientationOption = (text: string): Orientation =>
  Number(choiceOption('--orientation', ['1', '2', '3', '4'])(text)) as Orientation;
