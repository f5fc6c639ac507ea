import { FormatError } from '../model/app-error.ts';
import type { DetectorImage, SampleType, Samples, Shape } from '../model/detector-image.ts';
import { decodeSamples, STORED_BYTES } from './decode-samples.ts';
import { parseDectrisHeader } from './dectris-header.ts';
import { latin1, quoted, type MetadataDraft } from './header-metadata.ts';
import { checkFrame, checkShape } from './image-size.ts';
import type { ByteSource, ImageReader, OpenImage } from './image-reader.ts';

const MAX_HEADER = 2 ** 20;
/** What stands between the text and the samples. */
const BINARY_START = '\x0c\x1a\x04\xd5';
const ELEMENT_TYPES = new Map<string, SampleType>([
  ['signed 8-bit integer', 'int8'],
  ['unsigned 8-bit integer', 'uint8'],
  ['signed 16-bit integer', 'int16'],
  ['unsigned 16-bit integer', 'uint16'],
  ['signed 32-bit integer', 'int32'],
  ['unsigned 32-bit integer', 'uint32'],
  ['signed 32-bit real ieee', 'float32'],
  ['signed 64-bit real ieee', 'float64'],
]);

/** Crystallographic Binary File, one image, uncompressed or with byte-offset compression (what Dectris writes). */
export const cbfReader: ImageReader = {
  id: 'cbf',
  label: 'CBF image',
  suffixes: ['.cbf'],
  recognises: (head) => /^###\s*(CBF|IMG|imgCIF)/i.test(latin1(head.subarray(0, 64))),
  open: openCbf,
};

interface CbfSection {
  readonly shape: Shape;
  readonly sampleType: SampleType;
  readonly littleEndian: boolean;
  readonly isCompressed: boolean;
  readonly offset: number;
  readonly byteLength: number;
}

async function openCbf(source: ByteSource, { signal }: { signal?: AbortSignal | undefined }): Promise<OpenImage> {
  const text = await readText(source, signal);
  const section = parseSection(source, text);
  const metadata = parseMetadata(text);
  return {
    summary: {
      formatId: 'cbf',
      shape: section.shape,
      sampleType: section.sampleType,
      frameCount: 1,
      metadata,
    },
    async readFrame(frame, frameSignal): Promise<DetectorImage> {
      checkFrame('cbf', frame, 1);
      const bytes = await source.read(section.offset, section.byteLength, frameSignal);
      return { samples: decodeSection(source.name, section, bytes), shape: section.shape, metadata };
    },
    close: () => Promise.resolve(),
  };
}

/** Everything before the samples. */
async function readText(source: ByteSource, signal?: AbortSignal): Promise<string> {
  const limit = Math.min(source.size, MAX_HEADER);
  let text = '';
  while (text.length < limit) {
    const more = Math.min(Math.max(4096, text.length), limit - text.length);
    const searched = Math.max(0, text.length - BINARY_START.length);
    text += latin1(await source.read(text.length, more, signal));
    const end = text.indexOf(BINARY_START, searched);
    if (end >= 0) return text.slice(0, end + BINARY_START.length);
  }
  throw new FormatError(
    'cbf',
    `${source.name} has no binary section in its first ${limit} bytes: it is cut off or no image.`,
  );
}

function parseSection(source: ByteSource, text: string): CbfSection {
  const entry = (name: string) =>
    new RegExp(`^${name}:\\s*"?([^"\\r\\n]*?)"?\\s*$`, 'im').exec(text)?.[1]?.trim().toLowerCase();
  const typeName = entry('X-Binary-Element-Type') ?? 'signed 32-bit integer';
  const sampleType = ELEMENT_TYPES.get(typeName);
  if (!sampleType)
    throw new FormatError(
      'cbf',
      `${source.name} has elements of type ${quoted(typeName)}; expected integers of 8 to 32 bits or IEEE reals.`,
    );
  const conversion = /conversions="?\s*([\w-]+)/i.exec(text)?.[1]?.toLowerCase() ?? 'x-cbf_none';
  const isCompressed = conversion === 'x-cbf_byte_offset';
  const isInteger = !sampleType.startsWith('float');
  if (!(isCompressed && isInteger) && conversion !== 'x-cbf_none')
    throw new FormatError(
      'cbf',
      `${source.name} is compressed by ${quoted(conversion)}; expected byte offset or none.`,
    );

  const shape = [
    Number(entry('X-Binary-Size-Second-Dimension')),
    Number(entry('X-Binary-Size-Fastest-Dimension')),
  ] as const;
  const offset = text.length;
  const available = source.size - offset;
  const byteLength = Number(entry('X-Binary-Size') ?? available);
  if (!(Number.isInteger(byteLength) && byteLength > 0 && byteLength <= available))
    throw new FormatError(
      'cbf',
      `${source.name} claims ${byteLength} bytes of samples, but ${available} are there: it is cut off or damaged.`,
    );
  // One byte per element is the least that byte offset takes.
  checkShape('cbf', shape, isCompressed ? 1 : STORED_BYTES[sampleType], byteLength);
  const count = Number(entry('X-Binary-Number-of-Elements') ?? shape[0] * shape[1]);
  if (count !== shape[0] * shape[1])
    throw new FormatError(
      'cbf',
      `${source.name} contradicts itself: ${count} elements, but ${shape[0]} × ${shape[1]} pixels.`,
    );
  const littleEndian = !/big/.test(entry('X-Binary-Element-Byte-Order') ?? 'little_endian');
  return { shape, sampleType, littleEndian, isCompressed, offset, byteLength };
}

function decodeSection(name: string, section: CbfSection, bytes: Uint8Array): Samples {
  const { shape, sampleType, isCompressed, littleEndian } = section;
  const count = shape[0] * shape[1];
  if (!isCompressed)
    return decodeSamples(bytes.subarray(0, count * STORED_BYTES[sampleType]), sampleType, littleEndian);
  const samples = decodeSamples(new Uint8Array(count * STORED_BYTES[sampleType]), sampleType, true);
  const decoded = decodeByteOffset(bytes, samples);
  if (decoded < count)
    throw new FormatError('cbf', `${name} is damaged: its samples end after ${decoded} of ${count} pixels.`);
  return samples;
}

/**
 * Byte-offset compression: every element is a difference to the one before, of 1, 2, 4 or 8 bytes; the most negative
 * number of each width announces the next width. Sums wrap like the element type.
 *
 * Source: the CBFlib manual, section 3.3.3, "byte_offset" compression
 *
 * @returns elements decoded, fewer than `out.length` where `bytes` ends early
 */
export function decodeByteOffset(bytes: Uint8Array, out: Samples): number {
  const end = bytes.length;
  const count = out.length;
  let at = 0;
  let value = 0;
  for (let i = 0; i < count; i++) {
    if (at >= end) return i;
    let delta = (bytes[at++]! << 24) >> 24;
    if (delta === -128) {
      if (at + 2 > end) return i;
      delta = ((bytes[at]! | (bytes[at + 1]! << 8)) << 16) >> 16;
      at += 2;
      if (delta === -32768) {
        if (at + 4 > end) return i;
        delta = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        at += 4;
        if (delta === -2147483648) {
          if (at + 8 > end) return i;
          // the upper half does not reach elements of 32 bits
          delta = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
          at += 8;
        }
      }
    }
    value = (value + delta) | 0;
    out[i] = value;
  }
  return count;
}

/** The Dectris text in `_array_data.header_contents`, and the entries of the binary section. */
function parseMetadata(text: string): MetadataDraft {
  const contents = /_array_data\.header_contents\s*\r?\n;([\s\S]*?)\r?\n;/.exec(text)?.[1] ?? text;
  const draft = parseDectrisHeader(contents);
  const section: Record<string, string> = {};
  for (const match of text.matchAll(/^(X-Binary-[\w-]+):\s*"?([^"\r\n]*?)"?\s*$/gim)) section[match[1]!] = match[2]!;
  draft.header = { ...draft.header, ...section };
  return draft;
}
