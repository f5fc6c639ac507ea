import { FormatError } from '../model/app-error.ts';
import type { DetectorImage, Shape } from '../model/detector-image.ts';
import { decodeSamples, sampleTypeOf, STORED_BYTES, type StoredType } from './decode-samples.ts';
import { fixedText, latin1, positive, quoted, setIfKnown, type MetadataDraft } from './header-metadata.ts';
import { checkFrame, checkShape } from './image-size.ts';
import type { ByteSource, ImageReader, OpenImage } from './image-reader.ts';

const HEADER_LENGTH = 4100;
const MAX_FOOTER = 64 * 2 ** 20;
const WINVIEW_ID = 0x01234567;
const STORED_TYPES: readonly (StoredType | undefined)[] = [
  'float32',
  'int32',
  'int16',
  'uint16',
  undefined,
  'float64',
  'uint8',
  undefined,
  'uint32',
];
const PIXEL_FORMATS = new Map<string, StoredType>([
  ['MonochromeUnsigned16', 'uint16'],
  ['MonochromeUnsigned32', 'uint32'],
  ['MonochromeFloating32', 'float32'],
]);

/**
 * Princeton Instruments SPE: version 2 (WinView; all in the binary header) and 3 (LightField; an XML footer says how
 * frames lie). Of several regions of interest the first is read. The wavelength of these files is that of visible
 * spectra, so it stays in the header.
 */
export const speReader: ImageReader = {
  id: 'spe',
  label: 'Princeton SPE image',
  suffixes: ['.spe'],
  recognises(head, source) {
    if (head.length < 3000 || source.size < HEADER_LENGTH) return false;
    const binary = parseBinaryHeader(head);
    if (binary.winviewId === WINVIEW_ID) return binary.storedType !== undefined;
    // Older writers leave the mark out: then the sizes must fit the file exactly.
    const { storedType, shape, frames, footer } = binary;
    if (!storedType || frames < 1 || shape[0] < 1 || shape[1] < 1) return false;
    const end = HEADER_LENGTH + frames * shape[0] * shape[1] * STORED_BYTES[storedType];
    return footer === 0 ? end === source.size : end <= footer && footer < source.size;
  },
  open: openSpe,
};

interface SpeHeader {
  readonly storedType: StoredType | undefined;
  readonly typeCode: number;
  readonly shape: Shape;
  readonly frames: number;
  /** Where the XML begins; 0: version 2. */
  readonly footer: number;
  readonly winviewId: number;
  readonly version: number;
  readonly exposure: number;
  readonly date: string;
}

function parseBinaryHeader(head: Uint8Array): SpeHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const typeCode = view.getInt16(108, true);
  const time = fixedText(head.subarray(172, 179)).replace(/^(\d\d)(\d\d)(\d\d)$/, '$1:$2:$3');
  return {
    typeCode,
    storedType: STORED_TYPES[typeCode],
    shape: [view.getUint16(656, true), view.getUint16(42, true)],
    frames: view.getInt32(1446, true),
    footer: Number(view.getBigUint64(678, true)),
    winviewId: view.getInt32(2996, true),
    version: view.getFloat32(1992, true),
    exposure: view.getFloat32(10, true),
    date: `${fixedText(head.subarray(20, 30))} ${time}`.trim(),
  };
}

async function openSpe(source: ByteSource, { signal }: { signal?: AbortSignal | undefined }): Promise<OpenImage> {
  const binary = parseBinaryHeader(await source.read(0, HEADER_LENGTH, signal));
  const xml = binary.footer > 0 ? await readFooter(source, binary.footer, signal) : undefined;
  const region = xml === undefined ? undefined : parseRegion(xml);
  const storedType = region?.storedType ?? binary.storedType;
  if (!storedType)
    throw new FormatError(
      'spe',
      `${source.name} has samples of type ${binary.typeCode}, which is none of the SPE types.`,
    );
  const shape = region?.shape ?? binary.shape;
  const frames = region?.frames ?? binary.frames;
  const end = binary.footer > 0 ? binary.footer : source.size;
  checkShape('spe', shape, STORED_BYTES[storedType], end - HEADER_LENGTH);
  const frameBytes = shape[0] * shape[1] * STORED_BYTES[storedType];
  const stride = Math.max(region?.stride ?? frameBytes, frameBytes);
  if (!(frames >= 1 && HEADER_LENGTH + (frames - 1) * stride + frameBytes <= end))
    throw new FormatError(
      'spe',
      `${source.name} claims ${frames} frames of ${frameBytes} bytes, but ${end - HEADER_LENGTH} bytes are there: it is cut off or damaged.`,
    );
  const metadata = xml === undefined ? binaryMetadata(binary) : xmlMetadata(xml);
  return {
    summary: { formatId: 'spe', shape, sampleType: sampleTypeOf(storedType), frameCount: frames, metadata },
    async readFrame(frame, frameSignal): Promise<DetectorImage> {
      checkFrame('spe', frame, frames);
      const bytes = await source.read(HEADER_LENGTH + frame * stride, frameBytes, frameSignal);
      return { samples: decodeSamples(bytes, storedType, true), shape, metadata };
    },
    close: () => Promise.resolve(),
  };
}

async function readFooter(source: ByteSource, offset: number, signal?: AbortSignal): Promise<string> {
  const length = source.size - offset;
  if (!(offset >= HEADER_LENGTH && length > 0 && length <= MAX_FOOTER))
    throw new FormatError(
      'spe',
      `${source.name} is cut off or damaged: its XML footer should begin at byte ${offset} of ${source.size}.`,
    );
  const xml = latin1(await source.read(offset, length, signal));
  if (!xml.includes('<SpeFormat'))
    throw new FormatError('spe', `${source.name} has no XML footer where its header says.`);
  return xml;
}

/** The first frame block and its first region: `<DataBlock type="Frame" …><DataBlock type="Region" …/>`. */
function parseRegion(
  xml: string,
): { storedType: StoredType; shape: Shape; frames: number; stride: number } | undefined {
  const blocks = [...xml.matchAll(/<DataBlock\b[^>]*>/g)].map(([tag]) => tag);
  const frame = blocks.find((tag) => attribute(tag, 'type') === 'Frame');
  const region = blocks.find((tag) => attribute(tag, 'type') === 'Region');
  if (!frame || !region) return undefined;
  const pixelFormat = attribute(frame, 'pixelFormat') ?? '';
  const storedType = PIXEL_FORMATS.get(pixelFormat);
  if (!storedType)
    throw new FormatError(
      'spe',
      `The SPE file has the pixel format ${quoted(pixelFormat)}; expected ${[...PIXEL_FORMATS.keys()].join(', ')}.`,
    );
  return {
    storedType,
    shape: [Number(attribute(region, 'height')), Number(attribute(region, 'width'))],
    frames: Number(attribute(frame, 'count')),
    stride: Number(attribute(frame, 'stride') ?? 0),
  };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}\\b[^>]*>([^<]*)<`).exec(xml)?.[1]?.trim();
}

function binaryMetadata({ exposure, date, version, typeCode }: SpeHeader): MetadataDraft {
  const draft: MetadataDraft = { header: { version: version.toFixed(2), dataType: String(typeCode), date } };
  setIfKnown(draft, 'exposureTime', positive(exposure));
  if (date) draft.time = date;
  return draft;
}

function xmlMetadata(xml: string): MetadataDraft {
  const header: Record<string, string> = {
    version: attribute(/<SpeFormat\b[^>]*>/.exec(xml)?.[0] ?? '', 'version') ?? '3',
  };
  const draft: MetadataDraft = { header };
  const camera = attribute(/<Camera\b[^>]*>/.exec(xml)?.[0] ?? '', 'model');
  if (camera) header['Camera'] = draft.detector = camera;
  const created = attribute(/<Origin\b[^>]*>/.exec(xml)?.[0] ?? '', 'created');
  if (created) header['created'] = draft.time = created;
  for (const name of ['ExposureTime', 'Accumulations', 'CenterWavelength', 'SensorTemperatureReading', 'Gain']) {
    const text = element(xml, name);
    if (text) header[name] = text;
  }
  setIfKnown(draft, 'exposureTime', positive(Number(header['ExposureTime'] ?? NaN) / 1000)); // ms
  return draft;
}
