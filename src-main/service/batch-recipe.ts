import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { writeNpy } from '../../src-shared/format/npy-writer.ts';
import type { BatchTask, CakeRecipe, Recipe } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import { writeBeside, writeRecipeBeside } from '../batch/recipe-beside.ts';
import type { FileAccess } from '../file/file-access.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore, StoredMask } from '../store/mask-store.ts';
import { programVersion } from './program-name.ts';

/**
 * Writes beside the results of a batch the recipe with which `annulus integrate --recipe`, or `cake`, repeats it, and what
 * the recipe needs that is in no file, or in one that does not stay: the calibration, masks that were drawn or dropped.
 *
 * @returns the path of the recipe
 * @throws AppError  "forbidden" or "disk"
 */
export async function writeBatchRecipe(
  task: BatchTask,
  out: string,
  files: FileAccess,
  images: ImageStore,
  masks: MaskStore,
): Promise<string> {
  const { calibration, settings, autoMask, normalizeBy: by, frames, recursive, tables = [] } = task;
  const isLasting = (ref: FileRef): boolean =>
    files.roots().some(({ ref: root }) => ref.startsWith(root.slice(0, root.indexOf(':') + 1)));
  const pathOf = (ref: FileRef): Promise<string> => files.resolve(ref, 'read');
  const imagePath = (id: string | undefined): string | undefined => {
    if (id === undefined) return undefined;
    const { path, dataset } = images.find(id);
    return dataset === undefined ? path : `${path}::${dataset}`;
  };
  const maskPath = async ({ ref, mask, shape }: StoredMask): Promise<string> =>
    ref !== undefined && isLasting(ref)
      ? pathOf(ref)
      : writeBeside(out, 'annulus-mask', '.npy', writeNpy({ samples: mask, shape }));
  const maskPaths: string[] = [];
  for (const id of task.maskIds) maskPaths.push(await maskPath(masks.find(id)));
  const inputs: NonNullable<Recipe['inputs']> = [];
  for (const { ref, dataset } of task.inputs) {
    const path = await pathOf(ref);
    inputs.push({ image: dataset === undefined ? path : `${path}::${dataset}`, out });
  }
  const [dark, flat, background] = [task.darkId, task.flatId, task.backgroundId].map(imagePath);
  const normalizeBy = by && (by.kind === 'header' ? `header:${by.key}` : partOf(await pathOf(by.ref), by.part));
  const common = {
    annulus: programVersion(),
    calibration: await writeBeside(out, 'annulus-calibration', '.poni', formatCalibration(calibration, 'poni')),
    flipRows: false,
    orientation: calibration.detector.orientation,
    settings,
    masks: maskPaths,
    ...(autoMask ? { autoMask } : {}),
    ...(dark === undefined ? {} : { dark }),
    ...(flat === undefined ? {} : { flat }),
    ...(background === undefined ? {} : { background }),
    ...(normalizeBy === undefined ? {} : { normalizeBy }),
    ...(frames === undefined ? {} : { frames }),
    inputs,
    recursive,
  };
  const recipe: Recipe | CakeRecipe = task.cakes
    ? { ...common, command: 'cake', cut: task.cakes.cut, layouts: task.cakes.layouts }
    : {
        ...common,
        command: 'integrate',
        formats: task.formats,
        ...(tables.length > 0 ? { tables } : {}),
      };
  return writeRecipeBeside(out, recipe);
}

function partOf(path: string, part: string | undefined): string {
  return part === undefined ? path : `${path}::${part}`;
}
