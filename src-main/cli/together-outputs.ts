import { basename, dirname, join } from 'node:path';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { checkOutputFolder, createOutputFolder, pathExists } from '../file/output-folder.ts';
import { programName } from '../service/program-name.ts';
import type { Terminal } from './terminal.ts';

/** Files that a run writes, one per image, in its order. */
function togetherOutputs(out: string, paths: readonly string[]): string[] {
  const base = out.replace(/\.poni$/i, '');
  const stems = paths.map((path) =>
    basename(path)
      .replace(/(\.gz)?$/i, '')
      .replace(/\.[^.]+$/, ''),
  );
  const areDifferent = new Set(stems).size === stems.length;
  return stems.map((stem, i) => join(dirname(base), `${basename(base)}_${areDifferent ? stem : i + 1}.poni`));
}

/** Refuses, before any work, what would be lost. @returns the files, in the order of the images */
export async function checkTogetherOutputs(
  out: string,
  paths: readonly string[],
  overwrite: boolean,
): Promise<string[]> {
  await checkOutputFolder(dirname(out));
  const outputs = togetherOutputs(out, paths);
  if (!overwrite)
    for (const path of outputs)
      if (await pathExists(path))
        throw new AppError('exists', `${path} exists already: give --overwrite to replace it.`);
  return outputs;
}

/** Writes one .poni per image. @throws AppError as `writeWhole` */
export async function writeTogetherOutputs(
  files: readonly { readonly path: string; readonly calibration: Calibration }[],
  overwrite: boolean,
  terminal: Terminal,
): Promise<void> {
  for (const { path, calibration } of files) {
    await createOutputFolder(dirname(path));
    await writeWhole(
      path,
      formatCalibration(calibration, 'poni', calibration.detector.shape, { program: programName() }),
      {
        overwrite,
      },
    );
    terminal.print(path);
  }
}
