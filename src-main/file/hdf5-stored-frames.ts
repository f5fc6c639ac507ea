import { dirname, resolve } from 'node:path';
import type { File } from 'h5wasm/node';
import type { StoredFilter, StoredFrames, StoredPart } from '../../src-shared/format/stored-frames.ts';
import type { SampleType, Shape } from '../../src-shared/model/detector-image.ts';
import { fileChange } from './file-change.ts';
import { openFileSource } from './file-source.ts';
import { readChunkIndex } from './hdf5-chunk-index.ts';
import { frameCountOf, type ImageStack } from './hdf5-dataset-choice.ts';
import type { Hdf5Library } from './hdf5-library.ts';
import { addressAt, openAddresses, readDataLayout } from './hdf5-object-header.ts';
import { isDataset, type TreeDataset } from './hdf5-tree.ts';

/** The table of more would be larger than a few frames. */
const MAX_CHUNKS = 2 ** 20;
const BITSHUFFLE = 32008;
const LZ4 = 32004;
/** Of bitshuffle: what compresses the blocks. */
const BITSHUFFLE_LZ4 = 2;

/**
 * Finds where the frames of a stack lie in its files: reading and decompressing them here takes a third of the time that
 * the library takes, and threads need no library of their own.
 *
 * @param path  of the file that is open
 * @returns null where only the library can read them: virtual datasets, filters and layouts that are not known here,
 *   numbers that become others
 */
export async function findStoredFrames(
  library: Hdf5Library,
  file: File,
  stack: ImageStack,
  path: string,
  shape: Shape,
  sampleType: SampleType,
): Promise<StoredFrames | null> {
  const parts: StoredPart[] = [];
  for (const dataset of stack.parts) {
    const part = await findPart(library, file, dataset, path, shape).catch(() => null); // the library says what is wrong
    if (!part) return null;
    parts.push(part);
  }
  return { shape, sampleType, parts };
}

async function findPart(
  library: Hdf5Library,
  file: File,
  dataset: TreeDataset,
  path: string,
  shape: Shape,
): Promise<StoredPart | null> {
  const { metadata, shape: sizes } = dataset;
  const elementBytes = metadata.size;
  const isOther64 = elementBytes === 8 && metadata.type !== library.Module.H5T_class_t.H5T_FLOAT.value;
  if (!metadata.littleEndian || isOther64 || metadata.virtual_sources) return null;
  if (sizes.at(-2) !== shape[0] || sizes.at(-1) !== shape[1]) return null;
  // Chunks are counted along the axes as long as they may become.
  if (metadata.maxshape?.slice(1).some((most, i) => most !== sizes[i + 1])) return null;
  const filter = filterOf(library, file, dataset.path);
  const holder = holderOf(library, file, dataset.path, path);
  if (!filter || holder === null) return null;
  const change = await fileChange(holder);
  const entity = file.get(dataset.path);
  if (!change || !isDataset(entity)) return null;
  const reference = Uint8Array.from(entity.create_reference().ref_data);
  const address = addressAt(new DataView(reference.buffer), 0);

  const frames = frameCountOf(dataset);
  const frameBytes = shape[0] * shape[1] * elementBytes;
  const found = { path: holder, ...change, frames, filter };
  const source = await openFileSource(holder);
  try {
    const addresses = await openAddresses(source);
    const layout = addresses && (await readDataLayout(addresses, address));
    if (!layout) return null;
    if (layout.kind === 'contiguous') {
      if (metadata.chunks !== null || layout.bytes !== frames * frameBytes || filter !== 'none') return null;
      const chunks = sharedTable(frames);
      for (let i = 0; i < frames; i++)
        chunks.set([addresses.base + layout.address + i * frameBytes, frameBytes], 2 * i);
      return isInside(chunks, source.size) ? { ...found, chunk: shape, chunks } : null;
    }
    // A header that was found in the wrong place would say something else.
    const { chunk } = layout;
    if (layout.elementBytes !== elementBytes || String(chunk) !== String(metadata.chunks)) return null;
    if (chunk.slice(0, -2).some((length) => length !== 1)) return null;
    const counts = sizes.map((size, axis) => Math.ceil(size / chunk[axis]!));
    const total = counts.reduce((product, count) => product * count, 1);
    if (total > MAX_CHUNKS) return null;
    const chunks = sharedTable(total);
    const chunkBytes = chunk.reduce((product, length) => product * length, elementBytes);
    await readChunkIndex(addresses, layout.index, { counts, chunk, chunkBytes }, filter !== 'none', (number, place) => {
      if (place.skipped === 0) chunks.set([addresses.base + place.address, place.bytes], 2 * number);
    });
    return isInside(chunks, source.size) ? { ...found, chunk: [chunk.at(-2)!, chunk.at(-1)!], chunks } : null;
  } finally {
    await source.close();
  }
}

function sharedTable(chunks: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(chunks * 16));
}

function isInside(chunks: Float64Array, size: number): boolean {
  for (let i = 0; i < chunks.length; i += 2) if (!(chunks[i]! + chunks[i + 1]! <= size)) return false;
  return true;
}

/** null: one that is not undone here. */
function filterOf({ Module }: Hdf5Library, file: File, path: string): StoredFilter | null {
  const [filter, ...others] = Module.get_dataset_filters(file.file_id, path);
  if (!filter) return 'none';
  if (others.length > 0) return null;
  if (filter.id === BITSHUFFLE && filter.cd_values[4] === BITSHUFFLE_LZ4) return 'bitshuffle-lz4';
  return filter.id === LZ4 ? 'lz4' : null;
}

const MAX_LINKS = 16;

/** The file that a dataset lies in: behind an external link another one; null where that is not clear. */
function holderOf({ Module }: Hdf5Library, file: File, dataset: string, path: string): string | null {
  let names = dataset.split('/').filter(Boolean);
  let holder: string | null = null;
  for (let length = 1, links = 0; length <= names.length; length++) {
    const place = `/${names.slice(0, length).join('/')}`;
    // The library answers with an empty object or null where there is no such link, whatever its types say.
    const { filename }: { filename?: string } = Module.get_external_link(file.file_id, place);
    const target: string | null = Module.get_symbolic_link(file.file_id, place);
    if (filename === undefined && target === null) continue;
    if (holder !== null || ++links > MAX_LINKS) return null; // links behind an external link count in that file
    if (target === null) {
      holder = resolve(dirname(path), filename!);
      continue;
    }
    const from = target.startsWith('/') ? [] : names.slice(0, length - 1);
    names = [...from, ...target.split('/').filter((name) => name !== '' && name !== '.'), ...names.slice(length)];
    length = 0;
  }
  return holder ?? resolve(path);
}
