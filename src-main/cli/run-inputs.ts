import { basename, join } from 'node:path';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CakeRecipe, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { readCakeRecipe } from './cake-recipe.ts';
import type { IntegrateOptions } from './integrate-options.ts';
import { type LightformRun, takeLightform } from './lightform-recipe.ts';

/** Images of a run as they were named, and the folder that their results go to, where they have one of their own. */
export interface PairedInput {
  /** File, glob, folder, file.h5::/path or @list. */
  readonly argument: string;
  readonly out?: string | undefined;
}

export interface RunInputs<O> {
  readonly options: O;
  readonly pairs: readonly PairedInput[];
}

type RecordedInput = NonNullable<Recipe['inputs']>[number];

/**
 * The images of a run where the command line names none: those of its recipe, of Annulus or of LightForm. Options that
 * were given win.
 *
 * @param subfolder  of each output folder, as LightForm names it
 * @throws AppError  if the recipe cannot be used; "usage" without any image
 */
export async function takeInputs<O extends Omit<IntegrateOptions, 'format'> & { readonly cakes?: number }>(
  images: readonly string[],
  options: O,
  subfolder: 'azimuthal-integration' | 'caking',
): Promise<RunInputs<O>> {
  const { recipe } = options;
  if (recipe !== undefined && /\.ya?ml$/i.test(recipe))
    return (await takeLightform(images, options, subfolder)) satisfies LightformRun<O>;
  if (images.length > 0) return { options, pairs: [] };
  return inputsOf(images, options, recipe === undefined ? undefined : await readCakeRecipe(recipe));
}

/** As `takeInputs`, of a recipe that was read. */
export function inputsOf<O extends Omit<IntegrateOptions, 'format'>>(
  images: readonly string[],
  options: O,
  saved: Pick<Recipe | CakeRecipe, 'inputs' | 'recursive'> | undefined,
): RunInputs<O> {
  if (images.length > 0) return { options, pairs: [] };
  if (saved?.inputs === undefined || saved.inputs.length === 0)
    throw new AppError('usage', 'No image was given: name files, globs or folders, or a recipe that names them.');
  const recursive = options.recursive ?? saved.recursive;
  return {
    options: recursive === undefined ? options : { ...options, recursive },
    pairs: pairsOf(saved, options.out),
  };
}

/** Inputs of a recipe; with another folder for the results than it says, if one is given. */
export function pairsOf({ inputs = [] }: Pick<Recipe | CakeRecipe, 'inputs'>, out: string | undefined): PairedInput[] {
  const folders = new Set(inputs.map((input) => input.out));
  const folderOf = (input: RecordedInput): string | undefined => {
    if (out === undefined) return input.out;
    return folders.size > 1 && input.out !== undefined ? join(out, basename(input.out)) : out;
  };
  return inputs.map((input) => ({ argument: input.image, out: folderOf(input) }));
}

/** As recipes have them. */
export function recordInputs(
  args: readonly string[],
  pairs: readonly PairedInput[],
  out: string | undefined,
): RecordedInput[] {
  return [...args.map((argument) => ({ argument, out })), ...pairs].map(({ argument, out: folder }) => ({
    image: argument,
    ...(folder === undefined ? {} : { out: folder }),
  }));
}
