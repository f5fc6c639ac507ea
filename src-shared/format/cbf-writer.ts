import { FormatError } from '../model/app-error.ts';
import type { Samples } from '../model/detector-image.ts';
import { formatDectrisHeader } from './dectris-header.ts';
import { checkWritable, latin1Bytes, type ImageWriter, type WritableImage } from './image-writer.ts';

/** Zeros after the samples, as Dectris writes them. */
const PADDING = 4095;
/** Announces a difference of 64 bits. */
const WIDE = -2147483648;
const BINARY_START = [0x0c, 0x1a, 0x04, 0xd5];

/** CBF with byte-offset compression, whole numbers of 32 bits; metadata as header text in the manner of Dectris. */
export const cbfWriter: ImageWriter = {
  id: 'cbf',
  label: 'CBF image',
  suffixes: ['.cbf'],
  write: writeCbf,
};

export function writeCbf(image: WritableImage): Uint8Array {
  checkWritable('cbf', image);
  const { samples, shape, metadata } = image;
  const isUnsigned = checkRange(samples);
  const data = encodeByteOffset(samples);
  const section = [
    '--CIF-BINARY-FORMAT-SECTION--',
    'Content-Type: application/octet-stream;',
    '     conversions="x-CBF_BYTE_OFFSET"',
    'Content-Transfer-Encoding: BINARY',
    `X-Binary-Size: ${data.length}`,
    'X-Binary-ID: 1',
    `X-Binary-Element-Type: "${isUnsigned ? 'unsigned' : 'signed'} 32-bit integer"`,
    'X-Binary-Element-Byte-Order: LITTLE_ENDIAN',
    `X-Binary-Number-of-Elements: ${samples.length}`,
    `X-Binary-Size-Fastest-Dimension: ${shape[1]}`,
    `X-Binary-Size-Second-Dimension: ${shape[0]}`,
    `X-Binary-Size-Padding: ${PADDING}`,
  ];
  const lines = [
    '###CBF: VERSION 1.5',
    '',
    'data_image',
    '',
    ...headerContents(formatDectrisHeader(metadata).split('\n').filter(Boolean)),
    '_array_data.data',
    ';',
    ...section,
    '',
    '',
  ];
  const head = latin1Bytes(lines.join('\r\n'));
  const tail = latin1Bytes('\r\n--CIF-BINARY-FORMAT-SECTION----\r\n;\r\n\r\n');
  const out = new Uint8Array(head.length + BINARY_START.length + data.length + PADDING + tail.length);
  out.set(head);
  out.set(BINARY_START, head.length);
  out.set(data, head.length + BINARY_START.length);
  out.set(tail, out.length - tail.length);
  return out;
}

/** Nothing without lines: fabio fails on an empty text. */
function headerContents(lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['_array_data.header_convention "PILATUS_1.2"', '_array_data.header_contents', ';', ...lines, ';', ''];
}

/**
 * @returns whether the numbers need an unsigned type
 * @throws FormatError  for fractions, NaN and numbers beyond 32 bits
 */
function checkRange(samples: Samples): boolean {
  let low = 0;
  let high = 0;
  for (const value of samples) {
    if (!Number.isInteger(value))
      throw new FormatError('cbf', `CBF holds whole numbers, but the image has ${value}; write TIFF, EDF or npy.`);
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  const isUnsigned = high > 2147483647;
  if (low < -2147483648 || high > 4294967295 || (isUnsigned && low < 0))
    throw new FormatError(
      'cbf',
      `CBF holds numbers of 32 bits, but the image reaches from ${low} to ${high}; write TIFF, EDF or npy.`,
    );
  return isUnsigned;
}

/**
 * Byte-offset compression: see `decodeByteOffset`. Whole numbers of at most 32 bits; differences wrap as sums do when
 * they are read, since some readers do not know differences of 64 bits. One is left: −2³¹, which announces them.
 */
export function encodeByteOffset(samples: Samples): Uint8Array {
  let length = 0;
  let previous = 0;
  for (const value of samples) {
    const delta = (value - previous) | 0;
    length += delta >= -127 && delta <= 127 ? 1 : delta >= -32767 && delta <= 32767 ? 3 : delta === WIDE ? 15 : 7;
    previous = value;
  }
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  let at = 0;
  previous = 0;
  for (const value of samples) {
    const delta = (value - previous) | 0;
    previous = value;
    if (delta >= -127 && delta <= 127) {
      view.setInt8(at++, delta);
      continue;
    }
    view.setInt8(at++, -128);
    if (delta >= -32767 && delta <= 32767) {
      view.setInt16(at, delta, true);
      at += 2;
      continue;
    }
    view.setInt16(at, -32768, true);
    at += 2;
    if (delta !== WIDE) {
      view.setInt32(at, delta, true);
      at += 4;
      continue;
    }
    view.setInt32(at, WIDE, true);
    view.setBigInt64(at + 4, BigInt(delta), true);
    at += 12;
  }
  return out;
}
