import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { File } from 'h5wasm/node';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage, Samples, SampleType, Shape } from '../../src-shared/model/detector-image.ts';
import { checkFrame, checkShape } from '../../src-shared/format/image-size.ts';
import type { StoredFrames } from '../../src-shared/format/stored-frames.ts';
import type { ByteSource, ImageReader, OpenImage, ReadOptions } from '../../src-shared/format/image-reader.ts';
import { assembleModules, type DetectorModule } from './assemble-modules.ts';
import { moduleFiles } from './detector-modules.ts';
import { findImageStacks, frameCountOf, isAuxiliary, isImageLike, type ImageStack } from './hdf5-dataset-choice.ts';
import { hdf5Reason, loadHdf5, noticeHdf5Failure, type Hdf5Library } from './hdf5-library.ts';
import { attempt, isDataset, readHdf5Tree, type Hdf5Tree, type TreeDataset } from './hdf5-tree.ts';
import { findStoredFrames } from './hdf5-stored-frames.ts';
import { readNexusMetadata } from './nexus-metadata.ts';
import { createStoredFrameReader, type StoredFrameReader } from './stored-frame-reader.ts';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]; // \x89HDF\r\n\x1a\n
/** A user block may stand before the signature, which then lies at one of these. */
const SIGNATURE_PLACES = [0, 512, 1024, 2048];

/**
 * HDF5 and NeXus. The image is found by itself or named by `dataset`, a dataset or the group of a stack; axes before
 * the last two are frames, which are read one at a time. A Dectris master is one stack over all its data files; the files
 * of the modules of a Lambda detector are one image, unless a dataset is named.
 */
export const hdf5Reader: ImageReader = {
  id: 'hdf5',
  label: 'HDF5 or NeXus image',
  suffixes: ['.h5', '.hdf5', '.hdf', '.nxs', '.nx5', '.nexus', '.cxi'],
  needsPath: true,
  recognises: (head) => SIGNATURE_PLACES.some((place) => SIGNATURE.every((byte, i) => head[place + i] === byte)),
  open: openHdf5,
};

async function openHdf5(source: ByteSource, options: ReadOptions): Promise<OpenImage> {
  const { path, name } = source;
  if (path === undefined)
    throw new FormatError('hdf5', `${name} is an HDF5 file that is not on disk; HDF5 can only be read from a file.`);
  const library = await loadHdf5();
  options.signal?.throwIfAborted();
  const own = openModule(library, path, name, options.dataset);
  if (options.dataset !== undefined || !own.isPlaced) return own.image;
  const modules: DetectorModule[] = [];
  try {
    const { files, missing } = await moduleFiles(path);
    if (missing.length > 0)
      throw new FormatError(
        'hdf5',
        `${name} is one of several modules of a detector, and of it ${missing.map((n) => `m${n}`).join(', ')} ${missing.length === 1 ? 'is' : 'are'} not there, as beside other images of the series: wait until all are written, or name a dataset to read one module alone.`,
      );
    for (const file of files)
      modules.push(basename(file) === basename(path) ? own : openModule(library, file, basename(file)));
    return modules.length > 1 ? assembleModules(modules) : own.image;
  } catch (cause) {
    for (const { image } of modules) if (image !== own.image) await image.close();
    await own.image.close();
    throw asFormatError(cause, name);
  }
}

/** The image of a file, and its place among the modules of a detector where the file states it in pixels. */
function openModule(
  library: Hdf5Library,
  path: string,
  name: string,
  dataset?: string,
): DetectorModule & { readonly isPlaced: boolean } {
  const file = openFile(library, path, name);
  try {
    const tree = readHdf5Tree(library, file);
    const { stack, stacks } = chooseStack(tree, name, dataset);
    checkSources(stack, path, name);
    const image = openStack(library, file, tree, stack, stacks, path, name);
    const place = readModulePlace(tree, stack.parts[0]!.path);
    return { name, image, row: place?.[1] ?? 0, column: place?.[0] ?? 0, isPlaced: place !== undefined };
  } catch (cause) {
    attempt(() => file.close());
    throw asFormatError(cause, name);
  }
}

/** NXtranslation beside the image: pixels along columns, then rows. */
function readModulePlace(tree: Hdf5Tree, imagePath: string): readonly [column: number, row: number] | undefined {
  const path = `${imagePath.slice(0, imagePath.lastIndexOf('/'))}/translation/distance`;
  const [column, row] = tree.values(path, '') ?? [];
  if (!/^pixels?$/i.test(String(tree.values(path, 'units')?.[0] ?? ''))) return undefined;
  if (typeof column !== 'number' || typeof row !== 'number') return undefined;
  return [Math.round(column), Math.round(row)];
}

function openFile(library: Hdf5Library, path: string, name: string): File {
  try {
    return new library.File(resolve(path), 'r');
  } catch (cause) {
    throw asFormatError(cause, name);
  }
}

function openStack(
  library: Hdf5Library,
  file: File,
  tree: Hdf5Tree,
  stack: ImageStack,
  stacks: readonly ImageStack[],
  path: string,
  name: string,
): OpenImage {
  const first = stack.parts[0]!;
  const shape = [first.shape.at(-2)!, first.shape.at(-1)!] as const;
  checkShape('hdf5', shape, 0);
  const frameCount = stack.parts.reduce((sum, part) => sum + frameCountOf(part), 0);
  const type = sampleTypeOf(first);
  const metadata = readNexusMetadata(tree, first.path);
  const marker = isDectris(tree, stack) ? MASKED_VALUES.get(type) : undefined;
  const marked = marker === undefined ? {} : { maskedValue: marker };
  Object.assign(metadata, marked);
  let mask: Uint8Array | undefined | null = null; // null: not looked for yet
  let direct: Promise<StoredFrameReader | null> | undefined;
  let finding: Promise<StoredFrames | null> | undefined;

  function findMask(): Uint8Array | undefined {
    if (mask === null) mask = readPixelMask(file, tree, shape, first.path);
    return mask;
  }
  function stored(): Promise<StoredFrames | null> {
    finding ??= findStoredFrames(library, file, stack, path, shape, type).then((found) => {
      if (!found) return null;
      const own = findMask();
      if (!own) return { ...found, ...marked };
      const shared = new Uint8Array(new SharedArrayBuffer(own.length));
      shared.set(own);
      return { ...found, ...marked, mask: shared };
    });
    return finding;
  }
  /** What cannot be read in this way, the library tries as well. */
  async function readDirect(frame: number): Promise<Samples | undefined> {
    direct ??= stored().then((found) => found && createStoredFrameReader(found));
    const image = await (await direct)?.readFrame(frame).catch((cause: unknown) => {
      if (cause instanceof FormatError) return null;
      throw cause;
    });
    return image?.samples;
  }
  return {
    summary: {
      formatId: 'hdf5',
      shape,
      sampleType: type,
      frameCount,
      metadata,
      dataset: stack.path,
      datasets: stacks.map((candidate) => ({ path: candidate.path, shape: candidate.shape })),
    },
    async readFrame(frame, signal): Promise<DetectorImage> {
      try {
        signal?.throwIfAborted();
        checkFrame('hdf5', frame, frameCount);
        const samples = (await readDirect(frame)) ?? readSamples(file, stack, frame);
        if (samples.length !== shape[0] * shape[1])
          throw new FormatError(
            'hdf5',
            `${name} gives ${samples.length} pixels for a frame of ${shape[0]} × ${shape[1]}.`,
          );
        const own = findMask();
        return { samples, shape, metadata, ...(own && { mask: own }) };
      } catch (cause) {
        throw signal?.aborted ? (cause as Error) : asFormatError(cause, name);
      }
    },
    stored,
    async close() {
      await (await direct)?.close();
      attempt(() => file.close());
    },
  };
}

function chooseStack(
  tree: Hdf5Tree,
  name: string,
  dataset: string | undefined,
): { stack: ImageStack; stacks: readonly ImageStack[] } {
  const stacks = findImageStacks(tree);
  if (dataset === undefined) {
    const stack = stacks[0];
    const [link, target] = [...tree.brokenLinks].find(([path]) => /data/.test(path)) ?? [];
    if (stack && !(link !== undefined && isAuxiliary(stack))) return { stack, stacks };
    if (link !== undefined)
      throw new FormatError(
        'hdf5',
        `${name} takes its frames from ${target ?? 'another file'} (${link}), which is not there: put both into one folder.`,
      );
    throw new FormatError(
      'hdf5',
      `${name} is an HDF5 file without an image: no numeric dataset has two axes of 8 or more.`,
    );
  }
  const path = `/${dataset.split('/').filter(Boolean).join('/')}`;
  const exact = tree.datasets.get(path);
  if (exact && isImageLike(exact, 1)) return { stack: { path, parts: [exact], shape: exact.shape }, stacks };
  const stack = stacks.find((candidate) => candidate.path === path || candidate.path.startsWith(`${path}/`));
  if (stack) return { stack, stacks };
  if (exact)
    throw new FormatError(
      'hdf5',
      `${name}: ${path} has the shape (${exact.shape.join(', ')}); an image needs rows and columns of integers or of reals of 32 or 64 bits.`,
    );
  const target = tree.brokenLinks.get(path);
  if (target !== undefined) throw new FormatError('hdf5', `${name}: ${path} lies in ${target}, which is not there.`);
  const others = stacks.slice(0, 5).map((candidate) => candidate.path);
  throw new FormatError(
    'hdf5',
    `${name} has no image ${path}${others.length > 0 ? `; it has ${others.join(', ')}` : ''}.`,
  );
}

/** Files that a virtual dataset takes its frames from must be there: HDF5 would give fill values without a word. */
function checkSources(stack: ImageStack, path: string, name: string): void {
  for (const part of stack.parts)
    for (const { file_name: source } of part.metadata.virtual_sources ?? [])
      if (source !== '.' && !source.includes('%') && !existsSync(resolve(dirname(path), source)))
        throw new FormatError(
          'hdf5',
          `${name} takes frames from ${source}, which is not there: put both into one folder.`,
        );
}

function readSamples(file: File, stack: ImageStack, frame: number): Samples {
  let inPart = frame;
  let part = stack.parts[0]!;
  for (const candidate of stack.parts) {
    part = candidate;
    const count = frameCountOf(candidate);
    if (inPart < count) break;
    inPart -= count;
  }
  const dataset = file.get(part.path);
  if (!isDataset(dataset)) throw new FormatError('hdf5', `${part.path} is gone.`);
  const leading: [number, number][] = [];
  for (const length of part.shape.slice(0, -2).reverse()) {
    const index = inPart % length;
    leading.unshift([index, index + 1]);
    inPart = Math.floor(inPart / length);
  }
  return asSamples(dataset.slice([...leading, [], []]));
}

/** 64-bit integers become the nearest float64, as in every reader. */
function asSamples(value: unknown): Samples {
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float64Array.from(value, Number);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return value as Samples;
  throw new FormatError('hdf5', 'The dataset holds something else than numbers.');
}

function sampleTypeOf({ metadata: { type, size, signed } }: TreeDataset): SampleType {
  if (type === 1) return size === 8 ? 'float64' : 'float32';
  if (size === 8) return 'float64';
  return `${signed ? 'int' : 'uint'}${(size * 8) as 8 | 16 | 32}`;
}

/** What Dectris detectors write into pixels that measure nothing: the largest number of the type. */
const MASKED_VALUES = new Map<SampleType, number>([
  ['uint8', 255],
  ['uint16', 65535],
  ['uint32', 4294967295],
]);

function isDectris(tree: Hdf5Tree, stack: ImageStack): boolean {
  if ([...tree.groups.keys()].some((path) => path.endsWith('/detectorSpecific'))) return true;
  if (stack.parts[0]!.path.includes('/data_')) return true;
  return tree.hasAttribute(stack.parts[0]!.path, 'image_nr_low');
}

/** The detector's own mask where it fits the frame: non-zero bits are reasons not to use a pixel. */
function readPixelMask(file: File, tree: Hdf5Tree, shape: Shape, imagePath: string): Uint8Array | undefined {
  const candidates = [...tree.datasets.values()].filter(
    ({ path, shape: size }) =>
      /\/pixel_mask(_\d+)?$/.test(path) &&
      path !== imagePath &&
      size.at(-2) === shape[0] &&
      size.at(-1) === shape[1] &&
      size.slice(0, -2).every((length) => length === 1),
  );
  for (const { path } of candidates) {
    const dataset = file.get(path);
    const value = attempt(() => (isDataset(dataset) ? asSamples(dataset.value) : undefined));
    if (value?.length !== shape[0] * shape[1]) continue;
    const mask = new Uint8Array(value.length);
    let any = false;
    for (let i = 0; i < mask.length; i++)
      if (value[i] !== 0) {
        mask[i] = 1;
        any = true;
      }
    if (any) return mask;
  }
  return undefined;
}

function asFormatError(cause: unknown, name: string): AppError {
  if (cause instanceof AppError) return cause;
  noticeHdf5Failure(cause);
  return new FormatError('hdf5', `${name} cannot be read by the HDF5 library: ${hdf5Reason(cause)}.`, { cause });
}
