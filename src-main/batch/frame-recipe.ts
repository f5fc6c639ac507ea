import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { Calibration, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { frameValueOf, originName, type RunImages } from './integrate-inputs.ts';
import type { FrameJob, OutputPlan } from './plan-outputs.ts';

/** What every recipe says that is applied frame by frame. */
export type FrameRecipe = Pick<
  Recipe,
  | 'calibration'
  | 'frames'
  | 'flipRows'
  | 'orientation'
  | 'settings'
  | 'masks'
  | 'autoMask'
  | 'dark'
  | 'flat'
  | 'background'
  | 'normalizeBy'
>;

/** What the results of all frames have in common. */
export interface FrameSetup<R extends FrameRecipe = FrameRecipe> {
  readonly recipe: R;
  /** As the images lie: flips and orientation of the recipe are in it. */
  readonly calibration: Calibration;
  readonly shape: Shape;
  readonly images: RunImages;
}

/** All that is known when the work begins. F: ids of output formats. */
export interface FrameRun<F extends string, R extends FrameRecipe> extends FrameSetup<R> {
  readonly plan: OutputPlan<F>;
}

/** Where a result comes from, by names that mean something elsewhere. */
export function provenanceOf<R extends FrameRecipe>(
  { recipe, calibration }: Pick<FrameSetup<R>, 'recipe' | 'calibration'>,
  { file, frame }: FrameJob<string>,
) {
  const { settings, masks, autoMask, dark, flat, background } = recipe;
  return {
    settings,
    calibration,
    image: originName(file.input.path),
    frame,
    masks: [...masks.map(originName), ...(autoMask ? ['automatic mask'] : [])],
    ...(dark === undefined ? {} : { dark: originName(dark) }),
    ...(flat === undefined ? {} : { flat: originName(flat) }),
    ...(background === undefined ? {} : { background: originName(background) }),
  };
}

/**
 * Where the result of a frame comes from, and what it is divided by.
 *
 * @throws AppError  if the recipe wants a value for each frame and this one has none
 */
export async function frameOrigin<R extends FrameRecipe>(
  setup: Pick<FrameSetup<R>, 'recipe' | 'calibration' | 'images'>,
  job: FrameJob<string>,
  signal: AbortSignal,
) {
  const normalizedBy = await frameValueOf(setup.images, job, signal);
  return { ...provenanceOf(setup, job), ...(normalizedBy ? { normalizedBy } : {}) };
}
