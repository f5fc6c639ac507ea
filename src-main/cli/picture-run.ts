import { basename } from 'node:path';
import { DEFAULT_COLOUR_MAP, type ColourMapId } from '../../src-shared/figure/colour-maps.ts';
import { figureFile, pictureIdOf } from '../../src-shared/figure/figure-file.ts';
import type { Rgb } from '../../src-shared/figure/figure.ts';
import { imageFigure } from '../../src-shared/figure/image-figure.ts';
import type { IntensityScale, Levels } from '../../src-shared/figure/intensity-scale.ts';
import { percentileLevels, zScoreLevels } from '../../src-shared/figure/picture-levels.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { readImage, splitDatasetPath } from '../file/open-image.ts';
import { checkFolderOf, pathExists } from '../file/output-folder.ts';
import { checkSameShape, maskFromImage } from '../service/combine-masks.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE, EXIT_INPUTS_FAILED } from './exit-code.ts';
import { createTerminal, nameFailure, reportDiskFailure } from './terminal.ts';

/** What commander makes of the command line; absent where the option was not given. */
export interface PictureOptions extends CommonOptions {
  readonly out: string;
  readonly colourMap?: ColourMapId;
  readonly scale?: IntensityScale;
  readonly levels?: Levels;
  readonly zScore?: number;
  readonly mask?: readonly string[];
  readonly maskColour?: Rgb;
  readonly frame?: number;
  readonly title?: string;
  readonly axes?: boolean;
  readonly overwrite?: boolean;
}

/**
 * Draws one image.
 *
 * @returns the exit code
 * @throws AppError usage  for what is refused before any work
 */
export async function runPicture(path: string, options: PictureOptions, signal: AbortSignal): Promise<number> {
  const terminal = createTerminal(options);
  const { out, overwrite = false, scale = 'log', colourMap = DEFAULT_COLOUR_MAP, zScore, axes = true } = options;
  const picture = pictureIdOf(out);
  if (!picture) throw new AppError('usage', `${out} has no suffix of a picture: .svg, .pdf or .png was expected.`);
  if (options.levels && zScore !== undefined)
    throw new AppError('usage', '--levels and --z-score both say where the colours begin and end: give one of them.');
  if (options.levels && !(options.levels[1] > options.levels[0]))
    throw new AppError('usage', `--levels is ${options.levels.join(',')}: the first has to be below the second.`);
  await checkFolderOf(out);
  if (!overwrite && (await pathExists(out)))
    throw new AppError('exists', `The picture ${out} exists already: give --overwrite or another name.`);

  let image: DetectorImage;
  try {
    image = await readImage(path, options.frame ?? 0, { signal });
  } catch (cause) {
    const error = AppError.from(cause);
    if (error.code === 'internal') throw cause;
    terminal.problem(nameFailure(path, error.message));
    return EXIT_INPUTS_FAILED;
  }
  const mask = await unionOfMasks(image, options.mask ?? [], signal);
  const measured = mask ? Float64Array.from(image.samples, (value, i) => (mask[i] === 0 ? value : NaN)) : image.samples;
  const levels =
    options.levels ?? (zScore === undefined ? percentileLevels(measured) : zScoreLevels(image.samples, zScore, mask));
  const name = basename(splitDatasetPath(path).path);
  const figure = imageFigure({
    image,
    mask,
    title: options.title ?? (options.frame ? `${name}, frame ${options.frame}` : name),
    levels,
    scale,
    colourMap,
    axes,
    ...(options.maskColour ? { maskColour: options.maskColour } : {}),
  });
  try {
    await writeWhole(out, figureFile(figure, picture), { overwrite });
  } catch (cause) {
    return reportDiskFailure(terminal, cause);
  }
  terminal.print(out);
  const masked = mask ? mask.reduce((sum, flag) => sum + (flag === 0 ? 0 : 1), 0) : 0;
  terminal.report({ written: [out], levels, scale, colourMap, masked });
  return EXIT_DONE;
}

/** Pixels that a mask or the file itself marks; null without any. @throws AppError shape */
async function unionOfMasks(
  image: DetectorImage,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  if (paths.length === 0 && !image.mask) return null;
  const union = new Uint8Array(image.samples.length);
  if (image.mask) union.set(image.mask);
  for (const path of paths) {
    const name = basename(path);
    const { shape, mask } = maskFromImage(name, await readImage(path, 0, { signal }));
    checkSameShape(`The mask ${name}`, shape, image.shape);
    for (let i = 0; i < union.length; i++) if (mask[i] !== 0) union[i] = 1;
  }
  return union;
}
