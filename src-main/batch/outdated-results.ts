import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CakeRecipe, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import type { InputFile } from '../file/expand-inputs.ts';
import { imageChange } from '../file/detector-modules.ts';
import { fileChange } from '../file/file-change.ts';
import { splitDatasetPath } from '../file/open-image.ts';
import { readTextFile } from '../file/text-file.ts';
import { recipeName, withAbsolutePaths } from './recipe-beside.ts';

/** Whether a result that is there has to be made again. */
export type IsOutdated = (result: string, input: InputFile) => Promise<boolean>;

/** Of a recipe, what changes no number of a result. */
const INDIFFERENT = ['annulus', 'frames', 'inputs', 'recursive', 'formats', 'layouts', 'tables'];

/**
 * Tells results of the same images and settings from others: a result is outdated if its image, the calibration, or another
 * file that the recipe names was written after it, or if the recipe that was written last before it is another one.
 *
 * @param folder  where the recipes of earlier runs lie; null: runs that leave none
 */
export async function findOutdated(folder: string | null, recipe: Recipe | CakeRecipe): Promise<IsOutdated> {
  const own = essence(withAbsolutePaths(recipe));
  const { calibration, masks, dark, flat, background, normalizeBy } = recipe;
  const named = [calibration, ...masks, dark, flat, background, normalizeBy].filter((name) => name !== undefined);
  const changes = await Promise.all(named.map((name) => fileChange(splitDatasetPath(name).path)));
  const lastChange = Math.max(...changes.map((change) => change?.modified ?? -Infinity));
  const earlier = folder === null ? [] : await readEarlier(folder, own);
  const hasOthers = earlier.some(({ isSame }) => !isSame);
  const images = new Map<string, ReturnType<typeof fileChange>>();

  return async (result, { path }) => {
    const made = (await fileChange(result))?.modified;
    if (made === undefined) return false;
    let image = images.get(path);
    if (!image) images.set(path, (image = imageChange(path)));
    if (Math.max((await image)?.modified ?? -Infinity, lastChange) > made) return true;
    const inForce = earlier.filter(({ since }) => since <= made).at(-1);
    return inForce ? !inForce.isSame : hasOthers;
  };
}

/** Recipes beside the results, the oldest first. */
async function readEarlier(
  folder: string,
  own: object,
): Promise<{ readonly since: number; readonly isSame: boolean }[]> {
  const found: { since: number; isSame: boolean }[] = [];
  for (let n = 1; ; n++) {
    const path = join(folder, recipeName(n));
    const change = await fileChange(path);
    if (!change) break;
    const isSame = await readTextFile(path).then(
      (text) => isDeepStrictEqual(essence(JSON.parse(text) as object), own),
      () => false,
    );
    found.push({ since: change.modified, isSame });
  }
  return found.sort((a, b) => a.since - b.since);
}

/** By way of JSON, as it is read again: what is undefined is not there. */
function essence(recipe: object): object {
  const kept = Object.entries(recipe).filter(([name]) => !INDIFFERENT.includes(name));
  return JSON.parse(JSON.stringify(Object.fromEntries(kept))) as object;
}
