import { basename } from 'node:path';
import { parseRecipeJson } from '../../src-shared/format/recipe-json.ts';
import { FormatError } from '../../src-shared/model/app-error.ts';
import type { Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { readTextFile } from '../file/text-file.ts';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Reads a recipe and checks it against its schema.
 *
 * @param command  that is to repeat it: separate also takes what integrate was given
 * @throws AppError  "not-found", "forbidden", "disk"
 * @throws FormatError  if it is no recipe, or one that this version does not understand
 */
export async function readRecipe(path: string, command: Recipe['command'] = 'integrate'): Promise<Recipe> {
  const json = parseRecipeJson(basename(path), await readTextFile(path));
  if (!isObject(json) || !('settings' in json))
    throw new FormatError('recipe', `${basename(path)} is no recipe of annulus: --save-recipe writes them.`);
  const { describeMismatch, loadValidator } = await import('../rpc/schema-validation.ts');
  const validate = (await loadValidator()).getSchema<Recipe>('annulus/recipe.schema.json');
  if (!validate?.(json))
    throw new FormatError(
      'recipe',
      `${basename(path)} is no recipe of annulus: ${describeMismatch(validate?.errors)}.`,
    );
  const recipe = json as Recipe;
  if (recipe.command === 'separate' && command !== 'separate')
    throw new FormatError(
      'recipe',
      `${basename(path)} is a recipe of annulus separate: repeat it with annulus separate --recipe ${basename(path)}.`,
    );
  return recipe;
}
