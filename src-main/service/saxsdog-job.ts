import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import { NO_INTEGRAL_PARAMETERS, type IntegralParameters } from '../../src-shared/saxsdog/integral-parameters.ts';
import { writeWholeWaiting } from '../file/atomic-write.ts';
import { readImage } from '../file/open-image.ts';
import { createOutputFolderWaiting, pathExists } from '../file/output-folder.ts';
import { maskFromImage, type LoadedMask } from './combine-masks.ts';
import { createSaxsdogEngine, type SaxsdogEngine, type SaxsdogRecipe } from './saxsdog-engine.ts';
import { saxsdogBase, type SaxsdogPlacement } from './saxsdog-names.ts';
import { drawInCharacters, writeCurvePicture, writeImagePicture } from './saxsdog-pictures.ts';

/** What a run does with each of its images; plain data, so that threads can be told. */
export interface SaxsdogSettings {
  /** Of the calibration file: masks lie beside it */
  readonly path: string;
  readonly text: string;
  readonly compatible: boolean;
  readonly placement: SaxsdogPlacement;
  /** Leave out curves that are there, one by one, even where the calibration replaces them */
  readonly resumes: boolean;
  /** Also write the curves as .svg, the image as .png */
  readonly svg: boolean;
  readonly png: boolean;
  /** Draw the curves in characters */
  readonly plot: boolean;
}

/** Settings made ready. */
export interface SaxsdogJob {
  readonly settings: SaxsdogSettings;
  readonly engine: SaxsdogEngine;
}

/** What became of one image. */
export interface SaxsdogDone {
  readonly written: readonly string[];
  readonly parameters: IntegralParameters;
  /** The curves in characters, where they were asked for */
  readonly lines: readonly string[];
}

/** @throws AppError  calibration, with the path of the key that cannot be used */
export async function openSaxsdogJob(settings: SaxsdogSettings): Promise<SaxsdogJob> {
  const { path, text, compatible } = settings;
  try {
    const readMask = (file: string) => readSaxsdogMask(path, file);
    return { settings, engine: await createSaxsdogEngine({ name: path, text, compatible, readMask }) };
  } catch (cause) {
    const error = AppError.from(cause);
    if (error.code !== 'format' || error.message.includes(path)) throw error;
    throw new AppError('calibration', `${path}: ${error.message}`, { cause });
  }
}

/** Reads a mask of a calibration file; a relative path starts at the folder of that file, or else where the user is. */
export async function readSaxsdogMask(
  calibrationPath: string,
  file: string,
  signal?: AbortSignal,
): Promise<LoadedMask> {
  const beside = resolve(dirname(calibrationPath), file);
  const path = isAbsolute(file) || (await pathExists(beside)) || !(await pathExists(file)) ? beside : resolve(file);
  if (!(await pathExists(path))) throw new AppError('not-found', `The mask file "${path}" is not there.`);
  return maskFromImage(basename(path), await readImage(path, 0, { signal }));
}

/**
 * Computes and writes the curves of one image. The thread waits for the disk meanwhile.
 *
 * @throws AppError  if the image cannot be read or has another shape, or a curve cannot be written
 */
export async function processSaxsdogImage({ settings, engine }: SaxsdogJob, path: string): Promise<SaxsdogDone> {
  const base = saxsdogBase(path, settings.placement);
  const wanted = await recipesWanted(settings, engine, base);
  if (wanted.length === 0) return { written: [], parameters: NO_INTEGRAL_PARAMETERS, lines: [] };
  const room = engine.openRoom();
  try {
    const image = await readImage(path, 0, { takeMemory: room.take, waits: true });
    const results = engine.integrate(image, basename(path), wanted);
    createOutputFolderWaiting(dirname(base));
    const written = results.map((result) => {
      const file = `${base}${result.recipe.suffix}.chi`;
      writeWholeWaiting(file, engine.formatChi(result));
      return file;
    });
    if (settings.svg) written.push(await writeCurvePicture(base, path, results));
    if (settings.png) written.push(await writeImagePicture(base, image));
    const parameters = results.find((result) => result.parameters)?.parameters ?? NO_INTEGRAL_PARAMETERS;
    return { written, parameters, lines: settings.plot ? drawInCharacters(path, results) : [] };
  } finally {
    room.release();
  }
}

async function recipesWanted(
  { resumes }: SaxsdogSettings,
  { calibration, recipes }: SaxsdogEngine,
  base: string,
): Promise<SaxsdogRecipe[]> {
  const isThere = await Promise.all(
    resumes || calibration.OverwriteFiles === false
      ? recipes.map(({ suffix }) => pathExists(`${base}${suffix}.chi`))
      : [],
  );
  return recipes.filter((_, index) => isThere[index] !== true);
}

export const listLine = (path: string, { I0, I1, I2 }: IntegralParameters): string => `${path}, ${I0}, ${I1}, ${I2}`;
