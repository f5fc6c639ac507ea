import { basename, join } from 'node:path';
import { parseLightformConfig } from '../../src-shared/format/lightform-config.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { readTextFile } from '../file/text-file.ts';
import type { IntegrateOptions } from './integrate-options.ts';

export interface LightformRun<O> {
  /** `--recipe` is taken in. */
  readonly options: O;
  /** Globs, each with the folder of its results. */
  readonly pairs: readonly { readonly argument: string; readonly out: string }[];
}

/**
 * Takes a LightForm configuration (`--recipe FILE.yaml`) apart into options and paired folders. Options that were given
 * win.
 *
 * @param subfolder  of each output folder, as LightForm names it
 * @throws AppError  if it cannot be used; "usage" with images that it does not name
 */
export async function takeLightform<O extends Omit<IntegrateOptions, 'format'> & { readonly cakes?: number }>(
  images: readonly string[],
  options: O,
  subfolder: 'azimuthal-integration' | 'caking',
): Promise<LightformRun<O>> {
  const { recipe = '', out } = options;
  if (images.length > 0)
    throw new AppError('usage', `${recipe} names the images: leave out ${images[0]!}, or the recipe.`);
  const config = parseLightformConfig(recipe, await readTextFile(recipe));
  const given: O = {
    poni: config.calibration,
    ...(config.npt === undefined ? {} : { npt: config.npt }),
    ...(config.cakes === undefined || subfolder !== 'caking' ? {} : { cakes: config.cakes }),
    ...options,
  };
  const taken = { ...given };
  delete (taken as { recipe?: string }).recipe;
  const pairs = config.folders.map(({ input, output }) => ({
    argument: join(input, config.glob),
    out: join(out === undefined ? output : join(out, basename(output)), subfolder),
  }));
  return { options: taken, pairs };
}
