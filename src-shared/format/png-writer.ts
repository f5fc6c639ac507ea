import { zlibSync } from 'fflate';
import { joinBytes } from './join-bytes.ts';

/** A picture of at most 256 colours. */
export interface IndexedPicture {
  readonly width: number;
  readonly height: number;
  /** Index into `palette`, one byte per pixel, row 0 on top */
  readonly indices: Uint8Array;
  /** red, green, blue of each colour, 0 to 255 */
  readonly palette: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const INDEXED = 3;
const TRUE_COLOUR = 2;

/**
 * A PNG file. The same picture gives the same bytes.
 *
 * @throws RangeError  if the arrays do not fit the size
 *
 * Source: PNG specification, third edition, https://www.w3.org/TR/png-3/
 */
export function writePng({ width, height, indices, palette }: IndexedPicture): Uint8Array {
  if (!(width > 0 && height > 0) || indices.length !== width * height)
    throw new RangeError(`${indices.length} pixels for a picture of ${width} × ${height}`);
  if (palette.length % 3 !== 0 || palette.length === 0 || palette.length > 768)
    throw new RangeError(`a palette of ${palette.length} bytes`);
  return pngFile(width, height, INDEXED, indices, [chunk('PLTE', palette)]);
}

/** A picture of any colours. */
export interface ColourPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue of each pixel, 0 to 255, row 0 on top */
  readonly rgb: Uint8Array;
}

/** As `writePng`, three bytes per pixel. */
export function writeColourPng({ width, height, rgb }: ColourPicture): Uint8Array {
  if (!(width > 0 && height > 0) || rgb.length !== 3 * width * height)
    throw new RangeError(`${rgb.length} bytes for a picture of ${width} × ${height}`);
  return pngFile(width, height, TRUE_COLOUR, rgb, []);
}

function pngFile(
  width: number,
  height: number,
  colourType: number,
  samples: Uint8Array,
  before: readonly Uint8Array[],
): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, colourType, 0, 0, 0], 8);
  const length = samples.length / height;
  const rows = new Uint8Array((length + 1) * height); // each row begins with its filter: 0, none
  for (let i = 0; i < height; i++) rows.set(samples.subarray(i * length, (i + 1) * length), i * (length + 1) + 1);
  return joinBytes([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    ...before,
    chunk('IDAT', zlibSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = name.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** As the address of a picture inside of a page. */
export function pngAddress(file: Uint8Array): string {
  let text = '';
  for (let i = 0; i < file.length; i += 3) {
    const bits = (file[i]! << 16) | ((file[i + 1] ?? 0) << 8) | (file[i + 2] ?? 0);
    text += LETTERS[bits >> 18]! + LETTERS[(bits >> 12) & 63]!;
    text += i + 1 < file.length ? LETTERS[(bits >> 6) & 63]! : '=';
    text += i + 2 < file.length ? LETTERS[bits & 63]! : '=';
  }
  return `data:image/png;base64,${text}`;
}
