import { join, resolve } from 'node:path';
import type { CakeRecipe, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import { writeWhole } from '../file/atomic-write.ts';
import { fileChange } from '../file/file-change.ts';
import { splitDatasetPath } from '../file/open-image.ts';
import { createOutputFolder, hasContent } from '../file/output-folder.ts';

type AnyRecipe = Recipe | CakeRecipe;

/**
 * Writes the recipe of a batch beside its results, as `annulus-recipe.json`, or `-2` and so on where one of other settings
 * lies there already: that one tells how other results were made.
 *
 * @returns its path
 * @throws AppError  "forbidden" or "disk"
 */
export async function writeRecipeBeside(folder: string, recipe: AnyRecipe): Promise<string> {
  return writeBeside(folder, 'annulus-recipe', '.json', `${JSON.stringify(withAbsolutePaths(recipe), null, 2)}\n`);
}

/**
 * Writes a file that belongs to a batch as `STEM.EXT`, or `STEM-2.EXT` and so on where another of that name lies there.
 *
 * @returns its path; that of one with the same content where there is one
 * @throws AppError  "forbidden" or "disk"
 */
export async function writeBeside(
  folder: string,
  stem: string,
  suffix: string,
  content: string | Uint8Array,
): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await createOutputFolder(folder);
  let known: string | undefined;
  let last = { path: '', since: -Infinity };
  let n = 1;
  for (; ; n++) {
    const path = join(folder, numberedName(stem, suffix, n));
    const change = await fileChange(path);
    if (!change) break;
    if (change.modified >= last.since) last = { path, since: change.modified };
    if (await hasContent(path, bytes)) known = path;
  }
  const path = known ?? join(folder, numberedName(stem, suffix, n));
  // What is in force is what was written last, so what comes into force again is written again.
  if (path !== last.path) await writeWhole(path, bytes, { overwrite: true });
  return path;
}

/** @param n  1, 2, … */
export function recipeName(n: number): string {
  return numberedName('annulus-recipe', '.json', n);
}

function numberedName(stem: string, suffix: string, n: number): string {
  return n === 1 ? `${stem}${suffix}` : `${stem}-${n}${suffix}`;
}

/** The same recipe, to be used from anywhere. */
export function withAbsolutePaths<R extends AnyRecipe>(recipe: R): R {
  const { dark, flat, background, normalizeBy, inputs } = recipe;
  return {
    ...recipe,
    calibration: resolve(recipe.calibration),
    masks: recipe.masks.map(absolute),
    ...(dark === undefined ? {} : { dark: absolute(dark) }),
    ...(flat === undefined ? {} : { flat: absolute(flat) }),
    ...(background === undefined ? {} : { background: absolute(background) }),
    ...(normalizeBy === undefined || normalizeBy.startsWith('header:') ? {} : { normalizeBy: absolute(normalizeBy) }),
    ...(inputs === undefined
      ? {}
      : {
          inputs: inputs.map(({ image, out }) => ({
            image: absoluteInput(image),
            ...(out === undefined ? {} : { out: resolve(out) }),
          })),
        }),
  };
}

function absolute(name: string): string {
  const { path, dataset } = splitDatasetPath(name);
  return dataset === undefined ? resolve(path) : `${resolve(path)}::${dataset}`;
}

/** Of an argument that names images; `@list` too. */
export function absoluteInput(argument: string): string {
  return argument.startsWith('@') ? `@${resolve(argument.slice(1))}` : absolute(argument);
}
