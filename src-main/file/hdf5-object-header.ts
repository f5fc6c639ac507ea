import type { ByteSource } from '../../src-shared/format/image-reader.ts';

/** How the numbers of a dataset lie in its file. Addresses count from the base address. */
export type DataLayout =
  | { readonly kind: 'contiguous'; readonly address: number; readonly bytes: number }
  | {
      readonly kind: 'chunked';
      readonly chunk: readonly number[];
      readonly elementBytes: number;
      readonly index: ChunkIndex;
    };

/** How the chunks of a dataset are found; `address` of the structure, or of the only or the first chunk. */
export type ChunkIndex = { readonly address: number } & (
  | { readonly kind: 'tree' | 'implicit' | 'fixed-array' | 'extensible-array' }
  /** `bytes`: compressed; null: as they are */
  | { readonly kind: 'single'; readonly bytes: number | null }
);

/** Bytes of a file by address. */
export interface AddressedFile {
  /** Where address 0 lies in the file. */
  readonly base: number;
  /** @throws FormatError  if the file ends before */
  read(address: number, length: number): Promise<DataView>;
}

const SIGNATURE_PLACES = [0, 512, 1024, 2048];
const SIGNATURE = 0x89484446; // \x89HDF
const OBJECT_HEADER = 0x4f484452; // OHDR
/** Of an object header of version 2, up to the size of its first block. */
const LONGEST_START = 34;
const [DATA_LAYOUT, CONTINUATION] = [0x08, 0x10];
const MAX_BLOCKS = 64;
/** Addresses and lengths of 8 bytes, as every library writes them. */
const WIDTH = 8;

/**
 * The file by addresses, as its superblock says. Source of this and of what follows: HDF5 File Format Specification 3.0,
 * https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
 *
 * @returns null where addresses have another width than 8 bytes, or the superblock is of a kind that is not known
 */
export async function openAddresses(source: ByteSource): Promise<AddressedFile | null> {
  for (const place of SIGNATURE_PLACES) {
    if (source.size < place + 48) return null;
    const block = viewOf(await source.read(place, 48));
    if (block.getUint32(0) !== SIGNATURE) continue;
    const version = block.getUint8(8);
    const [widths, base] = version <= 1 ? [13, version === 0 ? 24 : 28] : [9, 12];
    if (version > 3 || block.getUint8(widths) !== WIDTH || block.getUint8(widths + 1) !== WIDTH) return null;
    const first = addressAt(block, base);
    return { base: first, read: async (address, length) => viewOf(await source.read(first + address, length)) };
  }
  return null;
}

/**
 * The layout of the dataset whose object header lies at an address.
 *
 * @returns null where it is of a kind that is not known here
 */
export async function readDataLayout(file: AddressedFile, address: number): Promise<DataLayout | null> {
  const start = await file.read(address, LONGEST_START);
  const isVersion2 = start.getUint32(0) === OBJECT_HEADER;
  const hasOrder = isVersion2 && (start.getUint8(5) & 0x04) !== 0;
  const first = isVersion2 ? firstBlock2(start, address) : firstBlock1(start, address);
  const blocks = first ? [first] : [];
  for (let i = 0; i < Math.min(blocks.length, MAX_BLOCKS); i++) {
    const block = await file.read(blocks[i]!.address, blocks[i]!.bytes);
    for (const { type, data } of isVersion2 ? messages2(block, hasOrder) : messages1(block)) {
      if (type === DATA_LAYOUT) return dataLayout(data);
      if (type !== CONTINUATION) continue;
      const next = { address: addressAt(data, 0), bytes: addressAt(data, WIDTH) };
      // In version 2 such a block has a signature before its messages and a checksum behind them.
      blocks.push(isVersion2 ? { address: next.address + 4, bytes: next.bytes - 8 } : next);
    }
  }
  return null;
}

interface Block {
  readonly address: number;
  readonly bytes: number;
}

interface Message {
  readonly type: number;
  readonly data: DataView;
}

function firstBlock1(start: DataView, address: number): Block | null {
  return start.getUint8(0) === 1 ? { address: address + 16, bytes: start.getUint32(8, true) } : null;
}

function firstBlock2(start: DataView, address: number): Block | null {
  const flags = start.getUint8(5);
  if (start.getUint8(4) !== 2) return null;
  const times = (flags & 0x20) !== 0 ? 16 : 0;
  const attributeLimits = (flags & 0x10) !== 0 ? 4 : 0;
  const at = 6 + times + attributeLimits;
  const width = 1 << (flags & 3);
  return { address: address + at + width, bytes: numberAt(start, at, width) };
}

function* messages1(block: DataView): Generator<Message> {
  for (let at = 0; at + 8 <= block.byteLength;) {
    const bytes = block.getUint16(at + 2, true);
    yield { type: block.getUint16(at, true), data: partOf(block, at + 8, bytes) };
    at += 8 + bytes;
  }
}

function* messages2(block: DataView, hasOrder: boolean): Generator<Message> {
  const head = hasOrder ? 6 : 4;
  for (let at = 0; at + head <= block.byteLength;) {
    const bytes = block.getUint16(at + 1, true);
    yield { type: block.getUint8(at), data: partOf(block, at + head, bytes) };
    at += head + bytes;
  }
}

const [CONTIGUOUS, CHUNKED] = [1, 2];

function dataLayout(data: DataView): DataLayout | null {
  const version = data.getUint8(0);
  const kind = data.getUint8(1);
  if (version < 3 || version > 5) return null;
  if (kind === CONTIGUOUS)
    return { kind: 'contiguous', address: addressAt(data, 2), bytes: addressAt(data, 2 + WIDTH) };
  if (kind !== CHUNKED) return null;
  if (version === 3) {
    const axes = data.getUint8(2);
    const sizes = Array.from({ length: axes }, (_, i) => data.getUint32(3 + WIDTH + 4 * i, true));
    return chunked(sizes, { kind: 'tree', address: addressAt(data, 3) });
  }
  const flags = data.getUint8(2);
  const axes = data.getUint8(3);
  const width = data.getUint8(4);
  const sizes = Array.from({ length: axes }, (_, i) => numberAt(data, 5 + width * i, width));
  const at = 5 + width * axes;
  const kindOfIndex = INDEX_KINDS[data.getUint8(at)];
  if (!kindOfIndex) return null;
  if (kindOfIndex === 'single') {
    const isFiltered = (flags & 2) !== 0;
    const bytes = isFiltered ? addressAt(data, at + 1) : null;
    // The filters that were left out, 4 bytes, follow the size.
    if (isFiltered && data.getUint32(at + 1 + WIDTH, true) !== 0) return null;
    return chunked(sizes, { kind: 'single', bytes, address: addressAt(data, at + 1 + (isFiltered ? WIDTH + 4 : 0)) });
  }
  return chunked(sizes, { kind: kindOfIndex, address: addressAt(data, at + 1 + INDEX_SETTINGS[kindOfIndex]) });
}

/** By their number in the file; trees of version 2 index datasets that grow along several axes, which stacks do not. */
const INDEX_KINDS = [undefined, 'single', 'implicit', 'fixed-array', 'extensible-array'] as const;
/** Bytes between the kind of an index and its address. */
const INDEX_SETTINGS = { implicit: 0, 'fixed-array': 1, 'extensible-array': 5 };

/** @param sizes  of a chunk; the last is that of an element */
function chunked(sizes: readonly number[], index: ChunkIndex): DataLayout {
  return { kind: 'chunked', chunk: sizes.slice(0, -1), elementBytes: sizes.at(-1) ?? 0, index };
}

/** Little endian, 1 to 8 bytes. @throws RangeError  beyond the view */
export function numberAt(view: DataView, at: number, width: number): number {
  let value = 0;
  for (let i = width - 1; i >= 0; i--) value = value * 256 + view.getUint8(at + i);
  return value;
}

/** An address or a length; the undefined one becomes a number beyond every file. */
export function addressAt(view: DataView, at: number): number {
  return numberAt(view, at, WIDTH);
}

function partOf(view: DataView, at: number, bytes: number): DataView {
  return new DataView(view.buffer, view.byteOffset + at, bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
