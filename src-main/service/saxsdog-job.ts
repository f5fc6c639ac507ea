import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { NO_INTEGRAL_PARAMETERS, type IntegralParameters } from '../../src-shared/saxsdog/integral-parameters.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { readImage } from '../file/open-image.ts';
import { createOutputFolder, pathExists } from '../file/output-folder.ts';
import { maskFromImage, type LoadedMask } from './combine-masks.ts';
import type { SaxsdogEngine, SaxsdogResult } from './saxsdog-engine.ts';
import { saxsdogBase, type SaxsdogPlacement } from './saxsdog-names.ts';

/** What became of one image. */
export interface SaxsdogDone {
  readonly written: readonly string[];
  readonly parameters: IntegralParameters;
}

export interface SaxsdogJob {
  readonly engine: SaxsdogEngine;
  readonly placement: SaxsdogPlacement;
  /** Replace curves that exist; else they are left out, one by one */
  readonly overwrites: boolean;
  /** What else is made of an image; it is gone afterwards. @returns what was written */
  readonly drawBeside?: (drawn: DrawnImage) => Promise<readonly string[]>;
}

export interface DrawnImage {
  readonly path: string;
  /** Path of the curves, without suffix */
  readonly base: string;
  readonly image: DetectorImage;
  readonly results: readonly SaxsdogResult[];
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
 * Computes and writes the curves of one image.
 *
 * @throws AppError  if the image cannot be read or has another shape, or a curve cannot be written
 */
export async function processSaxsdogImage(job: SaxsdogJob, path: string, signal: AbortSignal): Promise<SaxsdogDone> {
  const { engine, placement, overwrites } = job;
  const base = saxsdogBase(path, placement);
  const wanted = [];
  for (const recipe of engine.recipes)
    if (overwrites || !(await pathExists(`${base}${recipe.suffix}.chi`))) wanted.push(recipe);
  if (wanted.length === 0) return { written: [], parameters: NO_INTEGRAL_PARAMETERS };
  const room = engine.openRoom();
  try {
    const [image] = await Promise.all([
      readImage(path, 0, { signal, takeMemory: room.take }),
      createOutputFolder(dirname(base)),
    ]);
    const results = engine.integrate(image, basename(path), wanted);
    const written: string[] = [];
    for (const result of results) {
      const file = `${base}${result.recipe.suffix}.chi`;
      await writeWhole(file, engine.formatChi(result), { overwrite: true, flush: false });
      written.push(file);
    }
    written.push(...((await job.drawBeside?.({ path, base, image, results })) ?? []));
    const parameters = results.find((result) => result.parameters)?.parameters ?? NO_INTEGRAL_PARAMETERS;
    return { written, parameters };
  } finally {
    room.release();
  }
}

export const listLine = (path: string, { I0, I1, I2 }: IntegralParameters): string => `${path}, ${I0}, ${I1}, ${I2}`;
