import type { Command } from 'commander';
import { RADIAL_UNITS } from '../../src-shared/quantity/radial-unit.ts';
import { autoMaskOption } from './auto-mask-option.ts';
import type { CommandContext } from './command-context.ts';
import { withCommonOptions } from './common-options.ts';
import type { MaskOptions } from './mask-run.ts';
import {
  choiceOption,
  integerOption,
  numberListOption,
  numberOption,
  pairOption,
  positiveOption,
  repeatedOption,
} from './option-values.ts';

/** Numbers of an option that may be given several times. */
const repeatedNumbers =
  (name: string) =>
  (text: string, before: number[][] | undefined): number[][] => [...(before ?? []), numberListOption(name)(text)];

export function defineMask(program: Command, { signal, finish }: CommandContext): void {
  const units = RADIAL_UNITS.map(({ id }) => id);
  const command = program
    .command('mask <IMAGE>')
    .summary('a mask from values, shapes, rings and files')
    .description(
      'Writes a mask for an image: 1 = masked, in the order in which the image is stored. By the suffix of FILE: .npy ' +
        '.edf .msk .tif .mask (a TIFF, as Dioptas has it), or .mask.json for layers that the window can edit. Places are in pixels, column then row, ' +
        'corner origin. Options act in the order of this list.',
    )
    .option('--out <FILE>', 'the mask')
    .option('--layers <FILE>', 'begin with the layers of a .mask.json')
    .option('--mask <FILE>', 'a mask, non-zero is masked; repeatable', repeatedOption)
    .option('--keep-mask <FILE>', 'a mask of the other kind: 1 = keep, as at SACLA; repeatable', repeatedOption)
    .option('--detector <NAME>', 'mask the gaps of this detector')
    .option('--below <V>', 'mask values below V', numberOption('--below'))
    .option('--above <V>', 'mask values above V', numberOption('--above'))
    .option('--between <A,B>', 'mask values from A to B', pairOption('--between'))
    .option('--non-finite', 'mask values that are no number, or infinite')
    .option('--rectangle <X1,Y1,X2,Y2>', 'repeatable', repeatedNumbers('--rectangle'))
    .option('--circle <X,Y,RADIUS>', 'repeatable', repeatedNumbers('--circle'))
    .option('--ellipse <X,Y,RX,RY,DEG>', 'repeatable', repeatedNumbers('--ellipse'))
    .option('--polygon <X,Y,X,Y,X,Y…>', 'repeatable', repeatedNumbers('--polygon'))
    .option(
      '--arc <X,Y,R1,R2,FROM,TO>',
      'part of a ring, degrees: 0 east, 90 south; repeatable',
      repeatedNumbers('--arc'),
    )
    .option('--radial-range <A,B>', 'mask a range of --unit; needs --poni', pairOption('--radial-range'))
    .option('--unit <U>', `of --radial-range: ${units.join(' ')} (2th_deg)`, choiceOption('--unit', units))
    .option('--azimuth-range <A,B>', 'mask a range of azimuths, degrees; needs --poni', pairOption('--azimuth-range'))
    .option(
      '--hot-pixels <N>',
      'mask pixels that exceed their neighbours by N times their spread',
      positiveOption('--hot-pixels'),
    )
    .option(
      '--auto-mask <SETTINGS>',
      'automatic mask, values after = only: alpha=2,edge=30,lower=0,upper=none,method=median|mean|sigma; its rings need --poni',
      autoMaskOption,
    )
    .option('--grow <R>', 'grow by R px', positiveOption('--grow'))
    .option('--shrink <R>', 'shrink by R px', positiveOption('--shrink'))
    .option('--invert', 'swap masked and free')
    .option('--poni <FILE>', 'calibration: .poni, or SAXSdog .json/.saxsconf')
    .option('--flip-rows', 'the calibration was made with reversed rows (Dioptas)')
    .option('--orientation <1..4>', 'replace the orientation of the calibration', integerOption('--orientation', 1, 4))
    .option('--dark <FILE>', 'subtract before looking at values')
    .option('--background <FILE>', 'subtract, scaled, before looking at values')
    .option('--background-scale <S>', 'factor of the background (1)', numberOption('--background-scale'))
    .option('--frame <N>', 'frame of a file with several, counted from 0 (0)', integerOption('--frame', 0, 1e9))
    .option('--overwrite', 'replace FILE');
  withCommonOptions(command, [
    'annulus mask CeO2.tif --poni CeO2.poni --auto-mask --out bad.npy',
    'annulus mask CeO2.tif --poni CeO2.poni --auto-mask=alpha=3,edge=10 --mask dead.npy --out bad.edf',
    'annulus mask a.cbf --detector Pilatus1M --below 0 --polygon 10,10,200,15,90,220 --grow 1 --out a.mask.json',
  ]).action(async (image: string, options: MaskOptions) => {
    const { runMask } = await import('./mask-run.ts');
    finish(await runMask(image, options, signal));
  });
}
