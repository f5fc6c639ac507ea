import type { TogetherRecipe } from '../model/schema-types.generated.ts';
import { calibrationRecipe, formatRecipeJson, type RecipeInputs, type RecipeResult } from './calibration-recipe.ts';

/** What a calibration of several images was made of, and what came out. */
export type TogetherRecipeContent = Omit<TogetherRecipe, 'annulus' | 'command' | 'images'> & {
  /** All of them, in their order, those left out too */
  readonly images: readonly { readonly inputs: RecipeInputs; readonly result: RecipeResult }[];
};

/**
 * The recipe of a calibration of several images, as readable JSON. The same calibration gives the same bytes.
 *
 * @param program  name and version
 */
export function formatTogetherRecipe({ images, ...rest }: TogetherRecipeContent, program: string): string {
  const recipe: TogetherRecipe = {
    ...{ annulus: program, command: 'calibrate-together' },
    ...rest,
    images: images.map(({ inputs, result }) => calibrationRecipe(inputs, result, program)),
  };
  return formatRecipeJson(recipe);
}
