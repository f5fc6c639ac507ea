import { basename, dirname, relative, resolve } from 'node:path';
import type { RecipeInputs } from '../../src-shared/format/calibration-recipe.ts';
import { parseRecipeJson } from '../../src-shared/format/recipe-json.ts';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import type { CalibrationRecipe, TogetherRecipe } from '../../src-shared/model/schema-types.generated.ts';
import type { InputFile } from '../file/expand-inputs.ts';
import { readImage } from '../file/open-image.ts';
import { readTextFile } from '../file/text-file.ts';
import { calibrantOfRecipe } from '../service/choose-calibrant.ts';
import { type LoadedMask, maskFromImage } from '../service/combine-masks.ts';
import { headerWitness } from '../service/header-witness.ts';
import { prepareImage, type PreparedInput } from './calibrate-job.ts';
import type { CalibrateOptions } from './calibrate-options.ts';

const OWN = [
  'calibrant',
  'cell',
  'wavelength',
  'energy',
  'detector',
  'pixelSize',
  'distance',
  'centre',
  'points',
] as const;
const OWN_TOO = [
  'poni',
  'orientation',
  'mask',
  'maskBelow',
  'maskAbove',
  'rings',
  'fix',
  'refine',
  'flipRows',
] as const;
const FROM_RECIPE = { calibrant: 'recipe', wavelength: 'recipe', detector: 'recipe', start: 'recipe' } as const;
const SCHEMAS = {
  calibrate: 'annulus/calibration-recipe.schema.json',
  'calibrate-together': 'annulus/together-recipe.schema.json',
} as const;
const ALONE = ['together', 'distances', 'rotations'] as const;

/**
 * Reads a recipe of a calibration, of one image or of several together, and checks it against its schema.
 *
 * @throws AppError  "not-found", "forbidden", "disk", "usage" if an option says what the recipe says
 * @throws FormatError  if it is no recipe, or one that this version does not understand
 */
export async function readCalibrationRecipe(
  path: string,
  options: CalibrateOptions,
): Promise<CalibrationRecipe | TogetherRecipe> {
  const stray = [...OWN, ...OWN_TOO, ...ALONE].find((name) => options[name] !== undefined);
  if (stray !== undefined) {
    const option = stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new AppError('usage', `--recipe says everything about the calibration: leave out --${option}.`);
  }
  const name = basename(path);
  const json = parseRecipeJson(name, await readTextFile(path));
  const command = 'command' in json ? json.command : undefined;
  if (command !== 'calibrate' && command !== 'calibrate-together')
    throw new FormatError('recipe', `${name} is no recipe of a calibration: \`annulus calibrate --out\` writes them.`);
  const { describeMismatch, loadValidator } = await import('../rpc/schema-validation.ts');
  const validate = (await loadValidator()).getSchema(SCHEMAS[command]);
  if (!validate?.(json))
    throw new FormatError('recipe', `${name} is no recipe of a calibration: ${describeMismatch(validate?.errors)}.`);
  return json as CalibrationRecipe | TogetherRecipe;
}

/** The image that a recipe names, which lies beside it. */
export function recipeImage(path: string, { image, dataset }: CalibrationRecipe): InputFile {
  return { path: resolve(dirname(path), image), ...(dataset === undefined ? {} : { dataset }) };
}

/** @param path  of the recipe: masks are looked for beside it */
export async function prepareFromRecipe(
  path: string,
  recipe: CalibrationRecipe,
  input: InputFile,
  name: string,
  signal: AbortSignal,
): Promise<PreparedInput> {
  const frame = await readImage(input.path, recipe.frame, { dataset: input.dataset, signal });
  const masks: LoadedMask[] = [];
  for (const mask of recipe.masks) {
    const maskPath = resolve(dirname(path), mask);
    masks.push(maskFromImage(maskPath, await readImage(maskPath, 0, { signal })));
  }
  const { detector, wavelength, flipRows = false, hints, points, start, distance, centre, ringCount } = recipe;
  const { fixed, refineWavelength, bounds, rejectOutliers = false, judge = false } = recipe;
  const image = prepareImage(frame, detector, { ...recipe, masks, flipRows });
  const common = {
    ...{ image, detector, wavelength },
    ...(start && { start: { ...start, wavelength: start.wavelength ?? wavelength } }),
    ...(fixed && { fixed }),
    ...(refineWavelength === undefined ? {} : { refineWavelength }),
    ...(bounds && { bounds }),
  };
  const calibrant = calibrantOfRecipe(recipe.calibrant);
  const inputs = (folder: string): RecipeInputs => ({
    ...recipe,
    image: relative(folder, resolve(input.path)),
    masks: masks.map((mask) => relative(folder, mask.name)),
  });
  return {
    ...{ name, path: input.path, notices: [], recipe: inputs, origins: FROM_RECIPE },
    job:
      recipe.method === 'points'
        ? { kind: 'refine', ...common, calibrant, points, rejectOutliers, judge }
        : {
            ...{ kind: 'calibrate', ...common, calibrant: recipe.calibrantFound ? null : calibrant },
            ...(distance === undefined ? {} : { distance }),
            ...(centre && { centre }),
            ...(ringCount === undefined ? {} : { ringCount }),
            ...(hints && { points: hints }),
            ...headerWitness(frame.metadata, wavelength, detector, flipRows),
          },
  };
}
