import type { Command } from 'commander';
import { AppError } from '../../src-shared/model/app-error.ts';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import {
  choiceOption,
  integerOption,
  notNegativeOption,
  numberOption,
  pairOption,
  positiveOption,
} from './option-values.ts';
import type { SimulateOptions } from './simulate-run.ts';

export function defineSimulate(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('simulate')
    .summary('images of a calibrant with known truth')
    .description(
      'Simulates the image of a calibrant. The geometry comes from --poni, or from --detector with --distance, --centre ' +
        'and a wavelength. The same options and seed give the same bytes.',
    )
    .requiredOption('--calibrant <NAME>', 'calibrant of the catalogue (`annulus calibrants` lists them)')
    .requiredOption('--out <IMAGE>', 'image to write, format by suffix: .tif .edf .cbf .npy')
    .option('--poni <FILE>', 'calibration: the truth')
    .option('--detector <NAME>', 'detector of the catalogue (`annulus detectors`); replaces that of --poni')
    .option('--distance <MM>', 'sample to detector along the beam, mm', positiveOption('--distance'))
    .option('--centre <X,Y>', 'beam centre, px, column then row (middle of the detector)', pairOption('--centre'))
    .option('--wavelength <A>', 'wavelength, Å; replaces that of --poni', positiveOption('--wavelength'))
    .option('--energy <KEV>', 'photon energy, keV, in place of a wavelength', positiveOption('--energy'))
    .option('--shape <ROWS,COLUMNS>', 'image shape, where the detector does not say it', pairOption('--shape'))
    .option('--pixel-size <UM[,UM]>', 'pixel size, µm (slow, fast), for a detector of your own', pixelSizeOption)
    .option('--flip-rows', 'write the image with its rows reversed')
    .option('--orientation <1..4>', 'replace the orientation of the calibration', integerOption('--orientation', 1, 4))
    .option(
      '--type <T>',
      'uint16 uint32 int32 float32 (int32)',
      choiceOption('--type', ['uint16', 'uint32', 'int32', 'float32']),
    )
    .option('--seed <N>', 'seed of the noise (1)', integerOption('--seed', 0, 2 ** 31 - 1))
    .option('--width <PX>', 'full width of the rings at half maximum (3)', positiveOption('--width'))
    .option('--peak <COUNTS>', 'counts at the top of the strongest ring (5000)', positiveOption('--peak'))
    .option('--background <COUNTS>', 'counts near the beam (50)', notNegativeOption('--background'))
    .option('--polarization <F>', 'polarization factor, or none (0.99)', polarizationOption)
    .option('--no-noise', 'no counting noise')
    .option('--no-gaps', 'no gaps between modules')
    .option('--no-solid-angle', 'no fall-off of the solid angle')
    .option('--beamstop <PX>', 'radius of a beamstop', positiveOption('--beamstop'))
    .option('--spottiness <S>', 'coarse powder: 0 smooth rings, 1 nothing but spots (0)', numberOption('--spottiness'))
    .option('--grains <N>', 'spots per ring (300)', integerOption('--grains', 1, 1e6))
    .option('--hot-pixels <N>', 'pixels that count far too much (0)', integerOption('--hot-pixels', 0, 1e6))
    .option('--dead-pixels <N>', 'pixels that do not count (0)', integerOption('--dead-pixels', 0, 1e6))
    .option('--overwrite', 'replace an existing image');
  withCommonOptions(command, [
    'annulus simulate --calibrant CeO2 --poni setup.poni --detector Pilatus1M --out CeO2.tif',
    'annulus simulate --calibrant LaB6 --detector Eiger4M --distance 200 --energy 30 --out LaB6.edf',
  ]).action(async (options: SimulateOptions) => {
    const { runSimulate } = await import('./simulate-run.ts');
    finish(await runSimulate(options, signal));
  });
}

function pixelSizeOption(text: string): [number, number] {
  if (text.includes(',')) return pairOption('--pixel-size')(text);
  const size = positiveOption('--pixel-size')(text);
  return [size, size];
}

function polarizationOption(text: string): number | 'none' {
  if (text === 'none') return 'none';
  const factor = numberOption('--polarization')(text);
  if (factor < -1 || factor > 1)
    throw new AppError('usage', `--polarization is ${text}: a factor from -1 to 1, or none, was expected.`);
  return factor;
}
