import { FormatError } from '../model/app-error.ts';
import type { DetectorImage, Shape } from '../model/detector-image.ts';
import { decodeSamples, sampleTypeOf, STORED_BYTES, type StoredType } from './decode-samples.ts';
import {
  firstNumber,
  latin1,
  numbersIn,
  positive,
  quoted,
  setIfKnown,
  wavelengthOfEnergy,
  type MetadataDraft,
} from './header-metadata.ts';
import { checkFrame, checkShape } from './image-size.ts';
import type { ByteSource, ImageReader, OpenImage } from './image-reader.ts';

const BLOCK = 4096;
const MAX_HEADER = 2 ** 20;
/** SMV files open with a brace too, so a key of this format must be there. */
const SIGNATURE = /^\s*\{[^}]*?\b(HeaderID|EDF_\w+|ByteOrder|DataType)\s*=/i;
/** By name without the endings "Value", "Integer", "IEEE…"; the long types are 32 bits wide. */
const STORED_TYPES = new Map<string, StoredType>([
  ['signedbyte', 'int8'],
  ['signed8', 'int8'],
  ['unsignedbyte', 'uint8'],
  ['unsigned8', 'uint8'],
  ['signedshort', 'int16'],
  ['signedshortinteger', 'int16'],
  ['signed16', 'int16'],
  ['unsignedshort', 'uint16'],
  ['unsignedshortinteger', 'uint16'],
  ['unsigned16', 'uint16'],
  ['signedinteger', 'int32'],
  ['signedlong', 'int32'],
  ['signedlonginteger', 'int32'],
  ['signed32', 'int32'],
  ['unsignedinteger', 'uint32'],
  ['unsignedlong', 'uint32'],
  ['unsignedlonginteger', 'uint32'],
  ['unsigned32', 'uint32'],
  ['signed64', 'int64'],
  ['unsigned64', 'uint64'],
  ['float', 'float32'],
  ['floatvalue', 'float32'],
  ['float32', 'float32'],
  ['floatieee32', 'float32'],
  ['real', 'float32'],
  ['double', 'float64'],
  ['doublevalue', 'float64'],
  ['doubleieee64', 'float64'],
  ['floatieee64', 'float64'],
  ['float64', 'float64'],
]);

/**
 * ESRF Data Format: text header `{ key = value ; … }`, then samples; again for every frame. Dim_1 is the fast axis.
 * A third dimension counts frames too.
 */
export const edfReader: ImageReader = {
  id: 'edf',
  label: 'ESRF Data Format image',
  suffixes: ['.edf', '.edff'],
  recognises: (head) => head.subarray(0, 512).includes(0x7b) && SIGNATURE.test(latin1(head)),
  open: openEdf,
};

interface EdfFrame {
  readonly offset: number;
  readonly shape: Shape;
  readonly storedType: StoredType;
  readonly littleEndian: boolean;
  readonly header: Readonly<Record<string, string>>;
}

async function openEdf(source: ByteSource, { signal }: { signal?: AbortSignal | undefined }): Promise<OpenImage> {
  const frames = await findFrames(source, signal);
  const first = frames[0]!;
  return {
    summary: {
      formatId: 'edf',
      shape: first.shape,
      sampleType: sampleTypeOf(first.storedType),
      frameCount: frames.length,
      metadata: metadataOf(first.header),
    },
    async readFrame(frame, frameSignal): Promise<DetectorImage> {
      checkFrame('edf', frame, frames.length);
      const { offset, shape, storedType, littleEndian, header } = frames[frame]!;
      const bytes = await source.read(offset, shape[0] * shape[1] * STORED_BYTES[storedType], frameSignal);
      return { samples: decodeSamples(bytes, storedType, littleEndian), shape, metadata: metadataOf(header) };
    },
    close: () => Promise.resolve(),
  };
}

/** Walks from header to header. */
async function findFrames(source: ByteSource, signal?: AbortSignal): Promise<EdfFrame[]> {
  const frames: EdfFrame[] = [];
  for (let position = 0; position < source.size;) {
    signal?.throwIfAborted();
    const block = await readHeader(source, position, signal);
    if (!block) {
      if (frames.length > 0) break; // surplus after the last frame
      throw new FormatError('edf', `${source.name} has no closed EDF header in its first ${MAX_HEADER} bytes.`);
    }
    const { header, end } = block;
    const key = keyFinder(header);
    const typeName = key('DataType') ?? '';
    const storedType = STORED_TYPES.get(typeName.toLowerCase());
    if (!storedType)
      throw new FormatError(
        'edf',
        `${source.name} has the DataType ${quoted(typeName)}, which is none of the EDF types.`,
      );
    const compression = key('Compression') ?? 'None';
    if (!/^no/i.test(compression))
      throw new FormatError(
        'edf',
        `${source.name} is compressed by ${quoted(compression)}; expected an uncompressed EDF file.`,
      );
    // rows are 1 where the file holds a curve
    const shape = [Number(key('Dim_2') ?? 1), Number(key('Dim_1'))] as const;
    const slices = Number(key('Dim_3') ?? 1);
    const available = source.size - end;
    checkShape('edf', shape, STORED_BYTES[storedType], available);
    const frameBytes = shape[0] * shape[1] * STORED_BYTES[storedType];
    if (!(Number.isInteger(slices) && slices > 0 && slices * frameBytes <= available))
      throw new FormatError(
        'edf',
        `${source.name} claims ${slices} slices of ${frameBytes} bytes; ${available} bytes are there.`,
      );
    const size = firstNumber(key('EDF_BinarySize') ?? key('Size')) ?? slices * frameBytes;
    if (size < slices * frameBytes)
      throw new FormatError(
        'edf',
        `${source.name} contradicts itself: its Size is ${size} bytes, its dimensions need ${slices * frameBytes}.`,
      );
    const littleEndian = !/high/i.test(key('ByteOrder') ?? 'LowByteFirst');
    for (let slice = 0; slice < slices; slice++)
      frames.push({ offset: end + slice * frameBytes, shape, storedType, littleEndian, header });
    position = end + size;
  }
  return frames;
}

/** Header at `position` and where it ends; undefined where there is none. */
async function readHeader(
  source: ByteSource,
  position: number,
  signal?: AbortSignal,
): Promise<{ header: Record<string, string>; end: number } | undefined> {
  let text = '';
  const limit = Math.min(source.size - position, MAX_HEADER);
  while (text.length < limit) {
    // twice as much every time, so that long headers are not searched again and again
    const more = Math.min(Math.max(BLOCK, text.length), limit - text.length);
    text += latin1(await source.read(position + text.length, more, signal));
    if (!/^\s*\{/.test(text)) return undefined;
    const close = /\}(?:\r?\n|[^;\S\n]*$)/.exec(text);
    if (!close || (close.index + 3 > text.length && text.length < limit)) continue;
    const header = parseHeader(text.slice(text.indexOf('{') + 1, close.index));
    // Usually the header is padded before its brace; where it says how long it is, that counts.
    const declared = firstNumber(keyFinder(header)('EDF_HeaderSize')) ?? 0;
    const found = close.index + close[0].length;
    const end = position + (declared > found && declared <= limit ? declared : found);
    return { header, end };
  }
  return undefined;
}

function parseHeader(text: string): Record<string, string> {
  const header: Record<string, string> = {};
  for (const entry of text.split(/;\s*?(?:\n|$)|;\s/)) {
    const at = entry.indexOf('=');
    const key = at < 0 ? '' : entry.slice(0, at).trim();
    if (key) header[key] = entry.slice(at + 1).trim();
  }
  return header;
}

/** Look-up that does not care about case, as writers do not. */
function keyFinder(header: Readonly<Record<string, string>>): (key: string) => string | undefined {
  const lower = new Map(Object.keys(header).map((key) => [key.toLowerCase(), key]));
  return (key) => header[lower.get(key.toLowerCase()) ?? ''];
}

/** Keys of ESRF beamlines and of pyFAI; axis 1 of the former is the fast one. */
function metadataOf(header: Readonly<Record<string, string>>): MetadataDraft {
  const draft: MetadataDraft = { header };
  const key = keyFinder(header);
  const number = (...names: string[]) => {
    for (const name of names) {
      const value = positive(firstNumber(key(name)));
      if (value !== undefined) return value;
    }
    return undefined;
  };
  setIfKnown(draft, 'pixel1', number('PSize_2', 'pixel1'));
  setIfKnown(draft, 'pixel2', number('PSize_1', 'pixel2'));
  setIfKnown(draft, 'distance', number('SampleDistance'));
  const keV = number('energy', 'mono_energy', 'energy_kev');
  setIfKnown(draft, 'wavelength', number('WaveLength') ?? (keV === undefined ? undefined : energyWavelength(keV)));
  setIfKnown(draft, 'exposureTime', number('ExposureTime', 'acq_expo_time', 'count_time'));
  const x = firstNumber(key('Center_1'));
  const y = firstNumber(key('Center_2'));
  if (x !== undefined && y !== undefined) draft.beamCentre = [x, y];
  setIfKnown(draft, 'time', key('time_of_day') ?? key('time') ?? key('Date'));
  const detector = key('detector_model') ?? key('detector');
  if (detector !== 'Detector') setIfKnown(draft, 'detector', detector); // pyFAI's name for an unknown one
  const names = (key('motor_mne') ?? '').split(/\s+/).filter(Boolean);
  const values = (key('motor_pos') ?? '').split(/\s+/).filter(Boolean);
  const motors: Record<string, number> = {};
  names.forEach((name, i) => {
    const value = numbersIn(values[i])[0];
    if (value !== undefined) motors[name] = value;
  });
  if (Object.keys(motors).length > 0) draft.motors = motors;
  return draft;
}

/** Energies above 1000 can only be eV. */
function energyWavelength(energy: number): number {
  return wavelengthOfEnergy(energy > 1000 ? energy : energy * 1000);
}
