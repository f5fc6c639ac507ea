import type { Command } from 'commander';
import { withCommonOptions } from './common-options.ts';
import type { CommandContext } from './command-context.ts';
import { pairOption } from './option-values.ts';
import type { ConvertOptions } from './convert-run.ts';

export function defineConvert(program: Command, { signal, finish }: CommandContext): void {
  const command = program
    .command('convert <IN> <OUT>')
    .summary('images, masks and calibrations to other formats')
    .description(
      'Converts by the suffix of OUT. Images and masks: .tif .edf .cbf .npy .msk .h5; several frames become one stack in ' +
        '.npy and .h5, numbered files otherwise. Calibrations: .poni, .json (SAXSdog), .txt (Fit2D). A SAXSdog .json or ' +
        ".saxsconf is also made of Fit2D's report, of older calibrations and of Nika's values (eX = …, eY = …, erX, erY, " +
        'eSD, eWL, det); if OUT is one already, it is updated and keeps whatever IN does not say.',
    )
    .option('--frames <A:B:STEP>', 'frames to take, B excluded (all)')
    .option('--shape <ROWS,COLUMNS>', 'image shape, where a calibration does not say it', pairOption('--shape'))
    .option('-t, --template <FILE>', 'SAXSdog calibration that a new one begins with (defaults)')
    .option('--overwrite', 'replace OUT');
  withCommonOptions(command, [
    'annulus convert frame.cbf frame.tif',
    'annulus convert run_master.h5 run.npy --frames 0:100:10',
    'annulus convert cal.saxsconf cal.poni',
    'annulus convert fit2d.txt cal.saxsconf --template beamline.saxsconf',
  ]).action(async (from: string, to: string, options: ConvertOptions) => {
    const { runConvert } = await import('./convert-run.ts');
    finish(await runConvert(from, to, options, signal));
  });
}
