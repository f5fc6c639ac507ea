import { readExtensibleArray, readFixedArray } from './hdf5-chunk-arrays.ts';
import type { TakeChunk } from './hdf5-chunk-place.ts';
import { addressAt, type AddressedFile, type ChunkIndex } from './hdf5-object-header.ts';

/** Chunks of a dataset; several numbers per axis. */
export interface ChunkGrid {
  /** Number of chunks along each axis. */
  readonly counts: readonly number[];
  /** Numbers along each axis of a chunk. */
  readonly chunk: readonly number[];
  /** Of a chunk before compression. */
  readonly chunkBytes: number;
}

/** An undefined address: all bits set. */
export const UNDEFINED_ADDRESS = 2 ** 64;

/**
 * Reads the index of the chunks of a dataset.
 *
 * @throws FormatError, RangeError  if it is damaged
 */
export async function readChunkIndex(
  file: AddressedFile,
  index: ChunkIndex,
  grid: ChunkGrid,
  isFiltered: boolean,
  take: TakeChunk,
): Promise<void> {
  const { address } = index;
  if (address >= UNDEFINED_ADDRESS) return; // nothing was written yet
  const total = grid.counts.reduce((product, count) => product * count, 1);
  const { chunkBytes } = grid;
  const takeStored: TakeChunk = (number, place) => {
    if (number < total && place.address < UNDEFINED_ADDRESS) take(number, place);
  };
  switch (index.kind) {
    case 'single':
      return takeStored(0, { address, bytes: index.bytes ?? chunkBytes, skipped: 0 });
    case 'implicit':
      for (let i = 0; i < total; i++)
        takeStored(i, { address: address + i * chunkBytes, bytes: chunkBytes, skipped: 0 });
      return;
    case 'fixed-array':
      return readFixedArray(file, address, isFiltered, chunkBytes, takeStored);
    case 'extensible-array':
      return readExtensibleArray(file, address, isFiltered, chunkBytes, total, takeStored);
    case 'tree':
      return readTree(file, address, grid, takeStored);
  }
}

const TREE = 0x54524545; // TREE
const NODE_HEAD = 24;

/** The B-tree of version 1: keys of chunks, which begin with size and left out filters, between addresses. */
async function readTree(file: AddressedFile, root: number, grid: ChunkGrid, take: TakeChunk): Promise<void> {
  const axes = grid.chunk.length;
  const keyBytes = 8 + 8 * (axes + 1);
  const entryBytes = keyBytes + 8;

  async function visit(address: number, below: number): Promise<void> {
    const head = await file.read(address, NODE_HEAD);
    const level = head.getUint8(5);
    if (head.getUint32(0) !== TREE || head.getUint8(4) !== 1 || level >= below)
      throw new RangeError(`there is no node of the tree of chunks at ${address}`);
    const count = head.getUint16(6, true);
    const entries = await file.read(address + NODE_HEAD, count * entryBytes);
    for (let i = 0; i < count; i++) {
      const at = i * entryBytes;
      const child = addressAt(entries, at + keyBytes);
      if (level > 0) {
        await visit(child, level);
        continue;
      }
      let number = 0;
      for (let axis = 0; axis < axes; axis++) {
        const position = addressAt(entries, at + 8 + 8 * axis) / grid.chunk[axis]!;
        number = number * grid.counts[axis]! + (position < grid.counts[axis]! ? position : Infinity);
      }
      take(number, { address: child, bytes: entries.getUint32(at, true), skipped: entries.getUint32(at + 4, true) });
    }
  }
  await visit(root, 256);
}
