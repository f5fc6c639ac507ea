import { resolve } from 'node:path';
import { createFrameSum, type FrameSum } from '../../src-shared/correction/average-frames.ts';
import { findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import type { ImageWriter } from '../../src-shared/format/image-writer.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage, ImageMetadata } from '../../src-shared/model/detector-image.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { expandInputs, type InputFile } from '../file/expand-inputs.ts';
import { openImage } from '../file/open-image.ts';
import { canonicalPath, checkFolderOf, pathExists } from '../file/output-folder.ts';
import { type FrameRange, parseFrameRange, selectFrames } from '../service/frame-range.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { type InputFailure, nameOf } from '../batch/integrate-inputs.ts';
import { createTerminal, nameFailure, type Terminal } from './terminal.ts';

export interface AverageOptions extends CommonOptions {
  readonly out: string;
  readonly weights?: readonly number[];
  readonly sum?: boolean;
  readonly float64?: boolean;
  readonly frames?: string;
  readonly overwrite?: boolean;
}

/** Formats that hold floating point numbers. */
const FLOAT_FORMATS: readonly string[] = ['tiff', 'edf', 'npy'];

interface Averaging {
  readonly sum: FrameSum;
  /** What the first frame says of itself. */
  readonly metadata: ImageMetadata;
}

/**
 * Frames that cannot be read, or have other pixels than the first, are named and left out.
 *
 * @throws AppError usage  before any work, for options that make no sense
 */
export async function runAverage(
  args: readonly string[],
  options: AverageOptions,
  signal: AbortSignal,
): Promise<number> {
  const terminal = createTerminal(options);
  const writer = checkOut(options.out);
  await checkFolderOf(options.out);
  const range = options.frames === undefined ? undefined : parseFrameRange(options.frames);
  const { inputs, failures: unmatched } = await expandInputs(args);
  const weights = weightsOf(options, inputs.length);
  await refuseInputs(options.out, inputs);
  if (options.overwrite !== true && (await pathExists(options.out)))
    throw new AppError('exists', `${options.out} exists already: give --overwrite to replace it.`);

  const failures: InputFailure[] = unmatched.map(({ argument, error }) => ({ image: argument, reason: error.message }));
  let averaging: Averaging | undefined;
  for (const [k, input] of inputs.entries()) {
    signal.throwIfAborted();
    averaging = await addFile(averaging, input, weights[k]!, range, failures, signal);
    terminal.progress(k + 1, inputs.length, nameOf(input));
  }
  for (const { image, frame, reason } of failures)
    terminal.problem(nameFailure(frame === undefined ? image : `${image} frame ${frame}`, reason));
  if (!averaging) return report(terminal, options, 0, failures);

  const { sum, metadata } = averaging;
  const values = options.sum === true ? sum.sum() : sum.mean();
  const samples = options.float64 === true ? values : Float32Array.from(values);
  const bytes = writer.write({ samples, shape: sum.shape, metadata });
  await writeWhole(options.out, bytes, { overwrite: options.overwrite === true });
  return report(terminal, options, sum.frames, failures);
}

/** @throws AppError usage  unless something is written to that suffix that holds floating point numbers */
function checkOut(out: string): ImageWriter {
  const writer = findImageWriter(out);
  if (!writer || !FLOAT_FORMATS.includes(writer.id))
    throw new AppError('usage', `${out} cannot hold a mean, which is floating point: use .tif, .edf or .npy.`);
  return writer;
}

/** @throws AppError usage  if there are not as many weights as files, or they add up to nothing */
function weightsOf({ weights, sum }: AverageOptions, files: number): readonly number[] {
  if (!weights) return new Array<number>(files).fill(1);
  if (weights.length !== files)
    throw new AppError('usage', `--weights has ${weights.length} numbers for ${files} files: give one for each file.`);
  if (sum !== true && weights.reduce((total, weight) => total + weight, 0) === 0)
    throw new AppError('usage', '--weights add up to 0, so there is no mean: add --sum, or change them.');
  return weights;
}

async function refuseInputs(out: string, inputs: readonly InputFile[]): Promise<void> {
  const target = await canonicalPath(resolve(out));
  for (const { path } of inputs)
    if ((await canonicalPath(resolve(path))) === target)
      throw new AppError('usage', `${out} is one of the images: write to another file.`);
}

/** Adds the frames of one file that can be added; of the others it says why not. */
async function addFile(
  before: Averaging | undefined,
  input: InputFile,
  weight: number,
  range: FrameRange | undefined,
  failures: InputFailure[],
  signal: AbortSignal,
): Promise<Averaging | undefined> {
  let averaging = before;
  const fail = (cause: unknown, frame?: number): void => {
    signal.throwIfAborted();
    const { code, message } = AppError.from(cause);
    if (code === 'internal') throw cause;
    failures.push({ image: nameOf(input), ...(frame === undefined ? {} : { frame }), reason: message });
  };
  try {
    const image = await openImage(input.path, { dataset: input.dataset, signal });
    try {
      const { frameCount } = image.summary;
      const frames = selectFrames(range, frameCount);
      if (frames.length === 0) fail(new AppError('usage', `--frames selects none of its ${frameCount} frames.`));
      for (const frame of frames) {
        try {
          const read = await image.readFrame(frame, signal);
          averaging ??= { sum: createFrameSum(read.shape), metadata: describe(read) };
          averaging.sum.add(read, weight);
        } catch (cause) {
          fail(cause, frameCount === 1 ? undefined : frame);
        }
      }
    } finally {
      await image.close();
    }
  } catch (cause) {
    fail(cause);
  }
  return averaging;
}

/** What holds for the mean as well: where and with what, not when and for how long. */
function describe({ metadata }: DetectorImage): ImageMetadata {
  const { wavelength, distance, pixel1, pixel2, beamCentre, detector } = metadata;
  return {
    header: {},
    ...(wavelength === undefined ? {} : { wavelength }),
    ...(distance === undefined ? {} : { distance }),
    ...(pixel1 === undefined ? {} : { pixel1 }),
    ...(pixel2 === undefined ? {} : { pixel2 }),
    ...(beamCentre === undefined ? {} : { beamCentre }),
    ...(detector === undefined ? {} : { detector }),
  };
}

function report(
  terminal: Terminal,
  options: AverageOptions,
  frames: number,
  failures: readonly InputFailure[],
): number {
  const written = frames > 0 ? [options.out] : [];
  terminal.report({ written, frames, failed: failures });
  if (frames > 0)
    terminal.print(
      `${options.sum === true ? 'Sum' : 'Mean'} of ${frames} frame${frames === 1 ? '' : 's'} → ${options.out}`,
    );
  return failures.length === 0 ? EXIT_DONE : EXIT_INPUTS_FAILED;
}
