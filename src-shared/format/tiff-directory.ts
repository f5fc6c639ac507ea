import { FormatError } from '../model/app-error.ts';
import { latin1 } from './header-metadata.ts';
import type { ByteSource } from './image-reader.ts';

/** Tags used here, by their names in the TIFF 6.0 specification. */
export const TAG = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometricInterpretation: 262,
  documentName: 269,
  imageDescription: 270,
  make: 271,
  model: 272,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  software: 305,
  dateTime: 306,
  artist: 315,
  predictor: 317,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  sampleFormat: 339,
  jpegTables: 347,
  marccdHeader: 34710,
} as const;

/** Byte order and offset width of a file. */
export interface TiffLayout {
  readonly littleEndian: boolean;
  /** BigTIFF: 64-bit offsets. */
  readonly big: boolean;
  readonly firstPage: number;
}

interface TiffEntry {
  readonly type: number;
  readonly count: number;
  /** Where the values lie in the file. */
  readonly position: number;
}

export interface TiffPage {
  readonly entries: ReadonlyMap<number, TiffEntry>;
  /** Position of the next page, 0 at the end. */
  readonly next: number;
}

/** Bytes per value of the field types 1 to 18. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

export function isTiff(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  const little = a === 0x49 && b === 0x49 && (c === 42 || c === 43) && d === 0;
  return little || (a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43));
}

export async function readTiffLayout(source: ByteSource, signal?: AbortSignal): Promise<TiffLayout> {
  const head = await source.read(0, Math.min(16, source.size), signal);
  if (!isTiff(head) || head.length < 8)
    throw new FormatError('tiff', `${source.name} does not begin like a TIFF file (II*, MM* or BigTIFF).`);
  const view = viewOf(head);
  const littleEndian = head[0] === 0x49;
  const big = view.getUint16(2, littleEndian) === 43;
  if (big && (head.length < 16 || view.getUint16(4, littleEndian) !== 8))
    throw new FormatError('tiff', `${source.name} is a BigTIFF with offsets that are not 8 bytes wide.`);
  return { littleEndian, big, firstPage: big ? readUint64(view, 8, littleEndian) : view.getUint32(4, littleEndian) };
}

/** Reads the directory of one page. Values outside the file are left out, as if the tag were absent. */
export async function readTiffPage(
  source: ByteSource,
  layout: TiffLayout,
  position: number,
  signal?: AbortSignal,
): Promise<TiffPage> {
  const { littleEndian, big } = layout;
  const [countBytes, entryBytes, inlineBytes] = big ? [8, 20, 8] : [2, 12, 4];
  if (position < 8 || position + countBytes > source.size)
    throw new FormatError('tiff', `${source.name} points to a directory at byte ${position}, outside the file.`);
  const start = viewOf(await source.read(position, countBytes, signal));
  const count = big ? readUint64(start, 0, littleEndian) : start.getUint16(0, littleEndian);
  const length = count * entryBytes + inlineBytes;
  if (count === 0 || count > 65535 || position + countBytes + length - inlineBytes > source.size)
    throw new FormatError('tiff', `${source.name} has a damaged directory: it claims ${count} entries.`);
  // Some writers leave out the offset of the next page: then there is none.
  const available = Math.min(length, source.size - position - countBytes);
  const view = viewOf(await source.read(position + countBytes, available, signal));
  const entries = new Map<number, TiffEntry>();
  for (let i = 0; i < count; i++) {
    const at = i * entryBytes;
    const type = view.getUint16(at + 2, littleEndian);
    const number = big ? readUint64(view, at + 4, littleEndian) : view.getUint32(at + 4, littleEndian);
    const bytes = (TYPE_BYTES[type] ?? 0) * number;
    const field = at + (big ? 12 : 8);
    const inline = position + countBytes + field;
    const outside = big ? readUint64(view, field, littleEndian) : view.getUint32(field, littleEndian);
    const where = bytes <= inlineBytes ? inline : outside;
    if (bytes > 0 && where + bytes <= source.size)
      entries.set(view.getUint16(at, littleEndian), { type, count: number, position: where });
  }
  const at = count * entryBytes;
  let next = 0;
  if (available === length) next = big ? readUint64(view, at, littleEndian) : view.getUint32(at, littleEndian);
  return { entries, next };
}

/** The pages of a file that are images in full resolution; thumbnails and masks of GIS files are left out. */
export async function readTiffPages(source: ByteSource, layout: TiffLayout, signal?: AbortSignal): Promise<TiffPage[]> {
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  for (let position = layout.firstPage; position !== 0;) {
    if (seen.has(position))
      throw new FormatError('tiff', `${source.name} has pages that refer to each other in a loop.`);
    seen.add(position);
    const page = await readTiffPage(source, layout, position, signal).catch((cause: unknown) => {
      // A damaged end of the chain must not hide the pages before it.
      if (pages.length > 0 && cause instanceof FormatError) return undefined;
      throw cause;
    });
    if (!page) break;
    const kind = page.entries.has(TAG.newSubfileType)
      ? ((await readNumbers(source, layout, page, TAG.newSubfileType, signal))?.[0] ?? 0)
      : 0;
    if ((kind & 5) === 0) pages.push(page);
    position = page.next;
  }
  if (pages.length === 0) throw new FormatError('tiff', `${source.name} is a TIFF file without an image.`);
  return pages;
}

/** Values of a numeric tag; undefined where it is absent or not a number. */
export async function readNumbers(
  source: ByteSource,
  { littleEndian }: TiffLayout,
  page: TiffPage,
  tag: number,
  signal?: AbortSignal,
): Promise<number[] | undefined> {
  const entry = page.entries.get(tag);
  if (!entry) return undefined;
  const size = TYPE_BYTES[entry.type]!;
  const view = viewOf(await source.read(entry.position, entry.count * size, signal));
  const values: number[] = [];
  for (let i = 0; i < entry.count; i++) {
    const value = readValue(view, i * size, entry.type, littleEndian);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** Bytes of a tag of bytes. */
export async function readRaw(
  source: ByteSource,
  page: TiffPage,
  tag: number,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const entry = page.entries.get(tag);
  return entry && TYPE_BYTES[entry.type] === 1 ? source.read(entry.position, entry.count, signal) : undefined;
}

/** Text of an ASCII tag, up to its last NUL. */
export async function readText(
  source: ByteSource,
  page: TiffPage,
  tag: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const entry = page.entries.get(tag);
  if (entry?.type !== 2) return undefined;
  return latin1(await source.read(entry.position, entry.count, signal))
    .replace(/\0[\s\S]*$/, '')
    .trim();
}

function readValue(view: DataView, at: number, type: number, littleEndian: boolean): number | undefined {
  switch (type) {
    case 1:
      return view.getUint8(at);
    case 3:
      return view.getUint16(at, littleEndian);
    case 4:
    case 13:
      return view.getUint32(at, littleEndian);
    case 5:
      return view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, littleEndian);
    case 9:
      return view.getInt32(at, littleEndian);
    case 11:
      return view.getFloat32(at, littleEndian);
    case 12:
      return view.getFloat64(at, littleEndian);
    case 16:
    case 18:
      return readUint64(view, at, littleEndian);
    default:
      return undefined;
  }
}

function readUint64(view: DataView, at: number, littleEndian: boolean): number {
  return Number(view.getBigUint64(at, littleEndian));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
