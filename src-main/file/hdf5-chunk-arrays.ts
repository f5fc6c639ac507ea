import type { TakeChunk } from './hdf5-chunk-place.ts';
import { addressAt, type AddressedFile, numberAt } from './hdf5-object-header.ts';

// The indices of HDF5 1.10: arrays of chunks, of a fixed length or growing along the first axis. Elements are an address,
// with filters also the size of the chunk and the filters that were left out.

const FIXED_HEADER = 0x46414844; // FAHD
const FIXED_BLOCK = 0x46414442; // FADB
const EXTENSIBLE_HEADER = 0x45414844; // EAHD
const INDEX_BLOCK = 0x45414942; // EAIB
const SECOND_BLOCK = 0x45415342; // EASB
const DATA_BLOCK = 0x45414442; // EADB
const CHECKSUM = 4;
const ADDRESS = 8;

/** Reads elements one after the other from a place in the file. */
interface ElementReader {
  readonly elementBytes: number;
  read(address: number, count: number, first: number): Promise<void>;
  take(view: DataView, at: number, count: number, first: number): void;
}

function elementReader(
  file: AddressedFile,
  elementBytes: number,
  isFiltered: boolean,
  chunkBytes: number,
  take: TakeChunk,
): ElementReader {
  const sizeBytes = elementBytes - ADDRESS - 4;
  const takeAll: ElementReader['take'] = (view, at, count, first) => {
    for (let i = 0; i < count; i++) {
      const element = at + i * elementBytes;
      take(first + i, {
        address: addressAt(view, element),
        bytes: isFiltered ? numberAt(view, element + ADDRESS, sizeBytes) : chunkBytes,
        skipped: isFiltered ? view.getUint32(element + ADDRESS + sizeBytes, true) : 0,
      });
    }
  };
  return {
    elementBytes,
    take: takeAll,
    read: async (address, count, first) => takeAll(await file.read(address, count * elementBytes), 0, count, first),
  };
}

/** @throws FormatError, RangeError  if it is damaged */
export async function readFixedArray(
  file: AddressedFile,
  address: number,
  isFiltered: boolean,
  chunkBytes: number,
  take: TakeChunk,
): Promise<void> {
  const header = await file.read(address, 24);
  expectSignature(header, FIXED_HEADER);
  const elements = elementReader(file, header.getUint8(6), isFiltered, chunkBytes, take);
  const pageElements = 2 ** header.getUint8(7);
  const count = addressAt(header, 8);
  const block = addressAt(header, 16);
  const head = 6 + ADDRESS;
  expectSignature(await file.read(block, head), FIXED_BLOCK);
  if (count <= pageElements) return elements.read(block + head, count, 0);
  const pages = Math.ceil(count / pageElements);
  const bitmap = await file.read(block + head, Math.ceil(pages / 8));
  const start = block + head + bitmap.byteLength + CHECKSUM;
  for (let page = 0; page < pages; page++) {
    const first = page * pageElements;
    if (isBitSet(bitmap, 0, page))
      await elements.read(
        start + page * (pageElements * elements.elementBytes + CHECKSUM),
        Math.min(pageElements, count - first),
        first,
      );
  }
}

/**
 * A block with the first elements and the addresses of data blocks, and of second blocks that hold the addresses of larger
 * and larger ones.
 *
 * @param total  number of chunks that are of interest
 * @throws FormatError, RangeError  if it is damaged
 */
export async function readExtensibleArray(
  file: AddressedFile,
  address: number,
  isFiltered: boolean,
  chunkBytes: number,
  total: number,
  take: TakeChunk,
): Promise<void> {
  const header = await file.read(address, 12 + 7 * 8);
  expectSignature(header, EXTENSIBLE_HEADER);
  const elements = elementReader(file, header.getUint8(6), isFiltered, chunkBytes, take);
  const indexBits = header.getUint8(7);
  const inIndex = header.getUint8(8);
  const smallest = header.getUint8(9);
  const leastPointers = header.getUint8(10);
  const pageElements = 2 ** header.getUint8(11);
  const offsetBytes = Math.ceil(indexBits / 8);
  const blockHead = 6 + ADDRESS + offsetBytes;

  async function readData(block: number, count: number, first: number, hasPage: (page: number) => boolean) {
    if (first >= total || block >= 2 ** 64) return;
    expectSignature(await file.read(block, blockHead), DATA_BLOCK);
    if (count <= pageElements) return elements.read(block + blockHead, count, first);
    const pageBytes = pageElements * elements.elementBytes + CHECKSUM;
    for (let page = 0; page * pageElements < count; page++)
      if (hasPage(page))
        await elements.read(block + blockHead + CHECKSUM + page * pageBytes, pageElements, first + page * pageElements);
  }

  // Second block s holds 2^⌊s/2⌋ data blocks of 2^⌈s/2⌉ × smallest elements; the first few lie in the index block itself.
  const secondBlocks = 1 + indexBits - Math.log2(smallest);
  const direct = 2 * Math.log2(leastPointers);
  const directBlocks = 2 * (leastPointers - 1);
  const index = addressAt(header, 12 + 6 * 8);
  const body = 6 + ADDRESS;
  const view = await file.read(
    index,
    body + inIndex * elements.elementBytes + (directBlocks + secondBlocks - direct) * ADDRESS,
  );
  expectSignature(view, INDEX_BLOCK);
  elements.take(view, body, inIndex, 0);
  let pointer = body + inIndex * elements.elementBytes;
  let first = inIndex;
  for (let second = 0; second < secondBlocks && first < total; second++) {
    const blocks = 2 ** Math.floor(second / 2);
    const count = 2 ** Math.ceil(second / 2) * smallest;
    if (second < direct) {
      for (let i = 0; i < blocks; i++, pointer += ADDRESS, first += count)
        await readData(addressAt(view, pointer), count, first, () => true);
      continue;
    }
    const place = addressAt(view, pointer);
    pointer += ADDRESS;
    if (place < 2 ** 64) {
      const pages = count > pageElements ? count / pageElements : 0;
      const bitmapBytes = Math.ceil(pages / 8);
      const list = await file.read(place, blockHead + blocks * (bitmapBytes + ADDRESS));
      expectSignature(list, SECOND_BLOCK);
      for (let i = 0; i < blocks; i++)
        await readData(
          addressAt(list, blockHead + blocks * bitmapBytes + i * ADDRESS),
          count,
          first + i * count,
          (page) => isBitSet(list, blockHead + i * bitmapBytes, page),
        );
    }
    first += blocks * count;
  }
}

/** The first bit is the highest of its byte. */
function isBitSet(view: DataView, at: number, bit: number): boolean {
  return ((view.getUint8(at + (bit >> 3)) >> (7 - (bit & 7))) & 1) !== 0;
}

function expectSignature(view: DataView, signature: number): void {
  if (view.getUint32(0) !== signature) throw new RangeError('a block of the index of chunks is not where it should be');
}
