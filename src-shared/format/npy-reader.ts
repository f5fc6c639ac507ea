import { FormatError } from '../model/app-error.ts';
import type { DetectorImage, Samples, Shape } from '../model/detector-image.ts';
import { decodeSamples, HOST_IS_LITTLE_ENDIAN, sampleTypeOf, STORED_BYTES, type StoredType } from './decode-samples.ts';
import { latin1, quoted } from './header-metadata.ts';
import { checkFrame, checkShape } from './image-size.ts';
import type { ByteSource, ImageReader, OpenImage } from './image-reader.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const MAX_HEADER = 2 ** 20;
const STORED_TYPES = new Map<string, StoredType>([
  ['b1', 'uint8'],
  ['u1', 'uint8'],
  ['i1', 'int8'],
  ['u2', 'uint16'],
  ['i2', 'int16'],
  ['u4', 'uint32'],
  ['i4', 'int32'],
  ['u8', 'uint64'],
  ['i8', 'int64'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
]);

/**
 * NumPy .npy, versions 1 to 3: two axes are one frame, three are frames × rows × columns. bool becomes uint8. Frames in
 * Fortran order lie scattered over the file, so reading one reads the whole file.
 */
export const npyReader: ImageReader = {
  id: 'npy',
  label: 'NumPy array',
  suffixes: ['.npy'],
  recognises: (head) => MAGIC.every((byte, i) => head[i] === byte),
  open: openNpy,
};

interface NpyHeader {
  readonly storedType: StoredType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly frames: number;
  readonly shape: Shape;
  readonly offset: number;
  readonly text: string;
}

async function openNpy(source: ByteSource, { signal }: { signal?: AbortSignal | undefined }): Promise<OpenImage> {
  const header = await readHeader(source, signal);
  const { storedType, littleEndian, fortranOrder, frames, shape, offset } = header;
  const frameBytes = shape[0] * shape[1] * STORED_BYTES[storedType];
  const metadata = { header: { numpy: header.text } };
  return {
    summary: { formatId: 'npy', shape, sampleType: sampleTypeOf(storedType), frameCount: frames, metadata },
    async readFrame(frame, frameSignal): Promise<DetectorImage> {
      checkFrame('npy', frame, frames);
      if (!fortranOrder) {
        const bytes = await source.read(offset + frame * frameBytes, frameBytes, frameSignal);
        return { samples: decodeSamples(bytes, storedType, littleEndian), shape, metadata };
      }
      const all = decodeSamples(await source.read(offset, frames * frameBytes, frameSignal), storedType, littleEndian);
      return { samples: gatherFortran(all, frame, frames, shape), shape, metadata };
    },
    close: () => Promise.resolve(),
  };
}

async function readHeader(source: ByteSource, signal?: AbortSignal): Promise<NpyHeader> {
  const damaged = (what: string) => new FormatError('npy', `${source.name} has a damaged .npy header: ${what}.`);
  const start = await source.read(0, Math.min(12, source.size), signal);
  const major = start[6] ?? 0;
  if (start.length < 12 || major < 1 || major > 3) throw damaged(`version ${major} where 1, 2 or 3 was expected`);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const begin = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER || begin + length > source.size) throw damaged(`it claims ${length} bytes`);
  const text = latin1(await source.read(begin, length, signal)).trim();

  const descr = /['"]descr['"]\s*:\s*['"]([<>=|]?)([a-zA-Z]\d*)['"]/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const axes = /['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (!order || axes === undefined) throw damaged('fortran_order or shape is missing');
  const storedType = STORED_TYPES.get(descr?.[2] ?? '');
  if (!storedType)
    throw new FormatError(
      'npy',
      `${source.name} holds elements of type ${quoted(/['"]descr['"]\s*:\s*([^,]+)/.exec(text)?.[1] ?? 'unknown')}; expected integers, reals or bool.`,
    );
  const sizes = axes
    .split(',')
    .map((axis) => axis.trim())
    .filter((axis) => axis !== '');
  if (!sizes.every((size) => /^\d+L?$/.test(size))) throw damaged(`the shape is ${quoted(axes)}`);
  const numbers = sizes.map((size) => Number.parseInt(size, 10));
  if (numbers.length !== 2 && numbers.length !== 3)
    throw new FormatError(
      'npy',
      `${source.name} is an array with ${numbers.length} axes; expected 2 (rows, columns) or 3 (frames, rows, columns).`,
    );
  const shape = [numbers.at(-2)!, numbers.at(-1)!] as const;
  const frames = numbers.length === 3 ? numbers[0]! : 1;
  const offset = begin + length;
  checkShape('npy', shape, STORED_BYTES[storedType], source.size - offset);
  const needed = frames * shape[0] * shape[1] * STORED_BYTES[storedType];
  if (frames < 1 || needed > source.size - offset)
    throw new FormatError(
      'npy',
      `${source.name} claims ${frames} frames in ${needed} bytes, but ${source.size - offset} are there.`,
    );
  const mark = descr?.[1];
  const littleEndian = mark === '>' ? false : mark === '<' ? true : HOST_IS_LITTLE_ENDIAN;
  return { storedType, littleEndian, fortranOrder: order === 'True', frames, shape, offset, text };
}

/** One frame in C order out of an array in Fortran order: element (f, r, c) stands at f + frames · (r + rows · c). */
function gatherFortran(all: Samples, frame: number, frames: number, [rows, columns]: Shape): Samples {
  const out = all.slice(0, rows * columns);
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++) out[row * columns + column] = all[frame + frames * (row + rows * column)]!;
  return out;
}
