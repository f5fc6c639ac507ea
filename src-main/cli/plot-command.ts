import { Option, type Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withCommonOptions } from './common-options.ts';
import { styleOption } from './curve-style.ts';
import { choiceOption, integerOption, numberOption, pairOption } from './option-values.ts';
import type { PlotOptions } from './plot-options.ts';

const SCALES = ['linear', 'log', 'symlog', 'sqrt'] as const;

export function definePlot(program: Command, { signal, finish }: CommandContext): void {
  const scale = (name: string) => choiceOption(name, SCALES);
  const command = program
    .command('plot <CHI...>')
    .summary('curves of patterns as a picture')
    .description(
      'Draws patterns of any format that is read (.chi of SAXSdog, Fit2D and pyFAI, .xy, .dat, .gr, HDF5 …) with their ' +
        'error bands, into .svg, .pdf or .png, or as characters where no file is named.',
    )
    .option('-o, --out <FILE>', 'picture: .svg, .pdf or .png (drawn in the terminal)')
    .option('-c, --compare', 'differences from the first file, and in per cent of it on an axis to the right')
    .option('-l, --log', 'logarithmic intensities, as -y log')
    .option('-n, --no-legend', 'do not name the curves')
    .option('-t, --title <TITLE>', 'title (the name of the file)')
    .option('-s, --skip <N>', 'rows to leave out at the beginning (0)', integerOption('--skip', 0, 1e9))
    .option('-k, --clip <N>', 'rows to leave out at the end (1)', integerOption('--clip', 0, 1e9))
    .option('-x, --x-axis <TYPE>', `${SCALES.join(' ')} (linear)`, scale('--x-axis'))
    .option('-y, --y-axis <TYPE>', `${SCALES.join(' ')} (linear)`, scale('--y-axis'))
    .option('--x-range <A,B>', 'ends of the axis', pairOption('--x-range'))
    .option('--y-range <A,B>', 'ends of the axis; with log both above 0', pairOption('--y-range'))
    .option('--waterfall', 'each curve below the one before')
    .option(
      '--gap <G>',
      'free space between the curves of a waterfall, in units of intensity (0)',
      numberOption('--gap'),
    )
    .option('--normal', 'divide each curve by its span')
    .option('--fit', 'files of fits (.fgr): measured as circles, calculated as a line, the difference below')
    .option('--style <S>', 'color=green,marker=o,linestyle=none,linewidth=1.5; one for all curves', styleOption)
    .option('--overwrite', 'replace FILE');
  for (const [plain, others] of [
    ['x-axis', ['xaxistype', 'xaxisistype', 'xaxsistype']],
    ['y-axis', ['yaxistype', 'yaxisistype', 'yaxsistype']],
  ] as const)
    for (const name of others)
      command.addOption(new Option(`--${name} <TYPE>`).hideHelp().argParser(scale(`--${plain}`)));
  withCommonOptions(command, [
    'annulus plot a.chi b.chi -o both.pdf -l -s 350 -k 480',
    'annulus plot -c fit2d.chi saxsdog.chi -o difference.svg',
    'annulus plot --fit Ni.fgr -o fit.png',
  ]).action(async (files: string[], given: PlotOptions & Record<string, PlotOptions['xAxis']>) => {
    const { runPlot } = await import('./plot-run.ts');
    const xAxis = given.xAxis ?? given['xaxistype'] ?? given['xaxisistype'] ?? given['xaxsistype'];
    const yAxis = given.yAxis ?? given['yaxistype'] ?? given['yaxisistype'] ?? given['yaxsistype'];
    const options = { ...given, ...(xAxis ? { xAxis } : {}), ...(yAxis ? { yAxis } : {}) };
    finish(await runPlot(files, options, signal));
  });
}
