import { FormatError } from '../model/app-error.ts';
import type { Recipe } from '../model/schema-types.generated.ts';

/** A recipe as readable JSON. */
export function formatRecipe(recipe: Recipe): string {
  return `${JSON.stringify(recipe, null, 2)}\n`;
}

/**
 * @returns the JSON, not yet checked against the schema of recipes
 * @throws FormatError  if the text is no JSON object
 */
export function parseRecipeJson(name: string, text: string): object {
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch (cause) {
    throw new FormatError('recipe', `${name} is no recipe: it is not JSON.`, { cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new FormatError('recipe', `${name} is no recipe: a JSON object was expected.`);
  return json;
}
