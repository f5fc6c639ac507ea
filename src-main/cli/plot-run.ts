import { figureFile, pictureIdOf } from '../../src-shared/figure/figure-file.ts';
import { patternFigure } from '../../src-shared/figure/pattern-figure.ts';
import { textPlot } from '../../src-shared/figure/text-plot.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { checkFolderOf, pathExists } from '../file/output-folder.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { clipSet, onAxisOf, plotContent, readPlotSet, type PlotSet } from './plot-curves.ts';
import type { PlotOptions } from './plot-options.ts';
import { createTerminal, nameFailure, reportDiskFailure } from './terminal.ts';

const TERMINAL_ROWS = 20;

/**
 * Draws patterns of files. What cannot be read is named and left out.
 *
 * @returns the exit code
 * @throws AppError usage  for what is refused before any work
 */
export async function runPlot(files: readonly string[], options: PlotOptions, signal: AbortSignal): Promise<number> {
  const terminal = createTerminal(options);
  const { out, compare, overwrite = false } = options;
  const picture = out === undefined ? undefined : pictureIdOf(out);
  if (out !== undefined && !picture)
    throw new AppError('usage', `${out} has no suffix of a picture: .svg, .pdf or .png was expected.`);
  if (compare && files.length < 2)
    throw new AppError('usage', '--compare needs two files or more: the others are compared with the first.');
  if (compare && options.fit)
    throw new AppError('usage', '--compare and --fit draw different things: give one of them.');
  if (out !== undefined) {
    await checkFolderOf(out);
    if (!overwrite && (await pathExists(out)))
      throw new AppError('exists', `The picture ${out} exists already: give --overwrite or another name.`);
  }

  const sets: PlotSet[] = [];
  const failed: { readonly file: string; readonly reason: string }[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    try {
      const set = clipSet(await readPlotSet(file, options, signal), options.skip ?? 0, options.clip ?? 1);
      const fitting = sets[0] ? onAxisOf(set, sets[0]) : set;
      if (set.x.length === 0) throw new AppError('usage', `${set.label} has no row left: --skip and --clip take all.`);
      if (!fitting)
        throw new AppError(
          'usage',
          `${set.label} is over ${set.unit}, the first over ${sets[0]!.unit}: no wavelength leads from one to the other.`,
        );
      for (const warning of set.warnings) terminal.notice(warning);
      sets.push(fitting);
    } catch (cause) {
      const error = AppError.from(cause);
      if (error.code === 'internal') throw cause;
      failed.push({ file, reason: error.message });
      terminal.problem(nameFailure(file, error.message));
      if (compare && sets.length === 0) break; // nothing to compare with
    }
  }
  const drawn = sets.length > (compare ? 1 : 0);
  if (drawn && out !== undefined && picture) {
    try {
      await writeWhole(out, figureFile(patternFigure(plotContent(sets, options)), picture), { overwrite });
    } catch (cause) {
      return reportDiskFailure(terminal, cause);
    }
    terminal.print(out);
  } else if (drawn) drawInTerminal(sets, options, terminal.print);
  terminal.report({ written: drawn && out !== undefined ? [out] : [], curves: sets.length, failed });
  return failed.length > 0 ? EXIT_INPUTS_FAILED : EXIT_DONE;
}

function drawInTerminal(sets: readonly PlotSet[], options: PlotOptions, print: (line: string) => void): void {
  const { title, curves, xLabel, yLabel, xScale = 'linear', yScale = 'linear' } = plotContent(sets, options);
  print(title);
  const columns = Math.max(20, Math.min(160, (process.stdout.columns ?? 80) - 12));
  const plain = curves.map(({ id, label, x, y }) => ({ id, label, x, y }));
  for (const line of textPlot({ curves: plain, xLabel, yLabel, xScale, yScale, columns, rows: TERMINAL_ROWS }))
    print(line);
}
