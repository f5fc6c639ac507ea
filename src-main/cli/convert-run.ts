import { extname } from 'node:path';
import { findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import { type CalibrationForm, formatCalibration } from '../../src-shared/format/calibration-format.ts';
import type { OpenImage } from '../../src-shared/format/image-reader.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { writeHdf5Stack, writeNpyStack } from '../file/image-stack-writer.ts';
import { openImage, splitDatasetPath } from '../file/open-image.ts';
import { checkFolderOf, pathExists } from '../file/output-folder.ts';
import { parseFrameRange, selectFrames } from '../service/frame-range.ts';
import { identifyFile } from '../service/identify-file.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { programName } from '../service/program-name.ts';
import { convertToSaxsdog } from './convert-saxsdog.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';
import type { CommonOptions } from './common-options.ts';

export interface ConvertOptions extends CommonOptions {
  readonly frames?: string;
  readonly shape?: [number, number];
  readonly overwrite?: boolean;
  readonly template?: string;
}

const CALIBRATION_FORMS: Readonly<Record<string, CalibrationForm>> = {
  '.poni': 'poni',
  '.json': 'saxsdog',
  '.saxsconf': 'saxsdog',
  '.txt': 'fit2d',
};
const STACKS: readonly string[] = ['.npy', '.h5', '.hdf5', '.nxs'];

/** @throws AppError usage  if OUT has a suffix that nothing is written to, or does not fit what IN is */
export async function runConvert(
  from: string,
  to: string,
  options: ConvertOptions,
  signal: AbortSignal,
): Promise<number> {
  const terminal = createTerminal(options);
  const suffix = extname(to).toLowerCase();
  const form = CALIBRATION_FORMS[suffix];
  const isImageSuffix = findImageWriter(to) !== undefined || STACKS.includes(suffix);
  if (!form && !isImageSuffix)
    throw new AppError(
      'usage',
      `Nothing is written to "${suffix || to}": use .tif, .edf, .cbf, .npy, .msk or .h5 for images, .poni, .json or .txt for calibrations.`,
    );
  await checkFolderOf(to);

  try {
    if (form === 'saxsdog' && !(await isImageFile(from, signal))) {
      for (const warning of await convertToSaxsdog(from, to, options)) terminal.notice(warning);
      return report(terminal, from, [to]);
    }
    const { path, dataset } = splitDatasetPath(from);
    const identity = await identifyFile(path, signal, dataset);
    if (identity.error) throw identity.error;
    if (identity.calibration && form) {
      await refuseExisting(to, options);
      const shape = options.shape ?? identity.calibration.calibration.detector.shape;
      const text = formatCalibration(identity.calibration.calibration, form, shape, { program: programName() });
      await writeWhole(to, text, { overwrite: options.overwrite === true });
      for (const warning of identity.calibration.warnings) terminal.notice(warning);
      return report(terminal, from, [to]);
    }
    if (!identity.image || !isImageSuffix)
      throw new AppError(
        'usage',
        `${from} is no ${isImageSuffix ? 'image' : 'calibration'}, so it cannot become ${to}.`,
      );
    return report(terminal, from, await convertImage(path, dataset, to, options, signal));
  } catch (cause) {
    const error = AppError.from(cause);
    if (!['format', 'not-found', 'forbidden', 'shape', 'disk'].includes(error.code)) throw error;
    signal.throwIfAborted();
    terminal.problem(nameFailure(from, error.message));
    return EXIT_INPUTS_FAILED;
  }
}

function report(terminal: Terminal, from: string, written: readonly string[]): number {
  terminal.report({ from, written });
  terminal.print(written.length === 1 ? `${from} → ${written[0] ?? ''}` : `${from} → ${written.length} files`);
  return EXIT_DONE;
}

/** An image becomes no calibration: that is said as it is for the other forms. */
async function isImageFile(path: string, signal: AbortSignal): Promise<boolean> {
  return (await identifyFile(splitDatasetPath(path).path, signal)).image !== undefined;
}

async function convertImage(
  path: string,
  dataset: string | undefined,
  to: string,
  options: ConvertOptions,
  signal: AbortSignal,
): Promise<string[]> {
  const image = await openImage(path, { dataset, signal });
  try {
    const frames = selectFrames(
      options.frames === undefined ? undefined : parseFrameRange(options.frames),
      image.summary.frameCount,
    );
    if (frames.length === 0)
      throw new AppError(
        'usage',
        `--frames ${options.frames ?? ''} selects none of ${image.summary.frameCount} frames.`,
      );
    const overwrite = options.overwrite === true;
    const suffix = extname(to).toLowerCase();
    if (STACKS.includes(suffix) && (frames.length > 1 || suffix !== '.npy')) {
      await refuseExisting(to, options);
      const source = readFrames(image, frames, signal);
      if (suffix === '.npy') await writeNpyStack(to, source, frames.length, overwrite);
      else await writeHdf5Stack(to, source, overwrite);
      return [to];
    }
    const names =
      image.summary.frameCount === 1 || frames.length === 1 ? [to] : frames.map((frame) => numbered(to, frame));
    for (const name of names) await refuseExisting(name, options);
    let next = 0;
    for await (const frame of readFrames(image, frames, signal)) {
      const name = names[next++] as string;
      const writer = findImageWriter(name);
      if (writer) await writeWhole(name, writer.write(frame), { overwrite });
    }
    return names;
  } finally {
    await image.close();
  }
}

async function refuseExisting(path: string, { overwrite }: ConvertOptions): Promise<void> {
  if (!overwrite && (await pathExists(path)))
    throw new AppError('exists', `${path} exists already: give --overwrite to replace it.`);
}

async function* readFrames(
  image: OpenImage,
  frames: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<DetectorImage> {
  for (const frame of frames) {
    signal.throwIfAborted();
    yield await image.readFrame(frame, signal);
  }
}

function numbered(path: string, frame: number): string {
  const suffix = extname(path);
  return `${path.slice(0, path.length - suffix.length)}_${String(frame).padStart(5, '0')}${suffix}`;
}
