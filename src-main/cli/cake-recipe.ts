import { basename } from 'node:path';
import { cakeFormat } from '../../src-shared/format/cake-formats.ts';
import { parseRecipeJson } from '../../src-shared/format/recipe-json.ts';
import { azimuthAxis } from '../../src-shared/integration/cake-axis.ts';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import type { CakeRecipe, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { radialUnit } from '../../src-shared/quantity/radial-unit.ts';
import { readTextFile } from '../file/text-file.ts';
import { checkCakeFilter } from '../worker/filter-cake.ts';
import type { CakeOptions } from './cake-options.ts';
import { mergeRecipe } from './integrate-recipe.ts';
import { readRecipe } from './recipe-file.ts';

/**
 * The complete recipe of a run: defaults, then the recipe read, then the options given.
 *
 * @throws AppError usage  if the options contradict each other or no calibration is named
 */
export function mergeCakeRecipe(
  options: CakeOptions,
  base: CakeRecipe | Recipe | undefined,
  program: string,
): CakeRecipe {
  const isCake = base !== undefined && 'cut' in base;
  const [first = 'xrdfit', ...others] = options.layout ?? (isCake ? base.layouts : []);
  const layouts: CakeRecipe['layouts'] = [first, ...others];
  // A file in pixels is all that MAUD text can be: it asks for the radius by itself.
  const isPixels = base === undefined && options.unit === undefined && layouts.every((id) => id === 'maud');
  const common: Recipe | undefined = isCake ? { ...base, command: 'integrate', formats: ['xy'] } : base;
  const merged = mergeRecipe(isPixels ? { ...options, unit: 'r_mm' } : options, common, program);
  const before = isCake ? base.cut : undefined;
  const start = options.start ?? before?.azimuthStart;
  const cut: CakeRecipe['cut'] = {
    azimuthBins: options.cakes ?? before?.azimuthBins ?? 360,
    ...(start === undefined ? {} : { azimuthStart: start }),
    sense: options.sense ?? before?.sense ?? 'clockwise',
  };
  if (options.start !== undefined && merged.settings.azimuthRange)
    throw new AppError('usage', '--start and --azimuth-range both say where the cakes begin: give one of them.');
  if (merged.settings.azimuthRange) delete cut.azimuthStart;
  azimuthAxis(cut, merged.settings.azimuthRange);
  checkCakeFilter(merged.settings, cut);
  for (const id of layouts) {
    if (cakeFormat(id)?.needs === 'r' && radialUnit(merged.settings.radialUnit).quantity !== 'r')
      throw new AppError('usage', `--layout ${id} counts the radius in pixels: use --unit r_mm, or another layout.`);
  }
  const recipe: CakeRecipe & { formats?: Recipe['formats'] } = { ...merged, command: 'cake', cut, layouts };
  delete recipe.formats; // cakes have layouts
  return recipe;
}

/** Reads a recipe of `annulus cake`, or one of `annulus integrate`, which lacks only the cut. Errors as `readRecipe`. */
export async function readCakeRecipe(path: string): Promise<CakeRecipe | Recipe> {
  const json = parseRecipeJson(basename(path), await readTextFile(path));
  if (!('cut' in json)) return readRecipe(path);
  const { describeMismatch, loadValidator } = await import('../rpc/schema-validation.ts');
  const validate = (await loadValidator()).getSchema<CakeRecipe>('annulus/cake-recipe.schema.json');
  if (!validate?.(json))
    throw new FormatError(
      'recipe',
      `${basename(path)} is no recipe of annulus cake: ${describeMismatch(validate?.errors)}.`,
    );
  return json as CakeRecipe;
}
