import { basename } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape, type DetectorImage, type Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import type { InputFile } from '../file/expand-inputs.ts';
import { openImage, readImage, splitDatasetPath } from '../file/open-image.ts';
import { checkSameShape, combineMasks, type LoadedMask, maskFromImage } from '../service/combine-masks.ts';
import { type FrameValues, openFrameValues, parseFrameValueSource } from '../service/frame-values.ts';
import type { FrameValue } from '../../src-shared/model/pattern-1d.ts';
import type { FrameJob, OpenedInput } from './plan-outputs.ts';

/** An input that gives nothing, and why. */
export interface InputFailure {
  readonly image: string;
  readonly frame?: number;
  readonly reason: string;
}

const OPENED_AT_A_TIME = 8;

/** Reads the header of every input; what cannot be read, or has another shape than the rest, is a failure. */
export async function openInputs(
  inputs: readonly InputFile[],
  calibration: Calibration,
  signal: AbortSignal,
): Promise<{ opened: OpenedInput[]; failures: InputFailure[]; shape: Shape | undefined }> {
  const opened: OpenedInput[] = [];
  const failures: InputFailure[] = [];
  let shape: Shape | undefined = calibration.detector.shape;
  const isFromCalibration = shape !== undefined;
  for (let i = 0; i < inputs.length; i += OPENED_AT_A_TIME) {
    signal.throwIfAborted();
    const some = inputs.slice(i, i + OPENED_AT_A_TIME);
    const found = await Promise.all(some.map((input) => readSummary(input, signal)));
    for (const [k, result] of found.entries()) {
      const input = some[k] as InputFile;
      if (result instanceof AppError) {
        failures.push({ image: nameOf(input), reason: result.message });
        continue;
      }
      shape ??= result.summary.shape;
      if (isSameShape(result.summary.shape, shape)) opened.push(withSharedMask(result, opened.at(-1)));
      else
        failures.push({
          image: nameOf(input),
          reason: `${basename(input.path)} has ${formatShape(result.summary.shape)} pixels, and ${
            isFromCalibration ? 'the calibration is for' : 'the first image has'
          } ${formatShape(shape)}.`,
        });
    }
  }
  return { opened, failures, shape };
}

/** Files of one detector mostly have the same mask: it is kept once. */
function withSharedMask(input: OpenedInput, before: OpenedInput | undefined): OpenedInput {
  const { stored } = input;
  const known = before?.stored?.mask;
  if (!stored?.mask || !known || Buffer.compare(stored.mask, known) !== 0) return input;
  return { ...input, stored: { ...stored, mask: known } };
}

export function nameOf({ path, dataset }: InputFile): string {
  return dataset === undefined ? path : `${path}::${dataset}`;
}

async function readSummary(input: InputFile, signal: AbortSignal): Promise<OpenedInput | AppError> {
  try {
    const image = await openImage(input.path, { dataset: input.dataset, signal });
    const stored = (await image.stored?.()) ?? undefined;
    await image.close();
    if (input.dataset !== undefined && image.summary.dataset === undefined)
      return new AppError('format', `${basename(input.path)} holds no datasets: leave out "::${input.dataset}".`);
    return { input, summary: image.summary, ...(stored && { stored }) };
  } catch (cause) {
    signal.throwIfAborted();
    const error = AppError.from(cause);
    if (error.code === 'internal') throw cause;
    return error;
  }
}

/** Everything besides the frames that a run reads once. */
export interface RunImages {
  readonly staticMask: Uint8Array | null;
  readonly dark: DetectorImage | undefined;
  readonly flat: DetectorImage | undefined;
  readonly background: DetectorImage | undefined;
  readonly frameValues: FrameValues | undefined;
}

/**
 * Reads masks, dark, flat, background and the values that frames are divided by.
 *
 * @throws AppError  if one cannot be read; "shape" if it does not lie on the images
 */
export async function readRunImages(
  recipe: Pick<Recipe, 'settings' | 'masks' | 'dark' | 'flat' | 'background' | 'normalizeBy'>,
  calibration: Calibration,
  shape: Shape,
  signal: AbortSignal,
): Promise<RunImages> {
  const masks: LoadedMask[] = [];
  for (const path of recipe.masks) masks.push(maskFromImage(path, await readImage(path, 0, { signal })));
  const read = async (option: string, path: string | undefined): Promise<DetectorImage | undefined> => {
    if (path === undefined) return undefined;
    const image = await readImage(path, 0, { signal });
    checkSameShape(`The ${option} ${path}`, image.shape, shape);
    return image;
  };
  return {
    staticMask: combineMasks(shape, masks, recipe.settings, calibration),
    dark: await read('dark', recipe.dark),
    flat: await read('flat', recipe.flat),
    background: await read('background', recipe.background),
    frameValues:
      recipe.normalizeBy === undefined ? undefined : await openFrameValues(parseFrameValueSource(recipe.normalizeBy)),
  };
}

/**
 * What a frame is divided by besides the settings.
 *
 * @throws AppError  if it has no such value, or its header cannot be read
 */
export async function frameValueOf(
  { frameValues }: RunImages,
  { file: { input, summary }, frame }: FrameJob<string>,
  signal: AbortSignal,
): Promise<FrameValue | undefined> {
  if (!frameValues) return undefined;
  const { frameCount } = summary;
  const { path, dataset } = input;
  const metadata =
    frameCount > 1 && frameValues.needsHeader
      ? (await readImage(path, frame, { dataset, signal })).metadata
      : summary.metadata;
  return frameValues.valueOf({ image: basename(path), frame, frameCount, metadata });
}

/** File name as results carry it: no folder. */
export function originName(path: string): string {
  return basename(splitDatasetPath(path).path);
}
