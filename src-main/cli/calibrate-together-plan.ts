import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import type { CalibrateJob, RefineJob } from '../../src-shared/calibration/calibration-job.ts';
import type { Refinable } from '../../src-shared/calibration/refine-geometry.ts';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import type { TogetherArrangement, TogetherRecipe } from '../../src-shared/model/schema-types.generated.ts';
import { nameOf } from '../batch/integrate-inputs.ts';
import { expandInputs, type ExpandedInputs } from '../file/expand-inputs.ts';
import { calibrantOfRecipe } from '../service/choose-calibrant.ts';
import { prepareInput, type PreparedInput } from './calibrate-job.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import { prepareFromRecipe, recipeImage } from './calibrate-recipe.ts';
import type { CalibrateSetup } from './calibrate-setup.ts';
import { checkTogether, type TogetherOptions } from './check-together.ts';
import { nameFailure } from './terminal.ts';

/** Images that are refined together, and how they hang together. */
export interface TogetherPlan {
  readonly inputs: readonly PreparedInput<CalibrateJob>[];
  readonly calibrant: Calibrant;
  readonly arrangement: TogetherArrangement;
  /** Of the images, in their order: m if moved, rad if rotated; else empty */
  readonly values: readonly number[];
  readonly refineWavelength: boolean;
  readonly fixed: readonly Refinable[];
}

/** @throws AppError  one sentence, if the options do not go with these images or an image cannot be read */
export async function planTogether(
  expanded: ExpandedInputs,
  setup: CalibrateSetup,
  options: CalibrateOptions,
  signal: AbortSignal,
): Promise<TogetherPlan> {
  const { inputs } = expanded;
  checkTogether(options, inputs.length);
  refuseMissing(expanded);
  const { calibrant, fixed } = setup;
  if (!calibrant)
    throw new AppError('usage', '--together needs to know the calibrant: give --calibrant NAME or --cell.');
  return {
    inputs: await Promise.all(
      inputs.map((input) => prepareInput(input, nameOf(input), calibrant, setup, options, signal)),
    ),
    ...{ calibrant, fixed, refineWavelength: options.refine === 'wavelength' },
    ...arrangementOf(options),
  };
}

/**
 * @param path  of the recipe: images and masks are looked for beside it
 * @param images  in place of its own, one for each
 */
export async function planTogetherFromRecipe(
  path: string,
  recipe: TogetherRecipe,
  images: readonly string[],
  signal: AbortSignal,
): Promise<TogetherPlan> {
  const { arrangement, values, refineWavelength, fixed } = recipe;
  const [first] = recipe.images;
  if (!first || recipe.images.length < 2)
    throw new FormatError('recipe', `${path} has ${recipe.images.length} images: two or more were expected.`);
  if (['moved', 'rotated'].includes(arrangement) && values.length !== recipe.images.length)
    throw new FormatError(
      'recipe',
      `${path} has ${values.length} values for ${recipe.images.length} images: one per image was expected.`,
    );
  const expanded: ExpandedInputs =
    images.length > 0
      ? await expandInputs(images)
      : { inputs: recipe.images.map((image) => recipeImage(path, image)), failures: [] };
  refuseMissing(expanded);
  if (expanded.inputs.length !== recipe.images.length)
    throw new AppError(
      'usage',
      `${path} is of ${recipe.images.length} images, and ${expanded.inputs.length} were given: give as many, or none.`,
    );
  const inputs = await Promise.all(
    expanded.inputs.map(async (input, i) => {
      const prepared = await prepareFromRecipe(path, recipe.images[i]!, input, nameOf(input), signal);
      if (!isFound(prepared))
        throw new FormatError('recipe', `${path} gives points of ${prepared.name}: the method "image" was expected.`);
      return prepared;
    }),
  );
  return {
    ...{ inputs, arrangement, values, refineWavelength, fixed },
    calibrant: calibrantOfRecipe(first.calibrant),
  };
}

function isFound(input: PreparedInput<CalibrateJob | RefineJob>): input is PreparedInput<CalibrateJob> {
  return input.job.kind === 'calibrate';
}

/** Fewer images than were meant would be another model. */
function refuseMissing({ failures: [missing] }: ExpandedInputs): void {
  if (missing) throw new AppError(missing.error.code, nameFailure(missing.argument, missing.error.message));
}

function arrangementOf({ distances, rotations }: TogetherOptions): Pick<TogetherPlan, 'arrangement' | 'values'> {
  if (distances === 'free') return { arrangement: 'path', values: [] };
  if (distances) return { arrangement: 'moved', values: distances.map((value) => value * 1e-3) };
  if (rotations) return { arrangement: 'rotated', values: rotations.map((value) => (value * Math.PI) / 180) };
  return { arrangement: 'own', values: [] };
}
