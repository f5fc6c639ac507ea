import { basename, dirname } from 'node:path';
import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { formatCalibrationReport } from '../../src-shared/format/calibration-report-html.ts';
import { formatCalibrationRecipe } from '../../src-shared/format/calibration-recipe.ts';
import { formatNpt } from '../../src-shared/format/npt-format.ts';
import { reportInputs } from '../../src-shared/format/report-inputs.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CalibrationResult } from '../../src-shared/model/calibration-result.ts';
import type { InputFile } from '../file/expand-inputs.ts';
import { canonicalPath, checkOutputFolder, createOutputFolder, pathExists } from '../file/output-folder.ts';
import { writeTogether } from '../file/write-together.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { keptPoints, nptCalibrant } from '../service/calibration-files-service.ts';
import { calibrationReportContent } from '../service/calibration-report-content.ts';
import { programName } from '../service/program-name.ts';
import type { PreparedInput } from './calibrate-job.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import type { Terminal } from './terminal.ts';

/** The files that `--out` means: the calibration, how to repeat it, and its points. */
function filesOf(out: string): { readonly poni: string; readonly recipe: string; readonly points: string } {
  const base = out.replace(/\.poni$/i, '');
  return { poni: out, recipe: `${base}.calibration.json`, points: `${base}.npt` };
}

/** A file that an option asks for. */
export interface OutputTarget {
  readonly option: string;
  readonly path: string;
}

/** Refuses, before any work, what would be lost. */
export async function checkOutputs(options: CalibrateOptions, inputs: readonly InputFile[]): Promise<void> {
  const { out, report } = options;
  const targets = [
    ...(out === undefined ? [] : Object.values(filesOf(out)).map((path) => ({ option: '--out', path }))),
    ...(report === undefined ? [] : [{ option: '--report', path: report }]),
  ];
  const [target] = targets;
  if (target && inputs.length > 1)
    throw new AppError(
      'usage',
      `${target.option} ${target.path} is one file, and ${inputs.length} images were given: calibrate them one by one.`,
    );
  await checkTargets(targets, inputs, options);
}

/** @throws AppError  if a file would replace an image, the recipe or, without `overwrite`, anything */
export async function checkTargets(
  targets: readonly OutputTarget[],
  inputs: readonly Pick<InputFile, 'path'>[],
  { overwrite, recipe }: Pick<CalibrateOptions, 'overwrite' | 'recipe'>,
): Promise<void> {
  for (const { option, path } of targets) {
    await checkOutputFolder(dirname(path));
    const target = await canonicalPath(path);
    for (const input of inputs)
      if ((await canonicalPath(input.path)) === target)
        throw new AppError('usage', `${option} ${path} would replace the image.`);
    if (recipe !== undefined && (await canonicalPath(recipe)) === target)
      throw new AppError('usage', `${option} ${path} would replace the recipe.`);
    if (!overwrite && (await pathExists(path)))
      throw new AppError('exists', `${path} exists already: give --overwrite to replace it.`);
  }
}

/** Writes what the options ask for. @throws AppError as `writeWhole` */
export async function writeOutputs(
  { job, name, path, recipe, origins }: PreparedInput,
  result: CalibrationResult,
  options: CalibrateOptions,
  terminal: Terminal,
): Promise<void> {
  const { out, report, keepBad } = options;
  const overwrite = options.overwrite === true;
  const program = programName();
  const { calibration } = result;
  const calibrant = job.calibrant ?? findCalibrant(result.calibrantId);
  if (!calibrant) return; // none was found: there is nothing to write
  if (out !== undefined && calibration) {
    if (result.verdict === 'bad' && !keepBad)
      terminal.problem(`${out} was not written, because the verdict is bad: --keep-bad writes it all the same.`);
    else {
      const folder = dirname(out);
      await createOutputFolder(folder);
      const files = filesOf(out);
      const points = formatNpt(keptPoints(result.points), nptCalibrant(calibrant, job.wavelength));
      const contents = [
        { path: files.poni, content: formatCalibration(calibration, 'poni', job.image.shape, { program }) },
        { path: files.recipe, content: formatCalibrationRecipe(recipe(folder, calibrant), result, program) },
        { path: files.points, content: points },
      ];
      await writeTogether(contents, { overwrite });
      terminal.print(`${out}, with ${basename(files.recipe)} and ${basename(files.points)}`);
    }
  }
  if (report !== undefined) {
    await createOutputFolder(dirname(report));
    const inputs = reportInputs(recipe(dirname(path), calibrant), origins);
    const content = calibrationReportContent(name, job.image, job.detector, result, inputs, { program });
    await writeWhole(report, formatCalibrationReport(content), { overwrite });
    terminal.print(report);
  }
}
