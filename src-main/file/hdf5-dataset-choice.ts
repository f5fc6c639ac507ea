import type { Hdf5Tree, TreeDataset } from './hdf5-tree.ts';

/** One stack of frames: a dataset, or the numbered ones of a Dectris master file one after another. */
export interface ImageStack {
  /** Of the dataset; of the group where there are several. */
  readonly path: string;
  readonly parts: readonly TreeDataset[];
  /** Leading axes as stored, then rows and columns. */
  readonly shape: readonly number[];
}

/** Smaller arrays are tables and corner positions. */
const MIN_SIDE = 8;
/** `data_000001`, as Dectris masters name their parts. */
const PART_NAME = /^(.*\/)data_(\d{6})$/;
/** Images of a kind that nobody means by "the image". */
const AUXILIARY =
  /mask|flat|dark|gain|noise|pedestal|error|sigma|variance|uncertaint|weight|background|trimbit|lookup|thumbnail|x_pixel_offset|y_pixel_offset/i;
const [INTEGER, FLOAT, ENUM] = [0, 1, 8]; // H5T_class_t; h5py stores bool as an enumeration of one byte

/** Bytes per number that can be read, by class. */
const SIZES = new Map([
  [INTEGER, [1, 2, 4, 8]],
  [FLOAT, [4, 8]],
  [ENUM, [1]],
]);

/** Whether frames can be read from it: numbers, two axes or more. */
export function isImageLike({ shape, metadata }: TreeDataset, minSide = MIN_SIDE): boolean {
  const [rows, columns] = [shape.at(-2) ?? 0, shape.at(-1) ?? 0];
  return (
    (SIZES.get(metadata.type) ?? []).includes(metadata.size) &&
    shape.length >= 2 &&
    rows >= minSide &&
    columns >= minSide &&
    shape.every((size) => size > 0)
  );
}

/**
 * Every stack in a file, the most likely image first: what NeXus names as default, then any signal of an NXdata, then
 * the numbered data of a master, then the data of a detector, then the largest.
 */
export function findImageStacks(tree: Hdf5Tree): ImageStack[] {
  const stacks = groupParts([...tree.datasets.values()].filter((dataset) => isImageLike(dataset)));
  const defaults = defaultPaths(tree);
  const signals = signalPaths(tree);
  const rank = (stack: ImageStack): number => {
    const first = stack.parts[0]!.path;
    const name = first.slice(first.lastIndexOf('/') + 1);
    if (isAuxiliary(stack)) return 0;
    const group = tree.groups.get(first.slice(0, first.lastIndexOf('/')) || '/');
    if (defaults.has(stack.path) || defaults.has(first)) return 5;
    if (signals.has(first)) return 4;
    if (PART_NAME.test(first)) return 3;
    return name === 'data' && (group?.nxClass === 'NXdetector' || group?.nxClass === 'NXdata') ? 2 : 1;
  };
  const size = ({ shape }: ImageStack) => shape.reduce((product, length) => product * length, 1);
  return stacks
    .map((stack, index) => ({ stack, index, rank: rank(stack), size: size(stack) }))
    .sort(
      (a, b) => b.rank - a.rank || b.size - a.size || a.stack.path.length - b.stack.path.length || a.index - b.index,
    )
    .map(({ stack }) => stack);
}

/** Whether the stack is a mask, flat field or the like, by its name. */
export function isAuxiliary({ parts }: ImageStack): boolean {
  const { path } = parts[0]!;
  return AUXILIARY.test(path.slice(path.lastIndexOf('/') + 1));
}

/** Joins data_000001, data_000002 … of one group, in order, up to the first that is missing or of another shape. */
function groupParts(datasets: readonly TreeDataset[]): ImageStack[] {
  const stacks: ImageStack[] = [];
  const numbered = new Map<string, TreeDataset[]>();
  for (const dataset of datasets) {
    const folder = PART_NAME.exec(dataset.path)?.[1];
    if (folder === undefined) stacks.push({ path: dataset.path, parts: [dataset], shape: dataset.shape });
    else numbered.set(folder, [...(numbered.get(folder) ?? []), dataset]);
  }
  for (const [folder, found] of numbered) {
    found.sort((a, b) => (a.path < b.path ? -1 : 1));
    const first = found[0]!;
    const start = partNumber(first);
    const parts: TreeDataset[] = [];
    for (const part of found) {
      const isSameKind =
        part.shape.slice(-2).join() === first.shape.slice(-2).join() &&
        part.metadata.size === first.metadata.size &&
        part.metadata.type === first.metadata.type &&
        part.metadata.signed === first.metadata.signed;
      if (!isSameKind || partNumber(part) !== start + parts.length) break;
      parts.push(part);
    }
    const frames = parts.reduce((sum, part) => sum + frameCountOf(part), 0);
    stacks.push({ path: folder.slice(0, -1) || '/', parts, shape: [frames, ...first.shape.slice(-2)] });
  }
  return stacks;
}

function partNumber({ path }: TreeDataset): number {
  return Number(path.slice(-6));
}

/** Frames in a dataset: all axes but the last two. */
export function frameCountOf({ shape }: TreeDataset): number {
  return shape.slice(0, -2).reduce((product, length) => product * length, 1);
}

/** What `default` attributes lead to, from the root down: the group, and its signal. */
function defaultPaths({ groups }: Hdf5Tree): Set<string> {
  const paths = new Set<string>();
  const entries = [...groups.values()].filter(({ path, nxClass }) => path === '/' || nxClass === 'NXentry');
  for (const entry of entries) {
    let group = entry.default === undefined ? undefined : groups.get(join(entry.path, entry.default));
    for (let i = 0; group?.default !== undefined && i < 8; i++) group = groups.get(join(group.path, group.default));
    if (!group || group.nxClass === 'NXentry') continue;
    paths.add(group.path);
    if (group.signal !== undefined) paths.add(join(group.path, group.signal));
  }
  return paths;
}

function signalPaths({ groups, datasets }: Hdf5Tree): Set<string> {
  const paths = new Set<string>();
  for (const group of groups.values()) {
    if (group.signal !== undefined) paths.add(join(group.path, group.signal));
    // NeXus before 2014 marked the dataset; "data" is what everybody called it
    else if (group.nxClass === 'NXdata' && datasets.has(join(group.path, 'data'))) paths.add(join(group.path, 'data'));
  }
  return paths;
}

function join(folder: string, name: string): string {
  if (name.startsWith('/')) return name;
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}
